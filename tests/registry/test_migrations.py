"""What the migrations make, and what they make of people who were there before."""

import asyncio
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from registry.models import Base
from servicekit import migrations, provision, testing
from servicekit.clock import SHANGHAI, now
from servicekit.testing import cloned, role_urls

PERSON = """
insert into people (person_id, subject_id, origin_scope, work_scope, origin, registered, work_state,
  verified_until, sealed, provenance, version, announced_version, created_at, updated_at)
select gen_random_uuid(), gen_random_uuid(), 431230100220, 320506000000, '431230100220', true,
  :state, :until, '', '{}', 1, 1, now(), now() returning person_id
"""
EMPLOYMENT = """
insert into employments (person_id, id, subject_id, origin_scope, state, industry, organised,
  started, evidence, as_of, source, confidence, expires_on, version, updated_at)
values (:person, gen_random_uuid(), gen_random_uuid(), 431230100220, :state, :industry, true,
  '2025-09', '[]', '2026-03-02', 'work_record', 60, '2026-09-01', 1, now())
"""
FIGURES = """
select state, sector, organised, verified, sum(people) from (
  select state, sector, organised, verified, people from situation_cells
  union all
  select state, sector, organised, verified, -people from situation_changes where day > :day
) f group by 1, 2, 3, 4 having sum(people) <> 0 order by 1, 2, 3, 4
"""


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_the_models_say_what_the_migrations_made(
    admin_url: str, template: Callable[[str], str]
) -> None:
    prepared = await asyncio.to_thread(template, "registry")
    async with cloned(admin_url, prepared) as database:
        base = admin_url.rsplit("/", 1)[0]
        engine = create_async_engine(f"{base}/{database}")
        async with engine.connect() as connection:
            found = await connection.run_sync(differences)
        await engine.dispose()
    assert found == []


async def test_people_who_were_there_before_are_counted_from_the_day_of_the_migration(
    admin_url: str, worker_id: str
) -> None:
    database = f"registry_before_{worker_id}"
    urls = role_urls(admin_url, "registry", database)
    config = migrations.config("registry", urls["owner"])
    await asyncio.to_thread(_at_first_revision, admin_url, database, urls, config)
    today = now().astimezone(SHANGHAI).date()
    engine = create_async_engine(f"{admin_url.rsplit('/', 1)[0]}/{database}")
    async with engine.begin() as connection:
        await _add(connection, "working", today + timedelta(days=5), "verified", "C-制造业")
        await _add(connection, "working", today - timedelta(days=5), "verified", "餐饮")
        await _add(connection, "returned", None, "ended", "建筑业")

    await asyncio.to_thread(command.upgrade, config, "head")

    async with engine.connect() as connection:
        found = [
            [tuple(row) for row in await connection.execute(text(FIGURES), {"day": day})]
            for day in (today - timedelta(days=1), today, today + timedelta(days=6))
        ]
        forced = await connection.scalars(
            text(
                "select relname from pg_class where relrowsecurity and not relforcerowsecurity"
                " and relname in ('people', 'employments', 'situation_cells', 'situation_changes')"
            )
        )
        assert list(forced) == []
    await engine.dispose()
    await testing._drop(admin_url, database)
    home = ("returned", None, None, False, 1)
    unverified = [("working", "C", True, False, 1), ("working", None, True, False, 1)]
    assert found == [
        [],
        [home, ("working", "C", True, True, 1), ("working", None, True, False, 1)],
        [home, *unverified],
    ]


def _at_first_revision(admin_url: str, database: str, urls: dict[str, str], config: Any) -> None:
    with testing._locked(Path(os.environ["TEST_HOME"]) / "provision.lock"):
        asyncio.run(testing._drop(admin_url, database))
        asyncio.run(provision.provision(admin_url, **urls))
    command.upgrade(config, "0001")


async def _add(
    connection: Any, state: str, until: date | None, employment: str, industry: str
) -> None:
    person = await connection.scalar(text(PERSON), {"state": state, "until": until})
    told = {"person": person, "state": employment, "industry": industry}
    await connection.execute(text(EMPLOYMENT), told)
    if employment == "ended":
        await connection.execute(
            text("update employments set ended = '2026-02' where person_id = :person"),
            {"person": person},
        )
