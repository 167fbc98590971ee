"""Each member by itself, and each migration beside the release before it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.members import environments
from tests.members.images import Image, read


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The environment of a member or an image and what it depends on, made as images are made."""
    made: dict[str, Path] = {}

    def environment(target: str) -> Path:
        if target not in made:
            made[target] = tmp_path_factory.mktemp(target) / "environment"
            environments.sync(made[target], *environments.words_of(target))
        return made[target]

    return environment


@pytest.fixture(scope="session")
def images() -> dict[str, Image]:
    return read(environments.ROOT / "deploy" / "Dockerfile")
