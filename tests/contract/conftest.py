import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from tests.contract.worlds import World, world


@pytest.fixture(scope="session")
async def worlds(
    admin_url: str,
    template: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Callable[[str], Awaitable[World]]]:
    """`await worlds("registry")`: the service's world, built on first use in this process."""
    made: dict[str, World] = {}
    async with AsyncExitStack() as stack:

        async def of(service: str) -> World:
            if service not in made:
                prepared = await asyncio.to_thread(template, service)
                directory = tmp_path_factory.mktemp(service)
                building = world(service, admin_url, prepared, directory)
                made[service] = await stack.enter_async_context(building)
            return made[service]

        yield of
