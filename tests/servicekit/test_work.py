"""What goes on behind the requests: events, jobs, followers, and who leads."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import timedelta

from notebook.app import COPY
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.events import CloudEvent
from servicekit import clock, jobs, relay
from servicekit.context import Context
from servicekit.followers import Follower, step
from servicekit.leader import leadership
from servicekit.testing import ServiceUnderTest, officer

CLERK = officer("registrar@431230")


async def write(service: ServiceUnderTest, times: int = 1) -> None:
    for _ in range(times):
        body = {"person_id": str(uuid.uuid4()), "origin": "431230", "words": "在岗"}
        answer = await service.client.post("/v1/notes", json=body, headers=service.bearer(**CLERK))
        assert answer.status_code == 201, answer.text


async def feed(service: ServiceUnderTest, after: int = 0) -> list[CloudEvent]:
    answer = await service.client.get(
        "/internal/events", params={"after": after}, headers=service.service()
    )
    return [CloudEvent.model_validate(item) for item in answer.json()["items"]]


class TestFeed:
    async def test_twelve_writers_at_once_lose_no_event_and_leave_no_gap(
        self, notebook: ServiceUnderTest
    ) -> None:
        numbering = asyncio.create_task(relay.run(notebook.context.database))

        await asyncio.gather(*(write(notebook, 5) for _ in range(12)))
        await asyncio.sleep(0.5)
        numbering.cancel()

        assert [event.sequence for event in await feed(notebook)] == list(range(1, 61))

    async def test_a_subscriber_outside_sees_only_their_own_region(
        self, notebook: ServiceUnderTest
    ) -> None:
        await write(notebook)
        await relay.number(notebook.context.database)

        async def seen(region: str) -> int:
            headers = notebook.bearer(**officer(f"registrar@{region}"))
            answer = await notebook.client.get("/v1/events/notebook", headers=headers)
            return len(answer.json()["items"])

        assert (await seen("431230"), await seen("130624")) == (1, 0)

    async def test_a_cursor_beyond_any_number_is_invalid(self, notebook: ServiceUnderTest) -> None:
        for after in (2**63, 10**30):
            answer = await notebook.client.get(
                "/v1/events/notebook", params={"after": after}, headers=notebook.bearer(**CLERK)
            )
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")

    async def test_the_internal_feed_is_for_services_only(self, notebook: ServiceUnderTest) -> None:
        headers = notebook.bearer(**CLERK)

        assert (await notebook.client.get("/internal/events", headers=headers)).status_code == 403


class TestJobs:
    async def test_a_job_is_enqueued_with_the_change_and_run_once(
        self, notebook: ServiceUnderTest
    ) -> None:
        await write(notebook)

        await notebook.settle([COPY])
        await notebook.settle([COPY])

        assert await notebook.sql("select version from notes") == [(10,)]
        assert await notebook.sql("select attempts from jobs") == [(1,)]

    async def test_a_job_whose_worker_died_is_taken_by_another(
        self, notebook: ServiceUnderTest
    ) -> None:
        await write(notebook)
        leased = await jobs._lease(notebook.context.database)
        assert leased is not None
        assert await jobs._lease(notebook.context.database) is None

        await notebook.sql("update jobs set leased_until = now() - interval '1 second'")
        await notebook.settle([COPY])

        assert await notebook.sql("select version from notes") == [(10,)]

    async def test_a_job_that_always_fails_is_given_up_after_five_attempts(
        self, notebook: ServiceUnderTest
    ) -> None:
        given_up: list[uuid.UUID] = []

        async def fail(context: Context, resource: uuid.UUID) -> None:
            raise RuntimeError

        async def give_up(context: Context, resource: uuid.UUID) -> None:
            given_up.append(resource)

        await write(notebook)
        for _ in range(jobs.MOST_ATTEMPTS + 1):
            await notebook.sql("update jobs set run_after = now() - interval '1 second'")
            await notebook.settle([jobs.Job("copy", fail, give_up)])

        assert len(given_up) == 1
        assert await notebook.sql("select count(*) from jobs where finished_at is null") == [(0,)]


class TestFollowers:
    async def test_an_event_is_handled_once_although_it_is_read_twice(
        self, notebook: ServiceUnderTest
    ) -> None:
        handled: list[uuid.UUID] = []

        async def handle(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
            handled.extend(event.id for event in events)

        await write(notebook, 3)
        await relay.number(notebook.context.database)
        follower = Follower("notebook", {"notebook.note.written": handle})
        calls = _ToItself(notebook)

        await step(follower, notebook.context.database, calls)  # type: ignore[arg-type]
        await notebook.sql("update feed_cursors set cursor = 0 where source = 'notebook'")
        await step(follower, notebook.context.database, calls)  # type: ignore[arg-type]

        assert len(handled) == len(set(handled)) == 3


class _ToItself:
    def __init__(self, service: ServiceUnderTest) -> None:
        self._service = service

    async def get(self, source: str, path: str, **params: int) -> object:
        headers = self._service.service("svc-notebook")
        answer = await self._service.client.get(path, params={**params, "wait": 0}, headers=headers)
        return answer.json()


async def test_one_process_leads_at_a_time(notebook: ServiceUnderTest) -> None:
    database = notebook.context.database
    async with leadership(database, "x") as first, leadership(database, "x") as second:
        assert (first, second) == (True, False)
    async with leadership(database, "x") as again:
        assert again


def test_only_the_business_clock_can_be_moved() -> None:
    before = clock.business_now()
    clock.shift_business_clock(timedelta(days=7))
    try:
        assert clock.business_now() - before >= timedelta(days=7)
        assert clock.now() - before < timedelta(days=1)
    finally:
        clock.shift_business_clock(timedelta(0))
