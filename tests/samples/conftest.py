import pytest

from samples import County, county


@pytest.fixture(scope="session")
def made() -> County:
    """Large enough that every flaw occurs."""
    return county(seed=7, rows=12_000)
