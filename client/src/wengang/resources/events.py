"""Change feeds: what changed, in order, from any point on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from schemas.events import CloudEvent
from schemas.paging import Feed
from wengang.api import Api, Call

LONG_POLL_SECONDS = 20


@dataclass(frozen=True)
class Events:
    _api: Api

    async def after(
        self, service: str, after: int = 0, *, limit: int = 100, wait: int = 0
    ) -> Feed[CloudEvent]:
        """At most `limit` events after a cursor; waits up to `wait` seconds when there are none."""
        params = {"after": after, "limit": limit, "wait": wait}
        call = Call("GET", f"/v1/events/{service}", params, reading_seconds=wait + 30)
        answer = await self._api.send(call)
        return Feed[CloudEvent].model_validate_json(answer.content)

    async def follow(self, service: str, after: int = 0) -> AsyncIterator[CloudEvent]:
        """Every event after the cursor, for ever; keep the last `sequence` to go on from there."""
        while True:
            feed = await self.after(service, after, wait=LONG_POLL_SECONDS)
            for event in feed.items:
                yield event
            after = feed.next_after
