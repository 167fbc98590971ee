"""An import killed anywhere takes effect once; two imports at once register a person once."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from tests.registry.scenes import Registry, Worker, several, transfer

from registry.imports import job, progress, staging
from registry.settings import Settings


class Killed(BaseException):
    """As kill -9: nothing of ours catches it."""


async def started(registry: Registry, data: bytes, **query: Any) -> UUID:
    answer = await registry.upload(registry.county, data, **query)
    assert answer.status_code == 202
    return UUID(answer.json()["id"])


@pytest.fixture
def small_chunks(registry: Registry) -> None:
    settings = registry.service.context.settings
    assert isinstance(settings, Settings)
    settings.import_chunk_rows = 10


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("chunk", [0, 1, 2])
async def test_an_import_killed_between_chunks_is_finished_by_the_next_worker(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    import_id = await started(registry, transfer(*several(25)))
    real, seen = staging.apply, []

    async def dying(*given: Any) -> None:
        await real(*given)
        seen.append(1)
        if len(seen) == chunk + 1:
            raise Killed

    monkeypatch.setattr(staging, "apply", dying)
    with pytest.raises(Killed):
        await job.run(registry.service.context, import_id)
    monkeypatch.undo()

    await registry.work()

    found = (await registry.get(registry.county, f"/v1/imports/{import_id}")).json()
    assert (found["state"], found["result"]["accepted"]) == ("done", 25)
    counts = await registry.counts()
    assert (counts["people"], counts["source_records"], counts["employments"]) == (25, 25, 25)
    workers = await registry.service.sql(
        "select subject, count(*) from events where type = 'registry.worker.changed' group by 1"
    )
    assert {count for _, count in workers} == {1}


async def test_a_worker_that_was_thought_dead_writes_nothing_more(registry: Registry) -> None:
    import_id = await started(registry, transfer(*several(3)))
    database = registry.service.context.database
    slow = await progress.take(database, import_id)
    assert slow is not None
    late = progress.Running(database, import_id, slow.region, slow.attempt)
    await job.run(registry.service.context, import_id)

    with pytest.raises(progress.Superseded):
        await late.write(state="failed")


async def test_two_imports_of_the_same_people_at_once_register_each_once(
    registry: Registry,
) -> None:
    people = several(30)
    first = await started(registry, transfer(*people))
    second = await started(registry, transfer(*(one.but(wage=3000) for one in people)))
    context = registry.service.context

    await asyncio.gather(job.run(context, first), job.run(context, second))

    counts = await registry.counts()
    assert (counts["people"], counts["identifiers"], counts["unsettled"]) == (30, 30, 0)


async def test_an_import_cancelled_while_it_waits_never_starts(registry: Registry) -> None:
    import_id = await started(registry, transfer(Worker()))

    answer = await registry.post(registry.county, f"/v1/imports/{import_id}/cancellation", None)
    await registry.work()

    assert answer.json()["state"] == "cancelled"
    assert (await registry.counts())["people"] == 0
    again = await registry.post(registry.county, f"/v1/imports/{import_id}/cancellation", None)
    assert (again.status_code, again.json()["code"]) == (409, "import_already_finished")


async def test_a_waiting_import_is_stopped_between_chunks(registry: Registry) -> None:
    import_id = await started(registry, transfer(*several(3)))
    await registry.service.sql(
        f"update imports set cancel_requested = true where id = '{import_id}'"
    )

    await registry.work()

    found = (await registry.get(registry.county, f"/v1/imports/{import_id}")).json()
    assert found["state"] in {"cancelled", "done"}


async def test_progress_is_told_as_events_until_the_end(registry: Registry) -> None:
    done = await registry.brought(registry.county, transfer(Worker()))

    answer = await registry.get(registry.county, f"/v1/imports/{done['id']}/events")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert '"state": "done"' in answer.text
