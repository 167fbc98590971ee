"""One trace through requests, calls, events and jobs; nothing in it that somebody typed."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from notebook.app import COPY
from notebook.settings import Settings
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.events import CloudEvent
from servicekit import exporting, jobs, relay, traces
from servicekit.calls import Calls
from servicekit.context import Context
from servicekit.exporting import ExporterMissing
from servicekit.followers import Follower, step
from servicekit.testing import ServiceUnderTest, environment, officer

CLERK = officer("registrar@431230")
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
NUMBER = "431230199001011234"


async def write(service: ServiceUnderTest, traceparent: str | None = None) -> httpx2.Response:
    body = {"person_id": str(uuid.uuid4()), "origin": "431230", "words": "在岗"}
    headers = service.bearer(**CLERK) | ({"traceparent": traceparent} if traceparent else {})
    return await service.client.post("/v1/notes", json=body, headers=headers)


def named(recorded: InMemorySpanExporter, name: str) -> ReadableSpan:
    (found,) = [span for span in recorded.get_finished_spans() if span.name == name]
    return found


def trace_of(span: ReadableSpan) -> str:
    assert span.context is not None
    return f"{span.context.trace_id:032x}"


async def test_a_request_continues_its_callers_trace(
    notebook: ServiceUnderTest, recorded: InMemorySpanExporter
) -> None:
    await write(notebook, f"00-{TRACE}-{PARENT}-01")

    span = named(recorded, "POST /v1/notes")
    assert trace_of(span) == TRACE
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == PARENT
    assert span.attributes == {
        "http.request.method": "POST",
        "http.route": "/v1/notes",
        "http.response.status_code": 201,
    }


async def test_what_its_caller_does_not_record_a_service_does_not_record(
    notebook: ServiceUnderTest, recorded: InMemorySpanExporter
) -> None:
    await write(notebook, f"00-{TRACE}-{PARENT}-00")

    assert recorded.get_finished_spans() == ()
    assert await notebook.sql("select distinct left(traceparent, 35) from events") == [
        (f"00-{TRACE}",)
    ]


@pytest.mark.parametrize(
    "header", [None, "nonsense", f"00-{'0' * 32}-{PARENT}-01", f"01-{TRACE}-{PARENT}-01", NUMBER]
)
async def test_a_request_without_a_trace_begins_one(
    notebook: ServiceUnderTest, recorded: InMemorySpanExporter, header: str | None
) -> None:
    await write(notebook, header)

    span = named(recorded, "POST /v1/notes")
    assert span.parent is None
    assert trace_of(span) != TRACE


@pytest.mark.parametrize("flags", ["00", "01"])
async def test_a_problem_names_the_trace_also_when_nothing_is_recorded(
    notebook: ServiceUnderTest, flags: str
) -> None:
    answer = await notebook.client.get(
        "/v1/notes/broken",
        headers={**notebook.bearer(**CLERK), "traceparent": f"00-{TRACE}-{PARENT}-{flags}"},
    )

    assert answer.json()["trace_id"] == TRACE


async def test_the_trace_of_a_problem_is_the_recorded_one(
    notebook: ServiceUnderTest, recorded: InMemorySpanExporter
) -> None:
    answer = await notebook.client.get("/v1/notes/broken", headers=notebook.bearer(**CLERK))

    span = named(recorded, "GET /v1/notes/broken")
    assert answer.json()["trace_id"] == trace_of(span)
    assert not span.status.is_ok


async def test_no_path_query_body_or_exception_is_recorded(
    notebook: ServiceUnderTest, recorded: InMemorySpanExporter
) -> None:
    headers = notebook.bearer(**CLERK)
    for path in (f"/{NUMBER}", f"/v1/notes/{NUMBER}", f"/v1/notes?cursor={NUMBER}",
                 "/v1/notes/broken"):  # fmt: skip
        await notebook.client.get(path, headers=headers)
    await notebook.client.request(NUMBER, "/v1/notes", headers=headers)
    await notebook.client.post("/v1/notes", content=f'{{"a": "{NUMBER}"}}', headers=headers)

    spans = recorded.get_finished_spans()
    assert len(spans) == 6
    assert NUMBER not in "".join(span.to_json() for span in spans)
    assert {span.name for span in spans} >= {"GET unrouted", "OTHER /v1/notes"}


async def test_a_job_runs_in_the_trace_that_asked_for_it(
    notebook: ServiceUnderTest, recorded: InMemorySpanExporter
) -> None:
    await write(notebook, f"00-{TRACE}-{PARENT}-01")

    await notebook.settle([COPY])

    span, request = named(recorded, "job copy"), named(recorded, "POST /v1/notes")
    assert trace_of(span) == TRACE
    assert span.parent is not None
    assert request.context is not None
    assert span.parent.span_id == request.context.span_id
    assert span.attributes == {"wengang.job": "copy", "wengang.job.attempt": 1}


async def test_a_failed_job_says_which_kind_of_failure(
    notebook: ServiceUnderTest, recorded: InMemorySpanExporter
) -> None:
    async def fail(context: Context, resource: uuid.UUID) -> None:
        raise RuntimeError(NUMBER)

    await write(notebook)
    await notebook.sql("update jobs set run_after = now() - interval '1 second'")
    leased = await jobs._lease(notebook.context.database)
    assert leased is not None
    await jobs._attempt(jobs.Job("copy", fail), notebook.context, leased)

    span = named(recorded, "job copy")
    assert span.attributes is not None
    assert span.attributes["error.type"] == "RuntimeError"
    assert NUMBER not in span.to_json()


class TestFollowers:
    async def test_events_of_one_trace_are_handled_in_it(
        self, notebook: ServiceUnderTest, recorded: InMemorySpanExporter
    ) -> None:
        await write(notebook, f"00-{TRACE}-{PARENT}-01")
        seen = await self.followed(notebook)

        assert seen == [TRACE]
        assert trace_of(named(recorded, "handle notebook.note.written")) == TRACE

    async def test_events_of_several_traces_are_linked_to_each(
        self, notebook: ServiceUnderTest, recorded: InMemorySpanExporter
    ) -> None:
        for _ in range(3):
            await write(notebook)
        (seen,) = await self.followed(notebook)

        span = named(recorded, "handle notebook.note.written")
        made = [one for one in recorded.get_finished_spans() if one.name == "POST /v1/notes"]
        assert seen == trace_of(span)
        assert span.attributes is not None
        assert span.attributes["wengang.event.count"] == 3
        assert {link.context.trace_id for link in span.links} == {
            one.context.trace_id for one in made if one.context
        }

    async def test_asking_for_events_is_not_recorded(
        self, notebook: ServiceUnderTest, recorded: InMemorySpanExporter
    ) -> None:
        await self.followed(notebook)

        assert recorded.get_finished_spans() == ()

    async def followed(self, notebook: ServiceUnderTest) -> list[str | None]:
        """The traces that the handler ran in."""
        seen: list[str | None] = []

        async def handle(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
            seen.append(traces.trace_id())

        await relay.number(notebook.context.database)
        notebook.app.state.draining = True  # an empty feed answers at once
        follower = Follower("notebook", {"notebook.note.written": handle})
        await step(follower, notebook.context.database, calls_to(notebook))
        return seen


def calls_to(service: ServiceUnderTest) -> Calls:
    async def mint(audience: str) -> tuple[str, float]:
        claims = {"sub": "svc-matching", "client_id": "svc-matching", "kind": "system"}
        return service.signer.token(audience, **claims), 60.0

    return Calls({"notebook": "http://notebook.test"}, mint, service.client)


async def test_a_call_to_a_neighbour_carries_the_trace(recorded: InMemorySpanExporter) -> None:
    heard: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        heard.append(request.headers["traceparent"])
        return httpx2.Response(200, json={})

    async def mint(audience: str) -> tuple[str, float]:
        return "token", 60.0

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as client:
        calls = Calls({"registry": "http://registry.test"}, mint, client)
        with traces.begun("job x", f"00-{TRACE}-{PARENT}-01"):
            await calls.get("registry", f"/internal/workers/{NUMBER}/scope", q=NUMBER)

    span = named(recorded, "GET registry")
    assert span.context is not None
    assert heard == [f"00-{TRACE}-{span.context.span_id:016x}-01"]
    assert NUMBER not in span.to_json()


class TestExporting:
    def settings(self, directory: Path, **more: Any) -> Settings:
        urls = {"app": "postgresql+asyncpg://x/x", "job": "postgresql+asyncpg://x/x"}
        return Settings(**environment("notebook", urls, directory), **more)

    @pytest.mark.parametrize("address", [None, ""])
    def test_nothing_is_recorded_unless_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str | None
    ) -> None:
        if address is not None:
            monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)

        exporting.start("notebook", self.settings(tmp_path))()

        with traces.begun("x") as span:
            assert not span.is_recording()

    def test_spans_go_to_a_file_one_a_line(self, tmp_path: Path) -> None:
        file = tmp_path / "spans" / "notebook.jsonl"
        stop = exporting.start("notebook", self.settings(tmp_path, spans_file=file))
        for name in ("a", "b"):
            with traces.begun(name):
                pass
        stop()

        spans = [json.loads(line) for line in file.read_text().splitlines()]
        assert [span["name"] for span in spans] == ["a", "b"]
        assert spans[0]["resource"]["attributes"]["service.name"] == "notebook"

    async def test_spans_reach_a_collector_at_the_standard_address(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with collector() as (address, received):
            monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
            stop = exporting.start("notebook", self.settings(tmp_path))
            with traces.begun("job copy", f"00-{TRACE}-{PARENT}-01", job="copy"):
                pass
            await asyncio.to_thread(stop)

        (resource,) = ExportTraceServiceRequest.FromString(received[0]).resource_spans
        (span,) = resource.scope_spans[0].spans
        assert (span.name, span.trace_id.hex()) == ("job copy", TRACE)

    def test_an_address_without_an_exporter_stops_the_start(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
        monkeypatch.setattr(exporting, "entry_points", lambda **_: ())

        with pytest.raises(ExporterMissing):
            exporting.start("notebook", self.settings(tmp_path))


@asynccontextmanager
async def collector() -> AsyncIterator[tuple[str, list[bytes]]]:
    """Takes what is posted to /v1/traces, as an OpenTelemetry collector does."""
    received: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.startswith("post /v1/traces ")
        length = int(head.partition("content-length: ")[2].split("\r\n")[0])
        received.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", received
