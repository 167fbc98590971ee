"""Signing keys in the database, sealed: next (published, not yet used), current, retired."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from joserfc.jwk import ECKey
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.models import SigningKey
from gateway.signin.tokens import SigningKeys
from servicekit import clock
from servicekit.sealing import KeyRing

USED_FOR = timedelta(days=90)
PUBLISHED_BEFORE_USE = timedelta(hours=24)
PUBLISHED_AFTER_USE = timedelta(hours=1)
LOCK = text("select pg_advisory_xact_lock(hashtext('gateway signing keys'))")


@dataclass(frozen=True)
class Steps:
    """What rotation does now: kids to promote, retire and forget, and how many to make."""

    promote: str | None = None
    retire: str | None = None
    forget: tuple[str, ...] = ()
    make: int = 0


def plan(keys: Sequence[SigningKey], at: datetime) -> Steps:
    """A `next` key signs only after a day of being published; a `retired` one stays an hour."""
    current = next((key for key in keys if key.state == "current"), None)
    waiting = [key for key in keys if key.state == "next"]
    ripe = [key for key in waiting if at - key.created_at >= PUBLISHED_BEFORE_USE]
    forget = tuple(
        key.kid
        for key in keys
        if key.state == "retired" and at - key.changed_at >= PUBLISHED_AFTER_USE
    )
    if current is None:
        return Steps(promote=waiting[0].kid if waiting else None, forget=forget)
    if at - current.changed_at >= USED_FOR and ripe:
        return Steps(ripe[0].kid, current.kid, forget, make=1 if len(waiting) == 1 else 0)
    return Steps(forget=forget, make=0 if waiting else 1)


async def load(session: AsyncSession, ring: KeyRing) -> SigningKeys:
    """All published keys; makes the first two on the first start. Raises if sealed otherwise."""
    rows = await _rows(session)
    if not any(row.state == "current" for row in rows):
        await session.execute(LOCK)
        rows = await _rows(session)
        if not any(row.state == "current" for row in rows):
            session.add_all([_fresh(ring, "current"), _fresh(ring, "next")])
            await session.flush()
            rows = await _rows(session)
    opened = {row.kid: _open(row, ring) for row in rows}
    current = next(row.kid for row in rows if row.state == "current")
    return SigningKeys(current, opened[current], opened)


async def rotate(session: AsyncSession, ring: KeyRing) -> None:
    await session.execute(LOCK)
    rows = {row.kid: row for row in await _rows(session)}
    at = clock.now()
    steps = plan(list(rows.values()), at)
    for kid in steps.forget:
        await session.delete(rows[kid])
    if steps.retire:
        _move(rows[steps.retire], "retired", at)
        await session.flush()
    if steps.promote:
        _move(rows[steps.promote], "current", at)
    session.add_all([_fresh(ring, "next") for _ in range(steps.make)])


async def _rows(session: AsyncSession) -> Sequence[SigningKey]:
    found = await session.scalars(select(SigningKey).order_by(SigningKey.created_at))
    return found.all()


def _move(row: SigningKey, state: str, at: datetime) -> None:
    row.state, row.changed_at = state, at


def _fresh(ring: KeyRing, state: str) -> SigningKey:
    kid, at = secrets.token_hex(8), clock.now()
    private = json.dumps(ECKey.generate_key("P-256").as_dict(private=True)).encode()
    return SigningKey(
        kid=kid,
        state=state,
        private_sealed=ring.seal(private, aad=_aad(kid)),
        created_at=at,
        changed_at=at,
    )


def _open(row: SigningKey, ring: KeyRing) -> ECKey:
    return ECKey.import_key(json.loads(ring.open(row.private_sealed, aad=_aad(row.kid))))


def _aad(kid: str) -> str:
    return f"gateway|signing_keys|private|{kid}"
