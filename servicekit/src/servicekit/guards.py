"""The outer edge of every process, as plain ASGI: size, NUL bytes, and no naked failure."""

import json
import re

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit.outages import RETRY_AFTER, is_outage
from servicekit.problems import NotReady, NulByte, Problem, TooLarge
from servicekit.rendering import body_of, headers_of

log = structlog.get_logger()
LONGEST_ESCAPE = 12
JSON_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Edge:
    """Refuses NUL bytes and oversized bodies, answers outages and crashes with a problem.

    Here and not in a handler, because a commit may fail, and a handler's own statement.
    """

    def __init__(self, app: ASGIApp, *, max_body_bytes: int) -> None:
        self._app, self._max = app, max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        exchange = _Exchange(receive, send, self._max, is_json=b"json" in _type(headers))
        try:
            self._check(scope, headers)
            await self._app(scope, exchange.receive, exchange.send)
        except Problem as problem:
            exchange.refusal = problem
        except Exception as error:
            if is_outage(error):
                log.warning("database_away", method=scope["method"], error=type(error).__name__)
                exchange.refusal = NotReady(headers=RETRY_AFTER)
            else:
                log.exception("request_failed", method=scope["method"])
                exchange.refusal = exchange.refusal or Problem()
        if exchange.refusal is not None and not exchange.started:
            await _answer(exchange.refusal, headers, send)

    def _check(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        raw = scope.get("raw_path") or b""
        if b"\0" in raw or b"%00" in raw or b"%00" in scope.get("query_string", b""):
            raise NulByte
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self._max:
            raise TooLarge(limit=self._max)


class _Exchange:
    """One request's messages: counts and looks at what comes in, holds back answers to refusals."""

    def __init__(self, receive: Receive, send: Send, most: int, *, is_json: bool) -> None:
        self._receive, self._send, self._max, self._is_json = receive, send, most, is_json
        self._seen, self._tail = 0, b""
        self.started = False
        self.refusal: Problem | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._look(message.get("body", b""))
        return message

    def _look(self, body: bytes) -> None:
        self._seen += len(body)
        joined = self._tail + body
        self._tail = joined[-LONGEST_ESCAPE:]
        if self._seen > self._max:
            self.refusal = TooLarge(limit=self._max)
        elif self._is_json and (b"\0" in body or JSON_NUL.search(joined)):
            self.refusal = NulByte()
        if self.refusal is not None:
            raise self.refusal

    async def send(self, message: Message) -> None:
        if self.refusal is not None and not self.started:
            return
        self.started = True
        await self._send(message)


def _type(headers: dict[bytes, bytes]) -> bytes:
    return headers.get(b"content-type", b"")


async def _answer(problem: Problem, headers: dict[bytes, bytes], send: Send) -> None:
    accepted = headers.get(b"accept-language", b"").decode("latin-1")
    body = json.dumps(body_of(problem, accepted), ensure_ascii=False).encode()
    made = [
        (name.lower().encode(), value.encode())
        for name, value in headers_of(problem, accepted).items()
    ]
    made.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": problem.status, "headers": made})
    await send({"type": "http.response.body", "body": body})
