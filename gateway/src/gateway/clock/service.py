"""The sample's business clock: set forward here, followed by every service through the feed."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

import schemas.gateway as wire
from gateway.clock.errors import ClockMovesForward, OnlyInSampleMode
from servicekit import audit, clock, events
from servicekit.settings import ServiceSettings
from servicekit.tables import business_clock

CLOCK = UUID(int=1)


async def shift(
    session: AsyncSession, settings: ServiceSettings, to: datetime
) -> wire.BusinessClock:
    """Business time stands at `to` now. Raises OnlyInSampleMode, ClockMovesForward."""
    if not settings.sample_mode:
        raise OnlyInSampleMode
    if to <= clock.business_now():
        raise ClockMovesForward
    seconds = round((to - clock.now()).total_seconds())
    await announce(session, seconds)
    audit.note(session, object_type="business_clock", object_id=CLOCK)
    clock.shift_business_clock(timedelta(seconds=seconds))
    return shown(settings)


async def announce(session: AsyncSession, seconds: int) -> None:
    """Keep the offset and tell every service."""
    kept = insert(business_clock).values(id=1, offset_seconds=seconds)
    await session.execute(
        kept.on_conflict_do_update(
            index_elements=["id"], set_={"offset_seconds": kept.excluded.offset_seconds}
        )
    )
    await events.publish(
        session,
        "gateway.clock.shifted",
        subject=CLOCK,
        data=wire.ClockShifted(offset_seconds=seconds),
    )


def shown(settings: ServiceSettings) -> wire.BusinessClock:
    now, business = clock.now(), clock.business_now()
    return wire.BusinessClock(
        now=now,
        business_now=business,
        offset_seconds=round((business - now).total_seconds()),
        sample_mode=settings.sample_mode,
    )
