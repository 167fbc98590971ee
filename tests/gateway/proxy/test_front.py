"""The data path against real servers: streams, leaves with the client, names each failure."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
import uvicorn
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from gateway.callers.exchange import Exchange
from gateway.proxy.front import Front
from gateway.proxy.routes import Operation, RouteTable
from gateway.proxy.upstream import Upstream
from servicekit import traces
from servicekit.guards import Edge
from servicekit.metrics import Metrics
from servicekit.observation import Observed

OUTER = {"Authorization": "Bearer outer-token"}
PATHS: dict[str, dict[str, Any]] = {
    f"/v1/{name}": {"get": {}, "post": {}}
    for name in ("echo", "slow", "stream", "endless", "empty", "cut", "refused")
}
PATHS["/v1/people/{person_id}"] = {"get": {}}
PATHS["/v1/open"] = {"get": {"x-public": True}}


class Passing(Exchange):
    """Stands for the exchange, which has tests of its own: every token is a good one."""

    def __init__(self) -> None:
        pass

    async def inner(self, outer_token: str, audience: str) -> str:
        return f"inner-of-{outer_token}-for-{audience}"

    async def public(self, audience: str) -> str:
        return f"public-for-{audience}"


@dataclass
class Known:
    """A directory of what the upstreams answer; `missing` services are still to be heard."""

    missing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        down: dict[str, Any] = {"paths": {"/v1/down": {"get": {}}}}
        broken: dict[str, Any] = {"paths": {"/v1/broken": {"get": {}, "post": {}}}}
        self.table = RouteTable({"registry": {"paths": PATHS}, "matching": down, "subsidy": broken})

    def methods_at(self, raw_path: bytes) -> Mapping[str, Operation]:
        return self.table.methods_at(raw_path)

    def unknown_services(self) -> list[str]:
        return self.missing


@dataclass
class House:
    client: httpx2.AsyncClient
    left: asyncio.Event
    go_on: asyncio.Event
    known: Known
    metrics: Metrics


def upstream_app(left: asyncio.Event, go_on: asyncio.Event) -> Starlette:
    async def echo(request: Request) -> Response:
        digest = hashlib.sha256()
        async for chunk in request.stream():
            digest.update(chunk)
        headers = [(name.decode(), value.decode()) for name, value in request.headers.raw]
        told = {"headers": headers, "query": request.url.query, "sha256": digest.hexdigest()}
        return JSONResponse(told, headers={"ETag": '"v1"', "Set-Cookie": "a=b"})

    async def slow(request: Request) -> Response:
        del request
        await asyncio.sleep(5)
        return PlainTextResponse("late")

    async def stream(request: Request) -> Response:
        del request

        async def parts() -> AsyncIterator[bytes]:
            yield b"first"
            await go_on.wait()
            yield b"second"

        return StreamingResponse(parts())

    async def endless(request: Request) -> Response:
        del request

        async def parts() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"data: x\n\n"
                    await asyncio.sleep(0.02)
            finally:
                left.set()

        return StreamingResponse(parts(), media_type="text/event-stream")

    async def empty(request: Request) -> Response:
        del request
        return Response(status_code=204)

    routes = [Route(f"/v1/{one.__name__}", one, methods=["GET", "POST"]) for one in
              (echo, slow, stream, endless, empty)]  # fmt: skip
    routes.append(Route("/v1/open", echo))
    return Starlette(routes=routes)


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with_signals_left_alone: Any = server
    task = asyncio.create_task(with_signals_left_alone._serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await task


@asynccontextmanager
async def hanging_up() -> AsyncIterator[str]:
    """Reads a request; answers nothing, or half of what it promised, and hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if request.startswith(b"POST"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    left, go_on, known, metrics = asyncio.Event(), asyncio.Event(), Known(), Metrics()
    nowhere = socket.socket()
    nowhere.bind(("127.0.0.1", 0))
    down = f"http://127.0.0.1:{nowhere.getsockname()[1]}"
    async with serving(upstream_app(left, go_on)) as registry, hanging_up() as subsidy:
        addresses = {"registry": registry, "matching": down, "subsidy": subsidy}
        upstream = Upstream(addresses, waiting_seconds=0.5)
        front = Front(Starlette(), exchange=Passing(), directory=known, upstream=upstream)
        async with (
            serving(Observed(Edge(front, max_body_bytes=2_000_000), metrics=metrics)) as gateway,
            httpx2.AsyncClient(base_url=gateway, headers=OUTER, trust_env=False) as client,
        ):
            yield House(client, left, go_on, known, metrics)
        await upstream.close()
    nowhere.close()


async def test_the_service_hears_the_inner_token_and_nothing_of_the_outer(house: House) -> None:
    sent = {
        "Cookie": "sid=1",
        "X-Forwarded-User": "admin",
        "Forwarded": "for=1.2.3.4",
        "Connection": "x-secret",
        "X-Secret": "1",
        "If-Match": '"v1"',
        "Accept-Language": "en",
        "Tracestate": "vendor=431230199001011234",
        "Baggage": "person=431230199001011234",
    }
    answer = await house.client.get("/v1/echo?a=%E4%BA%BA&b=1", headers=sent)

    heard = answer.json()
    names = {name for name, _ in heard["headers"]}
    assert dict(heard["headers"])["authorization"] == "Bearer inner-of-outer-token-for-registry"
    assert "outer-token" not in str([v for n, v in heard["headers"] if n != "authorization"])
    assert not names & {"cookie", "x-forwarded-user", "forwarded", "x-secret"}
    assert not names & {"tracestate", "baggage"}
    assert names >= {"if-match", "accept-language", "traceparent"}
    assert heard["query"] == "a=%E4%BA%BA&b=1"
    assert answer.headers["etag"] == '"v1"'
    assert "set-cookie" not in answer.headers


@pytest.fixture
def recorded() -> Iterator[InMemorySpanExporter]:
    """Spans as they end."""
    provider, kept = TracerProvider(shutdown_on_exit=False), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    traces.record_with(provider.get_tracer("tests"))
    yield kept
    traces.record_with(None)


async def test_the_service_continues_our_span_and_the_callers_trace(
    house: House, recorded: InMemorySpanExporter
) -> None:
    trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    answer = await house.client.get("/v1/echo", headers={"traceparent": f"00-{trace}-{parent}-01"})

    while not recorded.get_finished_spans():  # it ends after the answer has left
        await asyncio.sleep(0.01)
    (span,) = recorded.get_finished_spans()
    assert (span.name, span.context and f"{span.context.trace_id:032x}") == ("GET /v1/echo", trace)
    assert span.parent is not None
    assert span.context is not None
    assert f"{span.parent.span_id:016x}" == parent
    heard = dict(answer.json()["headers"])["traceparent"]
    assert heard == f"00-{trace}-{span.context.span_id:016x}-01"


async def test_requests_are_measured_by_the_template_of_the_service(house: House) -> None:
    await house.client.get("/v1/people/431230199001011234")
    await house.client.get("/v1/431230199001011234")

    while house.metrics.registry.get_sample_value("http_server_active_requests"):
        await asyncio.sleep(0.01)
    shown = generate_latest(house.metrics.registry).decode()
    assert '_count{method="GET",route="/v1/people/{person_id}",status="4xx"} 1.0' in shown
    assert '_count{method="GET",route="unrouted",status="4xx"} 1.0' in shown
    assert "431230199001011234" not in shown


async def test_a_long_body_passes_whole(house: House) -> None:
    body = bytes(range(256)) * 4096

    async def parts() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 10_000):
            yield body[start : start + 10_000]

    known = await house.client.post("/v1/echo", content=body)
    chunked = await house.client.post("/v1/echo", content=parts())

    expected = hashlib.sha256(body).hexdigest()
    assert [one.json()["sha256"] for one in (known, chunked)] == [expected] * 2


