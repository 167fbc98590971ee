"""One platform for all tests of this folder that leave it standing."""

from collections.abc import AsyncIterator

import pytest
from tests.reliability.ground import Ground, standing

from onebox.journey import playing
from onebox.journey.world import World

ROWS = 400
PLAYED = ("set-up", "lists", "agreement", "verified")


@pytest.fixture(scope="session")
async def ground(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    async with standing(tmp_path_factory.mktemp("ground") / "state") as made:
        yield made


@pytest.fixture(scope="session")
async def world(ground: Ground) -> AsyncIterator[World]:
    """The cast, two lists imported, work verified."""
    made = ground.world(ROWS)
    for step in playing.STEPS:
        if step.name in PLAYED:
            await playing.take(made, step)
    yield made
    await made.close()
