from collections.abc import AsyncIterator

import pytest
from tests.subsidy.money import MONDAY, Money, Registry, business_day

from servicekit.testing import Serve


@pytest.fixture
async def money(serve: Serve) -> AsyncIterator[Money]:
    registry = Registry()
    async with serve("subsidy", neighbours=registry) as service:
        with business_day(MONDAY):
            made = Money(service, registry)
            await made.prepare()
            yield made
