"""What every deployable is made of; a service's `create_app` names its parts and calls this."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.telemetry import TelemetryConfig
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException
from starlette.types import Lifespan

from servicekit import (
    audit,
    events,
    expiry,
    exporting,
    followers,
    health,
    jobs,
    logs,
    projections,
    relay,
    scraping,
    sealing,
)
from servicekit.access import Fetch, Principal, Verifier
from servicekit.audit_feed import router as audit_feed
from servicekit.calls import Calls, Mint, minter
from servicekit.context import Context
from servicekit.database import Database
from servicekit.documents import DocumentedApp
from servicekit.files import DirectoryStore
from servicekit.followers import Follower
from servicekit.grants import AgreementProjection, OwnAgreements
from servicekit.guards import Edge
from servicekit.jobs import Every, Job
from servicekit.metrics import Metrics
from servicekit.observation import Observed
from servicekit.problems import (
    Conflict,
    Invalid,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Problem,
    UnsupportedMediaType,
    UpstreamUnavailable,
)
from servicekit.rendering import body_of, headers_of, validation_fault
from servicekit.routing import allowed_methods
from servicekit.settings import ServiceSettings

# FastAPI would record paths, queries and the texts of exceptions.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
Background = Callable[[Context], Coroutine[Any, Any, None]]
BY_STATUS: dict[int, type[Problem]] = {
    400: Malformed,
    404: NotFound,
    405: MethodNotAllowed,
    415: UnsupportedMediaType,
}


def create_app(  # noqa: PLR0913 - the parts of a service, each named
    *,
    name: str,
    title: str,
    settings: ServiceSettings,
    routers: Sequence[APIRouter],
    jobs: Sequence[Job] = (),
    every: Sequence[Every] = (),
    followers: Sequence[Follower] = (),
    background: Sequence[Background] = (),
    fetch_keys: Fetch | None = None,
    mint: Mint | None = None,
) -> FastAPI:
    """A FastAPI app with problems, scope, idempotency, feeds, health, metrics and workers.

    `fetch_keys` and `mint` are given by the gateway alone, which signs its own tokens.
    """
    logs.configure(name, settings.log_level)
    end_traces, every = exporting.start(name, settings), [*expiry.EVERY, *every]
    client = httpx2.AsyncClient(timeout=httpx2.Timeout(10, connect=2, read=40), trust_env=False)
    metrics = Metrics(jobs=[job.name for job in jobs], periodic=[task.name for task in every])
    context = _context(settings, client, mint, metrics)
    verifier = Verifier(
        issuer=settings.issuer, audience=name, fetch=fetch_keys or _jwks(settings, client)
    )
    is_source = fetch_keys is not None
    if not is_source:
        gateway = projections.gateway_follower(verifier, sample_mode=settings.sample_mode)
        followers = [gateway, *followers]
    workers = _workers(context, jobs, every, followers, background) if settings.workers else []
    app = DocumentedApp(
        title=title,
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=NO_TELEMETRY,
        lifespan=_lifespan(context, client, workers, end_traces),
    )
    app.state.name, app.state.draining = name, False
    app.state.context, app.state.database, app.state.verifier = context, context.database, verifier
    app.state.grants = OwnAgreements() if is_source else AgreementProjection(context.database)
    for router in (health.router, scraping.router, events.router(name), audit_feed, *routers):
        app.include_router(router)
    app.add_api_route("/internal/openapi.json", app.openapi, include_in_schema=False)
    _add_handlers(app)
    app.add_middleware(Edge, max_body_bytes=settings.max_body_bytes)
    app.add_middleware(Observed, metrics=metrics)
    return app


def _context(
    settings: ServiceSettings, client: httpx2.AsyncClient, mint: Mint | None, metrics: Metrics
) -> Context:
    keys = sealing.load(settings.keys_file)
    addresses = {
        "gateway": settings.gateway_url,
        "registry": settings.registry_url,
        "matching": settings.matching_url,
        "subsidy": settings.subsidy_url,
    }
    minting = mint or minter(
        settings.service_key_file, settings.gateway_url, settings.issuer, client
    )
    return Context(
        database=Database(settings.database_url, settings.job_database_url),
        settings=settings,
        files=DirectoryStore(settings.files_dir, keys),
        keys=keys,
        calls=Calls(addresses, minting, client),
        metrics=metrics,
    )


def _jwks(settings: ServiceSettings, client: httpx2.AsyncClient) -> Fetch:
    async def fetch() -> dict[str, Any]:
        try:
            answer = await client.get(f"{settings.gateway_url}/oauth/jwks")
            answer.raise_for_status()
        except httpx2.HTTPError:
            raise UpstreamUnavailable(service="gateway") from None
        found: dict[str, Any] = answer.json()
        return found

    return fetch


def _workers(
    context: Context,
    named: Sequence[Job],
    every: Sequence[Every],
    following: Sequence[Follower],
    background: Sequence[Background],
) -> list[Callable[[], Coroutine[Any, Any, None]]]:
    database, calls, metrics = context.database, context.calls, context.metrics
    by_name = {job.name: job for job in named}
    made: list[Callable[[], Coroutine[Any, Any, None]]] = [lambda: relay.run(database)]
    if by_name:
        made.append(lambda: jobs.run(by_name, context))
    made += [lambda task=task: jobs.repeat(task, context) for task in every]  # type: ignore[misc]
    made += [lambda one=one: followers.run(one, database, calls, metrics.lag) for one in following]  # type: ignore[misc]
    made += [lambda task=task: task(context) for task in background]  # type: ignore[misc]
    return made


def _lifespan(
    context: Context,
    client: httpx2.AsyncClient,
    workers: Sequence[Callable[[], Coroutine[Any, Any, None]]],
    end_traces: Callable[[], None],
) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def span(app: FastAPI) -> AsyncIterator[None]:
        if context.settings.sample_mode:
            await projections.restore_clock(context.database)
        tasks = [asyncio.create_task(_kept_alive(worker)) for worker in workers]
        yield
        app.state.draining = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await client.aclose()
        await context.database.dispose()
        await asyncio.to_thread(end_traces)

    return span


async def _kept_alive(worker: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Start a background task again when the database went away under it."""
    while True:
        try:
            await worker()
        except Exception as error:  # noqa: BLE001 - background work outlives any failure
            logs.logger().warning("worker_interrupted", error=type(error).__name__)
            await asyncio.sleep(1)


def _add_handlers(app: FastAPI) -> None:
    @app.exception_handler(Problem)
    async def on_problem(request: Request, problem: Problem) -> JSONResponse:
        principal: Principal | None = getattr(request.state, "principal", None)
        if principal is not None and problem.status in {403, 409}:
            await audit.refused(request, principal, problem.code)
        return _answer(request, problem)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        found = list(error.errors())
        if any(fault["type"] == "json_invalid" for fault in found):
            return _answer(request, Malformed())
        return _answer(request, Invalid(faults=[validation_fault(fault) for fault in found]))

    @app.exception_handler(IntegrityError)
    async def on_conflict(request: Request, error: IntegrityError) -> JSONResponse:
        del error
        return _answer(request, Conflict())

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        kind = BY_STATUS.get(error.status_code, Malformed if error.status_code < 500 else Problem)  # noqa: PLR2004
        headers = dict(error.headers or {})
        if kind is MethodNotAllowed:
            headers["Allow"] = allowed_methods(app, request.url.path)
        return _answer(request, kind(headers=headers))


def _answer(request: Request, problem: Problem) -> JSONResponse:
    accepted = request.headers.get("accept-language", "")
    return JSONResponse(body_of(problem, accepted), problem.status, headers_of(problem, accepted))
