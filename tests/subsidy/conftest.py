from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.subsidy.scenes import Registry, Subsidy

from servicekit import clock
from servicekit.testing import Serve


@pytest.fixture
def business_day() -> Iterator[None]:
    """Business time stands on Monday, 2 March 2026, in the morning."""
    clock.shift_business_clock(datetime(2026, 3, 2, 1, tzinfo=UTC) - clock.now())
    yield
    clock.shift_business_clock(timedelta(0))


@pytest.fixture
async def subsidy(serve: Serve, business_day: None) -> AsyncIterator[Subsidy]:
    del business_day
    registry = Registry()
    async with serve("subsidy", neighbours=registry) as service:
        made = Subsidy(service, registry)
        await made.prepare()
        yield made
