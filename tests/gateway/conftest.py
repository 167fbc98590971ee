from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.gateway.scenes import SignIn, prepared

from servicekit.testing import Serve, ServiceUnderTest


def registry(request: httpx2.Request) -> httpx2.Response:
    """Registry's answer about where a person belongs: a Hunan county."""
    if request.url.path.endswith("/scope"):
        return httpx2.Response(200, json={"origin": "431230", "work_region": "3205"})
    return httpx2.Response(503)


@pytest.fixture
async def running(serve: Serve) -> AsyncIterator[ServiceUnderTest]:
    """A gateway with its first administrator and three clients."""
    async with serve("gateway", neighbours=registry) as service:
        yield await prepared(service)


@pytest.fixture
def sign_in(running: ServiceUnderTest) -> SignIn:
    return SignIn(running.client)
