"""What all worlds have in common: the day, and an agreement between a county and a city."""

from datetime import UTC, datetime, timedelta

from servicekit import clock
from servicekit.testing import ServiceUnderTest

MONDAY_MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)
AGREEMENT = "01890000-0000-7000-8000-000000000001"
ORIGIN, DESTINATION = "431230", "3205"


def begin() -> None:
    """Business time stands on Monday, 2 March 2026, in the morning of Shanghai."""
    clock.shift_business_clock(MONDAY_MORNING - clock.now())


def end() -> None:
    clock.shift_business_clock(timedelta(0))


async def agree(service: ServiceUnderTest, *purposes: str) -> None:
    """The agreement is in force, as the gateway's feed would have told."""
    await service.sql(
        "insert into agreement_projection"
        " (agreement_id, state, origins, destinations, purposes, starts_on, ends_on)"
        f" values ('{AGREEMENT}', 'in_force', '{{{ORIGIN}}}', '{{{DESTINATION}}}',"
        f" '{{{','.join(purposes)}}}', '2020-01-01', '2099-12-31')"
    )
