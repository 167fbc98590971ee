"""Follows another service's feed: stored cursor, inbox, every event handled once.

Handlers are set-based: they receive a run of events of one type and share one transaction with the
inbox rows and the cursor.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import structlog
from opentelemetry.trace import SpanKind
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.events import CloudEvent
from schemas.paging import Feed
from servicekit import clock, traces
from servicekit.calls import Calls
from servicekit.database import Database
from servicekit.leader import leadership
from servicekit.tables import feed_cursors, inbox

log = structlog.get_logger()
Handler = Callable[[AsyncSession, Sequence[CloudEvent]], Awaitable[None]]
Lag = Callable[[str, float], None]
PAGE = 1000
WAIT_SECONDS = 15
RETRY_SECONDS = 0.25
LONGEST_RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class Follower:
    """Handlers by event type for one source; types without a handler are passed over."""

    source: str
    handlers: Mapping[str, Handler]
    kind: str = "system:follow"


def _unmeasured(source: str, seconds: float) -> None:
    del source, seconds


async def run(follower: Follower, database: Database, calls: Calls, lag: Lag = _unmeasured) -> None:
    """Lead when nobody else does, and follow until cancelled."""
    delay = RETRY_SECONDS
    while True:
        try:
            async with leadership(database, f"follow:{follower.source}") as leads:
                while leads:
                    await step(follower, database, calls, lag)
                    delay = RETRY_SECONDS
        except Exception as error:
            log.warning("feed_interrupted", source=follower.source, error=type(error).__name__)
            log.debug("feed_interrupted", exc_info=True)
            delay = min(delay * 2, LONGEST_RETRY_SECONDS)
        await asyncio.sleep(delay)


async def step(follower: Follower, database: Database, calls: Calls, lag: Lag = _unmeasured) -> int:
    """Read one page and handle it; returns the number of events."""
    with traces.begun("follow", recorded=False):
        cursor = await _cursor(follower, database)
        answer: Any = await calls.get(
            follower.source, "/internal/events", after=cursor, limit=PAGE, wait=WAIT_SECONDS
        )
    feed = Feed[CloudEvent].model_validate(answer)
    for type_, run_ in groupby(feed.items, key=lambda event: event.type):
        await _traced(follower, database, type_, list(run_))
    lag(follower.source, _behind(feed.items))
    if not feed.items:
        async with database.job_session(kind=follower.kind) as session:
            await _heard(session, follower.source)
    return len(feed.items)


async def _traced(
    follower: Follower, database: Database, type_: str, events: list[CloudEvent]
) -> None:
    """Events of one trace are handled in it; a mixture is handled in one of its own, with links."""
    made_by = [event.traceparent for event in events]
    handler = follower.handlers.get(type_)
    with traces.begun(
        f"handle {type_}" if handler else "pass over",
        traces.common(made_by),
        kind=SpanKind.CONSUMER,
        links=made_by,
        recorded=handler is not None,
        event=type_,
        count=len(events),
    ):
        await _handle(follower, database, handler, events)


def _behind(events: Sequence[CloudEvent]) -> float:
    """Seconds; a page that is not full has brought all there was."""
    return (clock.now() - events[-1].time).total_seconds() if len(events) >= PAGE else 0.0


async def _handle(
    follower: Follower, database: Database, handler: Handler | None, events: list[CloudEvent]
) -> None:
    async with database.job_session(kind=follower.kind) as session:
        if handler is not None:
            rows = [
                {"consumer": follower.source, "event_id": event.id, "handled_at": clock.now()}
                for event in events
            ]
            fresh = set(
                await session.scalars(
                    insert(inbox).values(rows).on_conflict_do_nothing().returning(inbox.c.event_id)
                )
            )
            new = [event for event in events if event.id in fresh]
            if new:
                await handler(session, new)
        await _advance(session, follower.source, events[-1].sequence)


async def _cursor(follower: Follower, database: Database) -> int:
    async with database.job_session(kind=follower.kind) as session:
        statement = select(feed_cursors.c.cursor).where(feed_cursors.c.source == follower.source)
        return await session.scalar(statement) or 0


async def _advance(session: AsyncSession, source: str, cursor: int) -> None:
    statement = insert(feed_cursors).values(source=source, cursor=cursor, heard_at=clock.now())
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["source"],
            set_={"cursor": statement.excluded.cursor, "heard_at": statement.excluded.heard_at},
        )
    )


async def _heard(session: AsyncSession, source: str) -> None:
    changed = await session.execute(
        update(feed_cursors)
        .where(feed_cursors.c.source == source)
        .values(heard_at=clock.now())
        .returning(feed_cursors.c.source)
    )
    if changed.first() is None:
        await _advance(session, source, 0)
