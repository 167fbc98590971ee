"""What a process counts, in Prometheus terms; every label has a small, fixed set of values.

A process is one service, so each registry is whole. `docs/guides/observation.md` lists them all.
"""

from collections.abc import Collection

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LONG_SECONDS = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OUTCOMES = ("done", "failed", "given_up")


class Metrics:
    """Counted as it happens; the gauges of the database are set when a scrape asks for them."""

    def __init__(self, *, jobs: Collection[str] = (), periodic: Collection[str] = ()) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._requests = Histogram(
            "http_server_request_duration_seconds",
            "Requests by route template, method and class of status, and how long they took",
            ["route", "method", "status"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.requests_running = self._gauge("http_server_active_requests", "Requests in work")
        self._job_seconds = Histogram(
            "wengang_job_duration_seconds",
            "Attempts at jobs by outcome, and how long they took",
            ["job", "outcome"],
            buckets=LONG_SECONDS,
            registry=self.registry,
        )
        self._periodic_failures = Counter(
            "wengang_periodic_failures",
            "Failures of periodic work",
            ["task"],
            registry=self.registry,
        )
        self.jobs = self._gauge("wengang_jobs", "Jobs not finished", "job", "state")
        self.oldest_job = self._gauge(
            "wengang_job_oldest_seconds", "Age of the job that has waited longest", "job"
        )
        self.unnumbered = self._gauge(
            "wengang_relay_unnumbered_rows", "Rows that no reader can see yet", "table"
        )
        self.feed_lag = self._gauge(
            "wengang_feed_lag_seconds", "How far behind the source this process follows", "source"
        )
        self.feed_heard = self._gauge(
            "wengang_feed_heard_age_seconds", "Since the feed was last heard", "source"
        )
        self.database_up = self._gauge("wengang_database_up", "Whether the database answered")
        self.connections = self._gauge(
            "wengang_database_connections", "Connections of the pools", "role", "state"
        )
        for job in jobs:
            for outcome in OUTCOMES:
                self._job_seconds.labels(job, outcome)
        for task in periodic:
            self._periodic_failures.labels(task)

    def _gauge(self, name: str, documentation: str, *labels: str) -> Gauge:
        return Gauge(name, documentation, labels, registry=self.registry)

    def request_ended(self, route: str, method: str, status: int | None, seconds: float) -> None:
        """`status` is None when the client left, or we were cut off, before an answer began."""
        shown = f"{status // 100}xx" if status else "none"
        self._requests.labels(route, method, shown).observe(seconds)

    def job_ended(self, job: str, outcome: str, seconds: float) -> None:
        self._job_seconds.labels(job, outcome).observe(seconds)

    def periodic_failed(self, task: str) -> None:
        self._periodic_failures.labels(task).inc()

    def lag(self, source: str, seconds: float) -> None:
        self.feed_lag.labels(source).set(seconds)
