"""A retried POST takes effect once: the answer is stored with the effect, in one transaction.

Semantics follow Stripe's Idempotency-Key and draft-ietf-httpapi-idempotency-key-header: the first
answer is replayed byte for byte for 7 days; another body under the same key is refused (422); while
the first still runs the others are told to wait (409). A refused first attempt stores nothing.
"""

from datetime import timedelta
from typing import Any

from fastapi import Request, Response
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import clock
from servicekit.access import Principal
from servicekit.problems import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    IdempotencyKeyRunning,
    Malformed,
)
from servicekit.sealing import KeyRing
from servicekit.tables import idempotency_keys as table

KEPT = timedelta(days=7)
LONGEST = 255
LOCK_NOT_AVAILABLE = "55P03"
KEPT_HEADERS = ("content-type", "location", "etag", "content-language", "retry-after", "vary")


class Replay(Exception):
    """The stored answer of the first attempt."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__(status)
        self.response = Response(body, status, {**headers, "Idempotency-Replayed": "true"})


def required_key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "").strip().strip('"')
    if not key:
        raise IdempotencyKeyMissing
    if len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise Malformed
    return key


async def claim(request: Request, session: AsyncSession, principal: Principal) -> None:
    """Take the request's key in this transaction, or raise Replay with the first answer."""
    if not getattr(request.state, "keyed", False):
        return
    client, key = f"{principal.client_id}|{principal.subject}", _kept_key(request)
    fingerprint = _fingerprint(request, await request.body())
    await session.execute(text("set local lock_timeout = '2s'"))
    statement = upsert(table).values(
        client=client, key=key, fingerprint=fingerprint, created_at=clock.now()
    )
    try:
        taken = await session.scalar(statement.on_conflict_do_nothing().returning(table.c.key))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise IdempotencyKeyRunning(headers={"Retry-After": "1"}) from None
        raise
    await session.execute(text("set local lock_timeout = 0"))
    if taken is None:
        await _replay(session, client, key, fingerprint)
    request.state.idempotency = (client, key)


async def _replay(session: AsyncSession, client: str, key: str, fingerprint: bytes) -> None:
    found = await session.execute(select(table).where(table.c.client == client, table.c.key == key))
    row: Any = found.one()
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    raise Replay(row.status, row.headers, row.body)


async def store(request: Request, response: Response) -> None:
    """Keep the answer beside the effect; the transaction is still open."""
    client, key = request.state.idempotency
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    await request.state.session.execute(
        update(table)
        .where(table.c.client == client, table.c.key == key)
        .values(status=response.status_code, headers=headers, body=bytes(response.body))
    )


def _kept_key(request: Request) -> str:
    """Callers make keys of what they have at hand, a person's number among it."""
    keys: KeyRing = request.app.state.context.keys
    return keys.fingerprint("idempotency-key", required_key(request).encode()).hex()


def _fingerprint(request: Request, body: bytes) -> bytes:
    """Keyed: a body may be little more than a phone number, and a plain digest gives that away."""
    keys: KeyRing = request.app.state.context.keys
    target = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return keys.fingerprint("idempotency", target + body)
