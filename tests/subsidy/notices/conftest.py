from collections.abc import AsyncIterator

import pytest

from servicekit.testing import Serve
from tests.subsidy.money import MONDAY, Money, Registry, business_day


@pytest.fixture
async def money(serve: Serve) -> AsyncIterator[Money]:
    registry = Registry()
    async with serve("subsidy", neighbours=registry) as service:
        with business_day(MONDAY):
            made = Money(service, registry)
            await made.prepare()
            yield made
