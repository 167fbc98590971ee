"""Each member by itself, and each migration beside the release before it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.members import environments
from tests.members.images import Image, read


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The environment of one member and what it depends on, made as the images make theirs."""
    made: dict[str, Path] = {}

    def environment(member: str) -> Path:
        if member not in made:
            made[member] = tmp_path_factory.mktemp(member) / "environment"
            environments.sync(made[member], *environments.words_of(member))
        return made[member]

    return environment


@pytest.fixture(scope="session")
def images() -> dict[str, Image]:
    return read(environments.ROOT / "deploy" / "Dockerfile")
