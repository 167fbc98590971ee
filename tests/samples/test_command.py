"""`python -m samples` writes the lists with the truth beside them, never in them."""

import csv
import sys
from pathlib import Path

import pytest

from samples.__main__ import main


def test_the_command_writes_four_lists_and_the_truth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["samples", "--rows", "600", "--out", str(tmp_path)])

    main()

    assert len(list(tmp_path.glob("*.xlsx"))) == 3
    with (tmp_path / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["verified"] for row in rows} == {"True", "False"}
    assert any(row["rows in poverty-register"] and row["rows in hr-transfer"] for row in rows)
    assert any("hr-transfer:" in row["flaws"] for row in rows)
