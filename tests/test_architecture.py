"""What no linter knows about the shape of the house."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, RelationshipProperty

from servicekit.testing import Serve

ROOT = Path(__file__).parents[1]
MEMBERS = ["schemas", "servicekit", "services/registry", "services/matching", "services/subsidy"]
MEMBERS += ["gateway", "client", "samples", "deploy/onebox"]
SERVICES = ["registry", "matching", "subsidy", "gateway"]
LONGEST_FILE = 400
PERSONAL_OR_REGIONAL = re.compile(
    r"(^|_)(person_id|beneficiary_id|origin_scope|work_scope|owner_scope|sealed)$"
)
# Written by every transaction and read only by the relay; entries hold no personal value.
PLUMBING = {"audit_entries"}


def sources() -> Iterator[Path]:
    for member in MEMBERS:
        yield from sorted((ROOT / member / "src").rglob("*.py"))


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sources():
        yield path, ast.parse(path.read_text())


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {str(p): n for p in sources() if (n := len(p.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_only_servicekit_commits_or_rolls_back() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        if "servicekit" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    ]
    assert found == []


def test_no_module_holds_an_app_an_engine_or_settings() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in {"app", "engine", "settings"}
    ]
    assert found == []


def base_of(service: str) -> type[DeclarativeBase]:
    base: type[DeclarativeBase] = import_module(f"{service}.models").Base
    return base


@pytest.mark.parametrize("service", SERVICES)
def test_relationships_never_load_by_themselves(service: str) -> None:
    for mapper in base_of(service).registry.mappers:
        for attribute in mapper.attrs:
            if isinstance(attribute, RelationshipProperty):
                assert attribute.lazy == "raise", f"{mapper.class_.__name__}.{attribute.key}"


@pytest.mark.parametrize("service", SERVICES)
def test_every_unique_constraint_contains_the_distribution_column(service: str) -> None:
    """A table of a person's rows is distributed by its first primary-key column."""
    for table in base_of(service).metadata.sorted_tables:
        key = [column.name for column in table.primary_key]
        if key[:1] not in (["person_id"], ["beneficiary_id"]):
            continue
        uniques = [c.columns for c in table.constraints if isinstance(c, UniqueConstraint)]
        uniques += [index.columns for index in table.indexes if index.unique]
        for columns in uniques:
            assert key[0] in columns, f"{table.name}: {[column.name for column in columns]}"


@pytest.mark.parametrize("service", SERVICES)
async def test_every_table_with_personal_or_regional_data_forces_row_level_security(
    service: str, serve: Serve
) -> None:
    async with serve(service) as running:
        rows = await running.sql(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity, a.attname"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " join pg_attribute a on a.attrelid = c.oid"
            " where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0"
        )
    open_tables = {
        table
        for table, forced, column in rows
        if PERSONAL_OR_REGIONAL.search(column) and not forced and table not in PLUMBING
    }
    assert open_tables == set()


@pytest.mark.parametrize("service", SERVICES)
async def test_no_role_that_serves_bypasses_row_level_security(service: str, serve: Serve) -> None:
    async with serve(service) as running:
        rows = await running.sql(
            "select rolname from pg_roles where (rolsuper or rolbypassrls)"
            f" and rolname like '{service}\\_%'"
        )
    assert rows == []
