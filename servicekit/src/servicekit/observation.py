"""One span, one measurement and one log line a request, outside everything else."""

import time
from typing import Any

from opentelemetry.trace import Span, SpanKind, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit import logs, traces
from servicekit.metrics import METHODS, Metrics

TEMPLATE = "wengang.route"
"""Where in the ASGI scope a router of ours leaves the template that FastAPI cannot know."""

UNROUTED = "unrouted"
OTHER = "OTHER"
UNRECORDED = frozenset({"/livez", "/readyz", "/metrics", "/internal/openapi.json", "/oauth/jwks"})
FREQUENT = UNRECORDED | {"/internal/events", "/internal/audit"}
FAILED = 500


class Observed:
    """The outermost layer of every process; continues the caller's trace or begins one."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status: int | None = None

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        recorded, caller = scope["path"] not in UNRECORDED, _traceparent(scope)
        method = scope["method"] if scope["method"] in METHODS else OTHER
        with traces.begun(method, caller, kind=SpanKind.SERVER, recorded=recorded) as span:
            began = time.perf_counter()
            self._metrics.requests_running.inc()
            try:
                await self._app(scope, receive, noting)
            finally:
                self._metrics.requests_running.dec()
                seconds = time.perf_counter() - began
                self._tell(scope, span, method, status, seconds)

    def _tell(
        self, scope: Scope, span: Span, method: str, status: int | None, seconds: float
    ) -> None:
        route = _template(scope)
        self._metrics.request_ended(route, method, status, seconds)
        if span.is_recording():
            _describe(span, method, route, status)
        logs.request_ended(
            method=method,
            route=route,
            status=status,
            seconds=seconds,
            frequent=scope["path"] in FREQUENT,
        )


def _traceparent(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"traceparent":
            text: str = value.decode("latin-1")
            return text
    return None


def _template(scope: Scope) -> str:
    """Never the path: that may hold whatever somebody typed."""
    known: str | None = scope.get(TEMPLATE)
    route: Any = scope.get("route")
    return known or getattr(route, "path_format", None) or getattr(route, "path", None) or UNROUTED


def _describe(span: Span, method: str, route: str, status: int | None) -> None:
    span.update_name(f"{method} {route}")
    traces.describe(span, method=method, route=route)
    if status is not None:
        traces.describe(span, status=status)
        if status >= FAILED:
            span.set_status(StatusCode.ERROR)
