"""A service's own projection of agreements, which cuts down what a token grants.

A token minted a moment ago may name an agreement that has been suspended since. The projection
follows the gateway's feed; silent for more than 60 seconds it opens nothing and stops writes.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from schemas.purposes import Purpose
from servicekit import clock
from servicekit.access import Grant
from servicekit.database import Database
from servicekit.tables import agreements, feed_cursors

SILENCE = timedelta(seconds=60)
REFRESH_SECONDS = 1.0


@dataclass(frozen=True)
class InForce:
    purposes: frozenset[str]
    starts_on: date
    ends_on: date


class Cutter(Protocol):
    def fresh(self) -> bool: ...
    def cut(self, granted: Iterable[Grant], purpose: Purpose) -> tuple[Grant, ...]: ...
    async def refresh(self) -> None: ...


class AgreementProjection:
    """What of the projection a process holds in memory, at most a second old."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read = float("-inf")
        self._heard_at: datetime | None = None
        self._in_force: dict[UUID, InForce] = {}

    async def refresh(self) -> None:
        if time.monotonic() - self._read < REFRESH_SECONDS:
            return
        async with self._database.app_engine.connect() as connection:
            heard = await connection.scalar(
                select(feed_cursors.c.heard_at).where(feed_cursors.c.source == "gateway")
            )
            rows = await connection.execute(
                select(agreements).where(agreements.c.state == "in_force")
            )
            self._in_force = {
                row.agreement_id: InForce(frozenset(row.purposes), row.starts_on, row.ends_on)
                for row in rows
            }
        self._heard_at, self._read = heard, time.monotonic()

    def fresh(self) -> bool:
        return self._heard_at is not None and clock.now() - self._heard_at <= SILENCE

    def cut(self, granted: Iterable[Grant], purpose: Purpose) -> tuple[Grant, ...]:
        if not self.fresh():
            return ()
        today = clock.now().astimezone(clock.SHANGHAI).date()
        return tuple(
            grant
            for grant in granted
            if (agreement := self._in_force.get(grant.agreement_id))
            and purpose in grant.purposes
            and purpose in agreement.purposes
            and agreement.starts_on <= today <= agreement.ends_on
        )


class OwnAgreements:
    """The gateway's own answer: it is the source, never stale, and holds no cross-region rows."""

    def fresh(self) -> bool:
        return True

    def cut(self, granted: Iterable[Grant], purpose: Purpose) -> tuple[Grant, ...]:
        del granted, purpose
        return ()

    async def refresh(self) -> None:
        return
