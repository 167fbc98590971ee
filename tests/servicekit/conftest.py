"""Makes the tests' own little service importable by its name, as a real one is."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from servicekit.testing import Serve, ServiceUnderTest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
async def notebook(serve: Serve) -> AsyncIterator[ServiceUnderTest]:
    async with serve("notebook") as service:
        yield service
