"""The package stands alone: pydantic, the standard library, and its own data."""

import ast
import sys
from pathlib import Path

import schemas

ROOT = Path(schemas.__file__).parent
ALLOWED = {"pydantic", "pydantic_core", "schemas"} | set(sys.stdlib_module_names)


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    given = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain | given}


def test_nothing_but_pydantic_and_the_standard_library_is_imported() -> None:
    found = {path.name: imported(path) - ALLOWED for path in ROOT.rglob("*.py")}
    assert {name: more for name, more in found.items() if more} == {}


def test_every_data_file_stands_in_the_notices() -> None:
    notices = (ROOT / "data/NOTICES.md").read_text("utf-8")
    files = {path.name for path in (ROOT / "data").iterdir() if path.is_file()}
    assert all(name in notices for name in files - {"NOTICES.md"})
