"""The services' OpenAPI documents, fetched again and again: the source of routes and of /docs."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import structlog

from gateway.documents.merging import merge
from gateway.proxy.routes import Operation, RouteTable
from servicekit.context import Context
from servicekit.problems import UpstreamUnavailable

log = structlog.get_logger()
SERVICES = ("registry", "matching", "subsidy")
OURS = "gateway"
LONGEST_WAIT = 5.0
Document = dict[str, Any]


class ServiceDirectory:
    """What is known of each service; our own document is asked of our own app."""

    def __init__(self, *, wanted_every: float = 0.5, again_every: float = 30.0) -> None:
        self.own: Callable[[], Document] = dict
        self._wanted_every, self._again_every = wanted_every, again_every
        self._documents: dict[str, Document] = {}
        self._table: RouteTable | None = None
        self._merged: Document | None = None

    def learn(self, service: str, document: Document) -> None:
        if self._documents.get(service) != document:
            self._documents[service] = document
            self._table = self._merged = None

    def methods_at(self, raw_path: bytes) -> Mapping[str, Operation]:
        if self._table is None:
            self._table = RouteTable(self._all())
        return self._table.methods_at(raw_path)

    def unknown_services(self) -> list[str]:
        return [name for name in SERVICES if name not in self._documents]

    def merged(self, issuer: str) -> Document:
        """Raises MergeConflict when two services claim one operation."""
        if self._merged is None:
            self._merged = merge(self._all(), issuer=issuer)
        return self._merged

    def _all(self) -> dict[str, Document]:
        return {OURS: self.own(), **dict(sorted(self._documents.items()))}

    async def follow(self, context: Context) -> None:
        """Ask often while one is missing, less and less so; else every half minute."""
        waiting = self._wanted_every
        while True:
            missing = self.unknown_services()
            await asyncio.gather(*(self._fetch(context, name) for name in missing or SERVICES))
            if not self.unknown_services():
                waiting = self._again_every
            await asyncio.sleep(waiting)
            waiting = min(waiting * 1.5, LONGEST_WAIT) if missing else self._again_every

    async def _fetch(self, context: Context, service: str) -> None:
        try:
            self.learn(service, await _document(context, service))
        except (OSError, ValueError, UpstreamUnavailable) as error:
            log.debug("document_not_fetched", service=service, error=type(error).__name__)


async def _document(context: Context, service: str) -> Document:
    address: str = getattr(context.settings, f"{service}_url")
    try:
        answer = await context.calls.client.get(f"{address}/internal/openapi.json", timeout=5)
        answer.raise_for_status()
    except httpx2.HTTPError:
        raise UpstreamUnavailable(service=service) from None
    found: Document = answer.json()
    return found
