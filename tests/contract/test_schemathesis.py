"""Schemathesis against each service on a real socket and a real PostgreSQL.

No server error, no undocumented status, content type, header or body, nothing faulty accepted; and
the document's links followed from what was made. A day has its slice of the operations and its
seed, so that the days together ask everything; both are told, and a failure is asked again with

    SCHEMATHESIS_SLICE=3 SCHEMATHESIS_SEED=739945 make test-contract
"""

import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.contract import fuzzing
from tests.contract.worlds import World

SERVICES = ("registry", "matching", "subsidy", "gateway")
SLICES = 4
SLICE_SECONDS, WHOLE_SECONDS = 20 * 60, 60 * 60
TODAY = datetime.now(UTC).toordinal()
SEED = int(os.environ.get("SCHEMATHESIS_SEED", TODAY))
SLICE = int(os.environ.get("SCHEMATHESIS_SLICE", TODAY)) % SLICES
Worlds = Callable[[str], Awaitable[World]]
Operation = tuple[str, str]
Say = Callable[[str], None]


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Say:
    """To whoever runs the tests, also when all goes well."""

    def line(text: str) -> None:
        with capfd.disabled():
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    return line


@pytest.mark.contract
async def test_the_days_slice_of_the_operations_keeps_to_the_document(
    worlds: Worlds, tmp_path: Path, say: Say
) -> None:
    chosen = (await _operations(worlds))[SLICE::SLICES]
    say(f"\nSCHEMATHESIS_SLICE={SLICE} SCHEMATHESIS_SEED={SEED}: {len(chosen)} operations")
    await _keep(worlds, chosen, seconds=_seconds(SLICE_SECONDS), directory=tmp_path, say=say)


@pytest.mark.long
async def test_every_operation_keeps_to_the_document(
    worlds: Worlds, tmp_path: Path, say: Say
) -> None:
    chosen = await _operations(worlds)
    say(f"\nSCHEMATHESIS_SEED={SEED}: {len(chosen)} operations")
    await _keep(worlds, chosen, seconds=_seconds(WHOLE_SECONDS), directory=tmp_path, say=say)


def _seconds(otherwise: int) -> int:
    return int(os.environ.get("SCHEMATHESIS_SECONDS", otherwise))


async def _operations(worlds: Worlds) -> list[Operation]:
    """Service and operationId of all that is published."""
    found = []
    for service in SERVICES:
        paths = (await worlds(service)).running.app.openapi()["paths"]
        found += [(service, one["operationId"]) for item in paths.values() for one in item.values()]
    return sorted(found)


async def _keep(
    worlds: Worlds, chosen: list[Operation], *, seconds: int, directory: Path, say: Say
) -> None:
    """The time is shared out by the number of operations."""
    reports = []
    for service in SERVICES:
        names = [name for of, name in chosen if of == service]
        world, share = await worlds(service), max(1, seconds * len(names) // len(chosen))
        found = await fuzzing.ask(world, names, seed=SEED, seconds=share, directory=directory)
        say(f"{service}: {len(names)} operations, {found.cases} cases in {share} s")
        assert found.cases > len(names), found.report
        if not found.passed:
            reports.append(found.report)
    assert not reports, "\n".join(reports)
