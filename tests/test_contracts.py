"""The published API: each service's document equals its committed file, so that a change shows.

`UPDATE_CONTRACTS=1 make contracts` writes the files anew; the difference is then reviewed.
"""

import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from schemas.problems import CATALOGUE
from servicekit.problems import Problem
from servicekit.testing import environment

ROOT = Path(__file__).parents[1]
SERVICES = ["registry", "matching", "subsidy", "gateway"]
URLS = {"app": "postgresql+asyncpg://x/x", "job": "postgresql+asyncpg://x/x"}


def document(service: str, directory: Path) -> dict[str, Any]:
    settings = import_module(f"{service}.settings").Settings(
        **environment(service, URLS, directory)
    )
    made: dict[str, Any] = import_module(f"{service}.app").create_app(settings).openapi()
    return made


def operations(made: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in made["paths"].items()
        for method, operation in methods.items()
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_equals_its_committed_file(service: str, tmp_path: Path) -> None:
    made = document(service, tmp_path)
    committed = ROOT / "docs" / "openapi" / f"{service}.json"
    if os.environ.get("UPDATE_CONTRACTS"):
        committed.write_text(json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    assert made == json.loads(committed.read_text())


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_has_a_name_a_tag_and_a_summary_in_both_languages(
    service: str, tmp_path: Path
) -> None:
    for method, path, operation in operations(document(service, tmp_path)):
        where = f"{method} {path}"
        assert operation["operationId"].isalnum(), where
        assert len(operation["tags"]) == 1, where
        chinese, _, english = operation["summary"].partition(" / ")
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese), where
        assert english, where


def test_no_two_operations_of_the_platform_share_a_name_or_an_address(tmp_path: Path) -> None:
    found = [
        (operation["operationId"], f"{method} {path}")
        for service in SERVICES
        for method, path, operation in operations(document(service, tmp_path))
    ]
    assert len({name for name, _ in found}) == len(found)
    assert len({address for _, address in found}) == len(found)


def test_every_problem_has_words_in_both_languages() -> None:
    for service in SERVICES:
        import_module(f"{service}.app")
    kinds = _below(Problem)
    assert {kind.code for kind in kinds} <= set(CATALOGUE)
    for code, entry in CATALOGUE.items():
        assert 400 <= entry.status < 600, code
        assert all((entry.title_zh, entry.title_en, entry.fix_zh, entry.fix_en)), code


def _below(kind: type[Problem]) -> set[type[Problem]]:
    return {kind}.union(*(_below(child) for child in kind.__subclasses__()))
