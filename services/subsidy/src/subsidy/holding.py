"""Exclusivity: one active hold a person, family and period, whichever region pays.

The unique index decides, nationwide, without reading anybody's rows.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, exists, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.context import Context
from servicekit.sealing import KeyRing
from subsidy.models import Hold

TABLE = cast("Table", Hold.__table__)
LIFETIME = "lifetime"
CHECK = "system:hold-check"


@dataclass(frozen=True)
class Taking:
    """The holds that one claim needs."""

    claim_id: UUID
    beneficiary_id: UUID
    owner_scope: int
    key_digest: UUID
    periods: tuple[str, ...]


def key_of(keys: KeyRing, family: str, person_id: UUID) -> UUID:
    return keys.digest("exclusivity", f"{family}|person|{person_id}")


def periods_of(exclusivity: Collection[str], year: int) -> tuple[str, ...]:
    """Every claim of a family takes its year, so that families meet across regions' policies."""
    return (str(year), LIFETIME) if LIFETIME in exclusivity else (str(year),)


async def take(session: AsyncSession, takings: Sequence[Taking], at: datetime) -> set[UUID]:
    """Take all holds of each claim or none; returns the claims that got theirs.

    Rows go in by key order, so that two runs at once wait for one another and never deadlock.
    """
    rows = sorted(
        (
            {
                "key_digest": one.key_digest,
                "period": period,
                "claim_id": one.claim_id,
                "beneficiary_id": one.beneficiary_id,
                "owner_scope": one.owner_scope,
                "state": "active",
                "held_at": at,
            }
            for one in takings
            for period in one.periods
        ),
        key=lambda row: (row["key_digest"], row["period"]),
    )
    if not rows:
        return set()
    taken = await session.scalars(
        insert(TABLE)
        .on_conflict_do_nothing(
            index_elements=["key_digest", "period"], index_where=text("state = 'active'")
        )
        .returning(TABLE.c.claim_id),
        rows,
    )
    counts = Counter(taken)
    whole = {one.claim_id for one in takings if counts[one.claim_id] == len(one.periods)}
    partial = [claim_id for claim_id in counts if claim_id not in whole]
    if partial:
        await session.execute(
            update(Hold)
            .where(Hold.claim_id.in_(partial), Hold.state == "active")
            .values(state="released")
        )
    return whole


async def release(session: AsyncSession, claim_id: UUID, key_digest: UUID) -> None:
    """A rejected claim holds nothing any longer."""
    await session.execute(
        update(Hold)
        .where(Hold.key_digest == key_digest, Hold.claim_id == claim_id)
        .values(state="released")
    )


async def is_held(context: Context, keys_digest: UUID, year: int) -> bool:
    """Whether the year (or the lifetime) is taken, by whomever: a yes or no and nothing else."""
    async with context.database.job_session(kind=CHECK) as session:
        found = await session.scalar(
            select(
                exists().where(
                    Hold.key_digest == keys_digest,
                    Hold.period.in_([str(year), LIFETIME]),
                    Hold.state == "active",
                )
            )
        )
    return bool(found)