async def test_a_body_that_turns_out_too_large_is_refused(house: House) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield bytes(10_000)

    answer = await house.client.post("/v1/echo", content=parts())

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_an_answer_streams_as_it_is_made(house: House) -> None:
    async with house.client.stream("GET", "/v1/stream") as answer:
        parts = answer.aiter_raw()
        first = await anext(parts)
        house.go_on.set()
        rest = b"".join([part async for part in parts])

    assert (first, rest) == (b"first", b"second")


async def test_the_upstream_stops_when_the_client_leaves(house: House) -> None:
    async with house.client.stream("GET", "/v1/endless") as answer:
        await anext(answer.aiter_raw())

    await asyncio.wait_for(house.left.wait(), 2)


async def test_no_body_where_there_is_none(house: House) -> None:
    head = await house.client.head("/v1/echo")
    empty = await house.client.get("/v1/empty")

    assert (head.status_code, head.content) == (200, b"")
    assert (empty.status_code, empty.content) == (204, b"")


async def test_a_public_operation_needs_no_token(house: House) -> None:
    del house.client.headers["Authorization"]

    answer = await house.client.get("/v1/open")
    private = await house.client.get("/v1/echo")

    assert dict(answer.json()["headers"])["authorization"] == "Bearer public-for-registry"
    assert (private.status_code, private.json()["code"]) == (401, "unauthenticated")


Send = Callable[[httpx2.AsyncClient], Awaitable[httpx2.Response]]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/slow", 504, "upstream_slow"),
        ("/v1/down", 503, "upstream_down"),
        ("/v1/broken", 502, "upstream_failed"),
        ("/v1/unheard-of", 404, "route_unknown"),
    ],
)
async def test_every_failure_has_its_name(house: House, path: str, status: int, code: str) -> None:
    answer = await house.client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("retry-after" in answer.headers) == (status == 503)


async def test_another_method_is_told_which_there_are(house: House) -> None:
    answer = await house.client.delete("/v1/echo")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_a_service_not_heard_yet_is_not_a_wrong_address(house: House) -> None:
    house.known.missing.append("matching")

    answer = await house.client.get("/v1/posts")

    assert (answer.status_code, answer.json()["code"]) == (503, "routes_not_known_yet")


async def test_an_answer_cut_in_the_middle_does_not_look_whole(house: House) -> None:
    with suppress(httpx2.TransportError):
        answer = await house.client.post("/v1/broken", content=b"x")
        assert answer.status_code == 502
