"""One request streamed to a service and its answer streamed back; aiohttp, raw ASGI.

Why aiohttp and not the client that the rest uses: docs/decisions/0008.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable

import aiohttp
from starlette.types import Message, Receive, Scope, Send
from yarl import URL

from gateway.proxy.errors import ClientLeft, UpstreamDown, UpstreamFailed, UpstreamSlow
from servicekit import traces
from servicekit.problems import Problem

HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization te trailer"
    b" transfer-encoding upgrade".split()
)
NOT_FORWARDED = HOP_BY_HOP | {
    *b"host authorization cookie expect".split(),
    # The trace goes on as ours; what others write beside it may be anything.
    *b"traceparent tracestate baggage".split(),
}
NOT_RETURNED = HOP_BY_HOP | {b"date", b"server", b"set-cookie"}
SPOOFABLE = (b"x-forwarded-", b"forwarded", b"x-real-ip")
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS"})
WITHOUT_BODY = frozenset({204, 304})
AT_ONCE = 200
QUEUED_SECONDS = 1.0
CHUNK = 65_536
RETRY_AFTER = {"Retry-After": "1"}


class Upstream:
    """Connections to the services; `waiting_seconds` bounds each silence of an upstream."""

    def __init__(self, addresses: dict[str, str], *, waiting_seconds: float = 90.0) -> None:
        self._addresses = {name: url.rstrip("/") for name, url in addresses.items()}
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=2.0, sock_read=waiting_seconds
        )
        self._slots = {name: asyncio.Semaphore(AT_ONCE) for name in addresses}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def forward(
        self, service: str, token: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Raises UpstreamDown, UpstreamFailed or UpstreamSlow before an answer began."""
        slot = self._slots[service]
        try:
            async with asyncio.timeout(QUEUED_SECONDS):
                await slot.acquire()
        except TimeoutError:
            raise UpstreamDown(service=service, headers=RETRY_AFTER) from None
        try:
            await self._watched(service, token, scope, receive, send)
        finally:
            slot.release()

    async def _watched(
        self, service: str, token: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Give up as soon as the client leaves: an upstream stream would run on without this."""
        body = Body(receive, present=_has_body(scope))
        work = asyncio.create_task(self._exchange(service, token, scope, body, send))
        left = asyncio.create_task(body.client_left())
        try:
            await asyncio.wait({work, left}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
        except ClientLeft:
            return
        finally:
            for task in (work, left):
                task.cancel()
            await asyncio.gather(work, left, return_exceptions=True)

    async def _exchange(
        self, service: str, token: str, scope: Scope, body: "Body", send: Send
    ) -> None:
        started = False

        async def starting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        retry = scope["method"] in IDEMPOTENT and not body.present
        for last in (not retry, True):
            try:
                await self._once(service, token, scope, body, starting)
            except TimeoutError:
                self._failed(UpstreamSlow(service=service), started=started)
            except aiohttp.ClientConnectorError:
                self._failed(UpstreamDown(service=service, headers=RETRY_AFTER), started=started)
            except aiohttp.ClientError:
                if body.refusal is not None:
                    self._failed(body.refusal, started=started)
                if not last and not started:
                    continue
                self._failed(UpstreamFailed(service=service), started=started)
            return

    @staticmethod
    def _failed(problem: Exception, *, started: bool) -> None:
        """Once the answer has begun, only a cut connection tells that it is not whole."""
        if started:
            raise AnswerCut from problem
        raise problem

    async def _once(self, service: str, token: str, scope: Scope, body: "Body", send: Send) -> None:
        session = self._opened()
        async with session.request(
            scope["method"],
            _target(self._addresses[service], scope),
            headers=_forwarded(scope["headers"], token),
            data=body.chunks() if body.present else None,
            allow_redirects=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        ) as answer:
            await send(
                {
                    "type": "http.response.start",
                    "status": answer.status,
                    "headers": _returned(answer.raw_headers),
                }
            )
            if scope["method"] != "HEAD" and answer.status not in WITHOUT_BODY:
                async for chunk in answer.content.iter_any():
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=15),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                auto_decompress=False,
                trust_env=False,
                read_bufsize=CHUNK,
            )
        return self._session


class AnswerCut(Exception):
    """The upstream broke off in the middle of its answer."""


class Body:
    """The request's body, and the one reader of `receive` that also hears the client leave."""

    def __init__(self, receive: Receive, *, present: bool) -> None:
        self._receive, self.present = receive, present
        self.refusal: Problem | None = None
        self._read = asyncio.Event()
        if not present:
            self._read.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self._message()
            if message["type"] == "http.disconnect":
                raise ClientLeft
            more = message.get("more_body", False)
            if message.get("body"):
                yield message["body"]
        self._read.set()

    async def _message(self) -> Message:
        """The outer edge may refuse a body while it is read: too large, or with NUL."""
        try:
            return await self._receive()
        except Problem as refusal:
            self.refusal = refusal
            raise

    async def client_left(self) -> None:
        """Returns when the client has gone, after its body has been read."""
        await self._read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass


def _has_body(scope: Scope) -> bool:
    names = dict(scope["headers"])
    return b"transfer-encoding" in names or names.get(b"content-length", b"0") != b"0"


def _target(address: str, scope: Scope) -> URL:
    query = scope.get("query_string", b"").decode("latin-1")
    path = scope["raw_path"].decode("ascii")
    return URL(f"{address}{path}{'?' + query if query else ''}", encoded=True)


def _forwarded(headers: Iterable[tuple[bytes, bytes]], token: str) -> list[tuple[str, str]]:
    sent = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in headers
        if not _dropped(name, NOT_FORWARDED | _named_by_connection(headers))
    ]
    return [
        *sent,
        ("authorization", f"Bearer {token}"),
        ("traceparent", traces.traceparent()),
    ]


def _dropped(name: bytes, names: frozenset[bytes]) -> bool:
    return name in names or name.startswith(SPOOFABLE)


def _named_by_connection(headers: Iterable[tuple[bytes, bytes]]) -> frozenset[bytes]:
    return frozenset(
        part.strip().lower()
        for name, value in headers
        if name == b"connection"
        for part in value.split(b",")
    )


def _returned(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    lowered = [(name.lower(), value) for name, value in headers]
    dropped = NOT_RETURNED | _named_by_connection(lowered)
    return [(name, value) for name, value in lowered if name not in dropped]
