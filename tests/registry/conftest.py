from collections.abc import AsyncIterator

import pytest

from servicekit.testing import Serve, ServiceUnderTest


@pytest.fixture
async def registry(serve: Serve) -> AsyncIterator[ServiceUnderTest]:
    async with serve("registry") as service:
        yield service
