import json
from typing import Any

import pytest
from bench.onebox_process import running

ROWS = 800


@pytest.fixture(scope="session")
def journey(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the journey found, played by `onebox run` to its end with nothing in its way."""
    with running(tmp_path_factory.mktemp("undisturbed"), rows=ROWS) as onebox:
        found: dict[str, Any] = json.loads((onebox.home / "journey" / "result.json").read_text())
    return found
