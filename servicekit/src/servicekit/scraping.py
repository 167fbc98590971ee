"""`/metrics` for those inside; whoever else asks finds nothing there."""

import asyncio
from collections.abc import Collection, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.context import Context
from servicekit.database import Database
from servicekit.metrics import Metrics
from servicekit.problems import NotFound

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)
SECONDS = 2.0
PROXIED = frozenset({"forwarded", "x-forwarded-for", "x-real-ip", "via"})

JOBS = text("""
select name,
 count(*) filter (where failure is not null) failing,
 count(*) filter (where failure is null and leased_until >= now()) running,
 count(*) filter (where failure is null and (leased_until is null or leased_until < now())) queued,
 extract(epoch from now() - min(run_after)) oldest
from jobs where finished_at is null group by name
""")
UNNUMBERED = text("""
select 'events' name, count(*) rows from events where seq is null
union all select 'audit_entries', count(*) from audit_entries where seq is null
""")
HEARD = text("select source, extract(epoch from now() - heard_at) age from feed_cursors")
STATES = ("queued", "running", "failing")


@router.get("/metrics")
async def read_metrics(request: Request) -> Response:
    context: Context = request.app.state.context
    if not _inside(request, context.settings.metrics_networks):
        raise NotFound
    metrics = context.metrics
    try:
        async with asyncio.timeout(SECONDS):
            found = await _ask(context.database)
    except Exception as error:  # noqa: BLE001 - a scrape must answer most when the database does not
        log.warning("metrics_without_database", error=type(error).__name__)
        metrics.database_up.set(0)
    else:
        metrics.database_up.set(1)
        _show(metrics, *found)
    _count_connections(metrics, context.database)
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _inside(request: Request, networks: Collection[IPv4Network | IPv6Network]) -> bool:
    """From a network of ours and by nobody's mediation: a proxy speaks for people outside."""
    if request.client is None or not PROXIED.isdisjoint(request.headers):
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    return any(address in network for network in networks)


async def _ask(database: Database) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any]]:
    async with database.job_session(kind="system:relay") as session:
        jobs = (await session.execute(JOBS)).all()
        unnumbered = (await session.execute(UNNUMBERED)).all()
        heard = (await session.execute(HEARD)).all()
    return jobs, unnumbered, heard


def _show(
    metrics: Metrics, jobs: Sequence[Any], unnumbered: Sequence[Any], heard: Sequence[Any]
) -> None:
    """A job that is no longer there must not go on being shown."""
    metrics.jobs.clear()
    metrics.oldest_job.clear()
    for row in jobs:
        for state in STATES:
            metrics.jobs.labels(row.name, state).set(getattr(row, state))
        metrics.oldest_job.labels(row.name).set(max(float(row.oldest), 0.0))
    for row in unnumbered:
        metrics.unnumbered.labels(row.name).set(row.rows)
    for row in heard:
        metrics.feed_heard.labels(row.source).set(max(float(row.age), 0.0))


def _count_connections(metrics: Metrics, database: Database) -> None:
    for role, engine in (("app", database.app_engine), ("job", database.job_engine)):
        in_use, idle = _pooled(engine)
        metrics.connections.labels(role, "in_use").set(in_use)
        metrics.connections.labels(role, "idle").set(idle)


def _pooled(engine: AsyncEngine) -> tuple[int, int]:
    pool: Any = engine.pool
    return pool.checkedout(), pool.checkedin()
