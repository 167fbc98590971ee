"""One transaction a request, committed before the response leaves; one a step in jobs."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from schemas.purposes import Purpose
from schemas.regions import subtree
from servicekit import audit, idempotency, scope
from servicekit.access import Caller, Principal, job_principal
from servicekit.problems import NotReady
from servicekit.tables import NAMING, SHARED

READS = frozenset({"GET", "HEAD", "OPTIONS"})
NATION = ("00",)
CONNECT_SECONDS = 5.0


def metadata() -> MetaData:
    """A service's metadata: the naming convention, and the tables every service has."""
    made = MetaData(naming_convention=NAMING)
    for table in SHARED.sorted_tables:
        table.to_metadata(made)
    return made


class Database:
    """Two engines: requests connect as the app role, jobs as the job role; neither bypasses RLS."""

    def __init__(self, app_url: str, job_url: str) -> None:
        self.app_engine = _engine(app_url)
        self.job_engine = _engine(job_url)
        self._app = async_sessionmaker(self.app_engine, expire_on_commit=False)
        self._job = async_sessionmaker(self.job_engine, expire_on_commit=False)

    @asynccontextmanager
    async def app_session(self, principal: Principal) -> AsyncIterator[AsyncSession]:
        """A transaction of the request role under `principal`'s row scope."""
        async with self._app.begin() as session:
            await scope.begin(session, principal)
            yield session

    @asynccontextmanager
    async def job_session(
        self,
        *,
        kind: str,
        own: Collection[str] = NATION,
        purpose: Purpose = Purpose.EMPLOYMENT_SERVICE,
    ) -> AsyncIterator[AsyncSession]:
        """A transaction of the job role as `kind` (`system:import`), bounded by region codes."""
        principal = job_principal(kind, [subtree(code) for code in own], purpose)
        async with self._job.begin() as session:
            await scope.begin(session, principal)
            yield session

    async def dispose(self) -> None:
        await self.app_engine.dispose()
        await self.job_engine.dispose()


def _engine(url: str) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_pre_ping=True,
        hide_parameters=True,  # an error's text goes to the log, the values of rows must not
        connect_args={
            "timeout": CONNECT_SECONDS,
            "server_settings": {"citus.propagate_set_commands": "local"},
        },
    )


async def driver_connection(session: AsyncSession) -> "object":
    """The asyncpg connection under the session's transaction, for COPY."""
    connection: AsyncConnection = await session.connection()
    raw = await connection.get_raw_connection()
    return raw.driver_connection


async def unit_of_work(request: Request, principal: Caller) -> AsyncIterator[AsyncSession]:
    """The request's one transaction: scope, idempotency key, work, audit entry, commit."""
    database: Database = request.app.state.database
    writes = request.method not in READS
    if writes and not request.app.state.grants.fresh():
        raise NotReady(headers={"Retry-After": "5"})
    async with database.app_session(principal) as session:
        request.state.session = session
        await idempotency.claim(request, session, principal)
        yield session
        if writes:
            await audit.write(session, principal, request)


Session = Annotated[AsyncSession, Depends(unit_of_work, scope="function")]
