"""The database goes away: callers hear “later”, nothing is half done, the process still stops."""

import asyncio
import uuid

import pytest
from httpx2 import Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from servicekit import jobs
from servicekit.context import Context
from servicekit.database import Database
from servicekit.testing import ServiceUnderTest, officer

CLERK = officer("registrar@431230")
NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/nothing"
ENDED = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


async def write(service: ServiceUnderTest) -> Response:
    body = {"person_id": str(uuid.uuid4()), "origin": "431230", "words": "在岗"}
    return await service.client.post("/v1/notes", json=body, headers=service.bearer(**CLERK))


async def test_a_connection_lost_in_the_middle_leaves_nothing_and_says_later(
    notebook: ServiceUnderTest,
) -> None:
    engine = create_async_engine(notebook.owner_url)
    async with engine.begin() as holding:
        await holding.execute(text("lock table notes"))
        writing = asyncio.create_task(write(notebook))
        while not await notebook.sql(f"{ENDED} and wait_event_type = 'Lock'"):
            await asyncio.sleep(0.01)
        answer = await writing
    await engine.dispose()

    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert int(answer.headers["retry-after"]) > 0
    assert await notebook.sql("select * from notes") == []
    assert (await write(notebook)).status_code == 201


async def test_a_database_that_is_not_there_means_later(notebook: ServiceUnderTest) -> None:
    notebook.app.state.database = nowhere = Database(NOWHERE, NOWHERE)

    answer = await write(notebook)
    await nowhere.dispose()

    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")


async def test_a_leader_that_lost_its_connection_can_be_stopped(notebook: ServiceUnderTest) -> None:
    begun = asyncio.Event()

    async def run(context: Context) -> None:
        begun.set()

    leading = asyncio.create_task(jobs.repeat(jobs.Every("x", 0.01, run), notebook.context))
    await begun.wait()
    assert await notebook.sql(ENDED)

    leading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await leading
