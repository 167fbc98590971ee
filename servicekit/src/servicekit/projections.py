"""What every service keeps of the gateway's feed: agreements, and in sample mode the clock."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.events import CloudEvent
from schemas.gateway import AgreementChanged, ClockShifted, TokenRevoked
from servicekit import clock
from servicekit.access import Verifier
from servicekit.database import Database
from servicekit.followers import Follower, Handler
from servicekit.tables import agreements, business_clock


def gateway_follower(verifier: Verifier, *, sample_mode: bool) -> Follower:
    handlers: dict[str, Handler] = {
        "gateway.agreement.changed": _agreements_changed,
        "gateway.token.revoked": _revoker(verifier),
    }
    if sample_mode:
        handlers["gateway.clock.shifted"] = _clock_shifted
    return Follower(source="gateway", handlers=handlers)


async def _agreements_changed(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    latest = {}
    for event in events:
        changed = AgreementChanged.model_validate(event.data)
        latest[changed.agreement_id] = changed.model_dump()
    statement = insert(agreements).values(
        [{name: row[name] for name in agreements.c.keys()} for row in latest.values()]  # noqa: SIM118
    )
    kept = [column.name for column in agreements.c if not column.primary_key]
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["agreement_id"],
            set_={name: statement.excluded[name] for name in kept},
        )
    )


async def _clock_shifted(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    shifted = ClockShifted.model_validate(events[-1].data)
    await store_offset(session, shifted.offset_seconds)
    clock.shift_business_clock(timedelta(seconds=shifted.offset_seconds))


async def store_offset(session: AsyncSession, seconds: int) -> None:
    statement = insert(business_clock).values(id=1, offset_seconds=seconds)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"offset_seconds": statement.excluded.offset_seconds}
        )
    )


async def restore_clock(database: Database) -> None:
    """Take up the offset that an earlier process of this service had stored."""
    async with database.app_engine.connect() as connection:
        seconds = await connection.scalar(select(business_clock.c.offset_seconds))
    clock.shift_business_clock(timedelta(seconds=seconds or 0))


def _revoker(verifier: Verifier) -> Handler:
    async def revoke(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
        del session
        for event in events:
            revoked = TokenRevoked.model_validate(event.data)
            verifier.revoked |= {name for name in (revoked.jti, revoked.subject) if name}

    return revoke
