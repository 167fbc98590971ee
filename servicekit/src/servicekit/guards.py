"""The outer edge of every process, as plain ASGI: trace, size, NUL bytes, and no naked failure."""

import json
import re

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit import traces
from servicekit.problems import NulByte, Problem, TooLarge
from servicekit.rendering import body_of, headers_of

log = structlog.get_logger()
JSON_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Edge:
    """Starts the trace, refuses NUL bytes and oversized bodies, answers crashes with a problem."""

    def __init__(self, app: ASGIApp, *, max_body_bytes: int) -> None:
        self._app, self._max = app, max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        trace = traces.start(headers.get(b"traceparent", b"").decode("latin-1"))
        structlog.contextvars.bind_contextvars(trace_id=trace)
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            self._check(scope, headers)
            await self._app(scope, self._counted(receive, headers), sending)
        except Problem as problem:
            await self._answer(problem, headers, sending, started=started)
        except Exception:
            log.exception("request_failed", path=scope["path"] if len(scope["path"]) < 80 else "")  # noqa: PLR2004
            await self._answer(Problem(), headers, sending, started=started)

    def _check(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        raw = scope.get("raw_path") or b""
        if b"\0" in raw or b"%00" in raw or b"%00" in scope.get("query_string", b""):
            raise NulByte
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self._max:
            raise TooLarge(limit=self._max)

    def _counted(self, receive: Receive, headers: dict[bytes, bytes]) -> Receive:
        seen = 0
        is_json = b"json" in headers.get(b"content-type", b"")

        async def receiving() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                body = message.get("body", b"")
                seen += len(body)
                if seen > self._max:
                    raise TooLarge(limit=self._max)
                if is_json and (b"\0" in body or JSON_NUL.search(body)):
                    raise NulByte
            return message

        return receiving

    async def _answer(
        self, problem: Problem, headers: dict[bytes, bytes], send: Send, *, started: bool
    ) -> None:
        if started:
            return
        accepted = headers.get(b"accept-language", b"").decode("latin-1")
        body = json.dumps(body_of(problem, accepted), ensure_ascii=False).encode()
        made = [
            (name.lower().encode(), value.encode())
            for name, value in headers_of(problem, accepted).items()
        ]
        made.append((b"content-length", str(len(body)).encode()))
        start = {"type": "http.response.start", "status": problem.status, "headers": made}
        await send(start)
        await send({"type": "http.response.body", "body": body})
