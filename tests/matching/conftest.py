from collections.abc import AsyncIterator

import pytest
from tests.matching.scenes import Matching, Registry

from servicekit.testing import Serve


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
async def matching(serve: Serve, registry: Registry) -> AsyncIterator[Matching]:
    async with serve("matching", neighbours=registry) as service:
        yield Matching(service, registry)
