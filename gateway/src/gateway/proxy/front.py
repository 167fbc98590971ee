"""The front door: every `/v1` request passes here, ours and the services' alike.

Authenticates the outer token, exchanges it for an inner token of the one service that answers,
and hands over: to the gateway's own app in this process, or to a service. The outer token goes no
further than this.
"""

from collections.abc import Mapping
from typing import Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.callers.exchange import Exchange
from gateway.proxy import routes
from gateway.proxy.errors import RoutesNotKnownYet, RouteUnknown
from gateway.proxy.routes import Operation
from gateway.proxy.upstream import Upstream
from servicekit.observation import TEMPLATE
from servicekit.problems import MethodNotAllowed, Unauthenticated

OURS = "gateway"
CHALLENGE = {"WWW-Authenticate": "Bearer"}


class Directory(Protocol):
    """Who answers what."""

    def methods_at(self, raw_path: bytes) -> Mapping[str, Operation]: ...
    def unknown_services(self) -> list[str]: ...


class Front:
    """ASGI middleware around the gateway's own app."""

    def __init__(
        self, app: ASGIApp, *, exchange: Exchange, directory: Directory, upstream: Upstream
    ) -> None:
        self._app, self._exchange = app, exchange
        self._directory, self._upstream = directory, upstream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._closing(send))
        elif scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
        else:
            await self._route(scope, receive, send)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = self._operation(scope)
        scope[TEMPLATE] = operation.template
        token = await self._token(scope, operation)
        if operation.service == OURS:
            await self._app(_with_token(scope, token), receive, send)
        else:
            await self._upstream.forward(operation.service, token, scope, receive, send)

    def _operation(self, scope: Scope) -> Operation:
        """Raises RouteUnknown, MethodNotAllowed, or RoutesNotKnownYet when a service is missing."""
        raw_path = scope.get("raw_path") or scope["path"].encode()
        methods = self._directory.methods_at(raw_path)
        method = scope["method"]
        found = methods.get(method) or (methods.get("GET") if method == "HEAD" else None)
        if found is not None:
            return found
        if methods:
            raise MethodNotAllowed(headers={"Allow": routes.allowed(methods)})
        if missing := self._directory.unknown_services():
            raise RoutesNotKnownYet(service=", ".join(missing), headers={"Retry-After": "1"})
        raise RouteUnknown

    async def _token(self, scope: Scope, operation: Operation) -> str:
        sent = [value for name, value in scope["headers"] if name == b"authorization"]
        if not sent and operation.public:
            return await self._exchange.public(operation.service)
        scheme, _, token = (sent[0] if len(sent) == 1 else b"").partition(b" ")
        if scheme.lower() != b"bearer" or not token.strip().isascii():
            raise Unauthenticated(headers=CHALLENGE)
        return await self._exchange.inner(token.strip().decode(), operation.service)

    def _closing(self, send: Send) -> Send:
        async def closing(message: Message) -> None:
            if message["type"].startswith("lifespan.shutdown"):
                await self._upstream.close()
            await send(message)

        return closing


def _with_token(scope: Scope, token: str) -> Scope:
    headers = [pair for pair in scope["headers"] if pair[0] != b"authorization"]
    return {**scope, "headers": [*headers, (b"authorization", f"Bearer {token}".encode())]}
