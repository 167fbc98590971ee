from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from tests.registry.scenes import Registry

from servicekit import clock
from servicekit.testing import Serve

BUSINESS_DAY = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def business_day() -> Iterator[None]:
    """Every test of registry happens on 2 March 2026."""
    before = clock._clock.offset
    clock.shift_business_clock(BUSINESS_DAY - clock.now())
    yield
    clock.shift_business_clock(before)


@pytest.fixture
async def registry(serve: Serve) -> AsyncIterator[Registry]:
    async with serve("registry") as service:
        yield Registry(service)
