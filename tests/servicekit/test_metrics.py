"""What a scrape is told, who may scrape, and that no label grows with what callers send."""

import asyncio
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from notebook.app import COPY
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from servicekit import jobs, relay
from servicekit.context import Context
from servicekit.metrics import Metrics
from servicekit.testing import ServiceUnderTest, officer

CLERK = officer("registrar@431230")
NOTE = {"origin": "431230", "words": "在岗"}
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def write(service: ServiceUnderTest, **more: Any) -> httpx2.Response:
    body = {"person_id": str(uuid.uuid4()), **NOTE, **more}
    return await service.client.post("/v1/notes", json=body, headers=service.bearer(**CLERK))


async def scraped(service: ServiceUnderTest) -> Samples:
    answer = await service.client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def of(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


async def test_requests_are_counted_by_template_method_and_class(
    notebook: ServiceUnderTest,
) -> None:
    await write(notebook)
    await write(notebook, words=1)

    samples = await scraped(notebook)
    counted = "http_server_request_duration_seconds_count"
    for status in ("2xx", "4xx"):
        assert of(samples, counted, route="/v1/notes", method="POST", status=status) == 1
    assert of(samples, "http_server_active_requests") == 1  # this scrape


async def test_what_callers_type_makes_no_new_label(notebook: ServiceUnderTest) -> None:
    await notebook.client.get("/431230199001011234")
    await notebook.client.request("BREW", "/")
    before = await scraped(notebook)

    for digit in range(9):
        await notebook.client.get(f"/43123019900101123{digit}")
        await notebook.client.request(f"BREW{digit}", "/")

    assert {name for name in await scraped(notebook) if name[0].startswith("http")} == {
        *(name for name in before if name[0].startswith("http")),
        *of_scrapes(before),
    }


def of_scrapes(samples: Samples) -> set[tuple[str, frozenset[tuple[str, str]]]]:
    """The series that the first scrape added by being a request itself."""
    rename = {"/v1/notes": "/metrics", "unrouted": "/metrics", "OTHER": "GET", "4xx": "2xx"}
    return {
        (name, frozenset((key, rename.get(value, value)) for key, value in labels))
        for name, labels in samples
        if name.startswith("http")
    }


async def test_jobs_are_told_by_state_and_their_ends_by_outcome(
    notebook: ServiceUnderTest,
) -> None:
    async def fail(context: Context, resource: uuid.UUID) -> None:
        raise RuntimeError

    for _ in range(3):
        await write(notebook)
    leased = await jobs._lease(notebook.context.database)
    await jobs._lease(notebook.context.database)
    assert leased is not None
    await jobs._attempt(jobs.Job("copy", fail), notebook.context, leased)

    samples = await scraped(notebook)
    states = ("queued", "running", "failing")
    assert [of(samples, "wengang_jobs", job="copy", state=state) for state in states] == [1, 1, 1]
    assert (of(samples, "wengang_job_oldest_seconds", job="copy") or 0) > 0
    ended = "wengang_job_duration_seconds_count"
    assert of(samples, ended, job="copy", outcome="failed") == 1
    assert of(samples, ended, job="copy", outcome="given_up") == 0

    await notebook.sql("update jobs set run_after = now(), leased_until = null")
    await notebook.settle([COPY])

    samples = await scraped(notebook)
    assert of(samples, ended, job="copy", outcome="done") == 3
    assert of(samples, "wengang_jobs", job="copy", state="queued") is None


async def test_rows_that_no_reader_sees_yet_are_counted(notebook: ServiceUnderTest) -> None:
    await write(notebook)
    before = await scraped(notebook)
    await relay.number(notebook.context.database)
    after = await scraped(notebook)

    rows = "wengang_relay_unnumbered_rows"
    assert [of(before, rows, table=name) for name in ("events", "audit_entries")] == [1, 1]
    assert [of(after, rows, table=name) for name in ("events", "audit_entries")] == [0, 0]


async def test_a_silent_feed_is_told_by_its_age(notebook: ServiceUnderTest) -> None:
    await notebook.sql("update feed_cursors set heard_at = now() - interval '90 seconds'")

    age = of(await scraped(notebook), "wengang_feed_heard_age_seconds", source="gateway")

    assert age is not None
    assert 90 <= age < 100


async def test_connections_in_use_are_counted(notebook: ServiceUnderTest) -> None:
    async def in_use() -> float | None:
        samples = await scraped(notebook)
        return of(samples, "wengang_database_connections", role="app", state="in_use")

    assert await in_use() == 0
    async with notebook.context.database.app_engine.connect():
        assert await in_use() == 1


async def test_a_scrape_answers_also_without_the_database(notebook: ServiceUnderTest) -> None:
    assert of(await scraped(notebook), "wengang_database_up") == 1

    await notebook.lose_database()

    assert of(await scraped(notebook), "wengang_database_up") == 0


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.1.2.3", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 404),
    ],
)
async def test_only_those_inside_may_scrape(
    notebook: ServiceUnderTest, address: str, headers: dict[str, str], status: int
) -> None:
    transport = httpx2.ASGITransport(notebook.app, client=(address, 1234))
    async with httpx2.AsyncClient(transport=transport, base_url="http://notebook.test") as client:
        answer = await client.get("/metrics", headers=headers)

    assert answer.status_code == status


async def test_a_client_that_leaves_counts_as_no_status(notebook: ServiceUnderTest) -> None:
    leaving = asyncio.create_task(write(notebook, pause=30))
    await asyncio.sleep(0.3)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)

    counted = "http_server_request_duration_seconds_count"
    samples = await scraped(notebook)
    assert of(samples, counted, route="/v1/notes", method="POST", status="none") == 1
    assert of(samples, "http_server_active_requests") == 1


def test_the_guide_names_every_metric_and_each_of_its_labels() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "observation.md").read_text()
    told = {
        row[0]: set(re.findall(r"`(\w+)`", row[1]))
        for row in re.findall(r"^\| `((?:http|wengang)_\w+)` \|([^|]*)\|", guide, re.MULTILINE)
    }

    ours = {
        family.name + ("_total" if family.type == "counter" else ""): labels
        for family, labels in labelled(Metrics(jobs=["x"], periodic=["x"]))
    }
    assert told == ours


def labelled(metrics: Metrics) -> Iterator[tuple[Metric, set[str]]]:
    for collector in list(metrics.registry._collector_to_names):
        names = set(getattr(collector, "_labelnames", ()))
        for family in collector.collect():
            if family.name.startswith(("http_", "wengang_")):
                yield family, names
