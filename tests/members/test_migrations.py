"""Each migration, beside the release before it."""

import asyncio
import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine
from tests.members.rollouts import breaks
from tests.members.shapes import Shape, shape_of

from servicekit import migrations
from servicekit.testing import provisioned

SERVICES = ["registry", "matching", "subsidy", "gateway"]
# What the release before is known not to need any more: (service, revision, what `breaks` says),
# and the reason.
NOT_NEEDED: dict[tuple[str, str, str], str] = {}
HASTY = """
from alembic import op

revision, down_revision = "hasty", "{head}"


def upgrade() -> None:
    op.drop_column("jobs", "failure")
"""


@pytest.fixture
def empty(admin_url: str, worker_id: str) -> Callable[[str], Config]:
    """The service's migrations on a database that has its roles and nothing else."""

    def provision(service: str) -> Config:
        lock = Path(os.environ["TEST_HOME"]) / "provision.lock"
        urls = provisioned(admin_url, service, f"rollout_{service}_{worker_id}", lock)
        return migrations.config(service, urls["owner"])

    return provision


def revisions(config: Config) -> list[str]:
    """From the first to the head."""
    script = ScriptDirectory.from_config(config)
    return [revision.revision for revision in script.walk_revisions()][::-1]


def shape_at(config: Config, revision: str) -> Shape:
    command.upgrade(config, revision)
    return asyncio.run(_shape(config.attributes["url"]))


async def _shape(url: str) -> Shape:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        shape = await shape_of(connection)
    await engine.dispose()
    return shape


def breaks_by_revision(config: Config) -> set[tuple[str, str]]:
    shapes = [(revision, shape_at(config, revision)) for revision in revisions(config)]
    steps = itertools.pairwise(shapes)
    return {(name, said) for (_, old), (name, new) in steps for said in breaks(old, new)}


@pytest.mark.parametrize("service", SERVICES)
def test_one_revision_follows_another_to_one_head(service: str) -> None:
    script = ScriptDirectory.from_config(migrations.config(service))
    follows = {revision.revision: revision.down_revision for revision in script.walk_revisions()}
    in_order = revisions(migrations.config(service))
    assert script.get_heads() == in_order[-1:]
    assert [follows[revision] for revision in in_order] == [None, *in_order[:-1]]


@pytest.mark.parametrize("service", SERVICES)
def test_the_release_before_goes_on_working_on_each_new_head(
    service: str, empty: Callable[[str], Config]
) -> None:
    known = {(revision, said) for name, revision, said in NOT_NEEDED if name == service}
    assert breaks_by_revision(empty(service)) == known


def test_a_column_dropped_while_it_is_still_read_is_found(
    empty: Callable[[str], Config], tmp_path: Path
) -> None:
    config = empty("matching")
    [head] = ScriptDirectory.from_config(config).get_heads()
    copied = shutil.copytree(config.get_main_option("script_location") or "", tmp_path / "scripts")
    (copied / "versions" / "hasty.py").write_text(HASTY.format(head=head))
    config.set_main_option("script_location", str(copied))

    assert breaks_by_revision(config) == {("hasty", "jobs.failure is gone")}
