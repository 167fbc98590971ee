"""What a database that is away looks like from inside a request."""

import socket

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

RETRY_AFTER = {"Retry-After": "2"}
# No connection could be made: the driver lets the system's own errors through.
UNREACHABLE = (ConnectionError, TimeoutError, socket.gaierror, PoolTimeout)
# The server came, went, or took no more connections, or the protocol broke off with it.
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InternalClientError,
)


def is_outage(error: Exception) -> bool:
    """Whether the database is to blame, and a later attempt may succeed."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.connection_invalidated or isinstance(error.orig.__cause__, LOST)
    return isinstance(error, UNREACHABLE + LOST)
