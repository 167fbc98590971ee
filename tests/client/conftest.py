import pytest
from tests.client.edge import Platform


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wengang.retrying.FIRST_WAIT", 0.001)
