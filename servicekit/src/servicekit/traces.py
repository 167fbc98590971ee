"""The trace of what is being done (W3C Trace Context), carried to calls, events, jobs and problems.

There is always a trace id and a span id, for logs and problems; spans are recorded only once
`record_with` has been given a tracer. Names are route templates and names of ours, attributes
stand in `NAMES`: no path, no query, no body, no exception's text.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.status import StatusCode

TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
UNSAMPLED = TraceFlags(TraceFlags.DEFAULT)
MOST_LINKS = 64
NAMES = {
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "service": "peer.service",
    "job": "wengang.job",
    "attempt": "wengang.job.attempt",
    "event": "wengang.event.type",
    "count": "wengang.event.count",
    "error": "error.type",
}


class _Recorder:
    """A process records with one tracer, or with none."""

    def __init__(self) -> None:
        self.tracer: trace.Tracer | None = None


_recorder = _Recorder()


def record_with(tracer: trace.Tracer | None) -> None:
    _recorder.tracer = tracer


@contextmanager
def begun(
    name: str,
    traceparent: str | None = None,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    links: Iterable[str | None] = (),
    recorded: bool = True,
    **attributes: str | int,
) -> Iterator[Span]:
    """Continue the trace of `traceparent`, or begin one; the surrounding one has no part in it.

    `recorded=False` records neither this span nor any that follows from it, in any service.
    """
    parent = _parsed(traceparent)
    tracer = _recorder.tracer
    if tracer is None or not recorded:
        span: Span = _unrecorded(parent, sampled=recorded)
    else:
        span = tracer.start_span(
            name,
            trace.set_span_in_context(NonRecordingSpan(parent), context.Context())
            if parent
            else context.Context(),
            kind,
            links=[Link(one) for one in _distinct(links)],
            attributes={NAMES[key]: value for key, value in attributes.items()},
        )
    with _current(span):
        yield span


@contextmanager
def within(name: str, *, kind: SpanKind, **attributes: str | int) -> Iterator[Span]:
    """A part of what is being done; nothing when nothing is recorded."""
    if _recorder.tracer is None:
        yield trace.INVALID_SPAN
        return
    named = {NAMES[key]: value for key, value in attributes.items()}
    with _current(_recorder.tracer.start_span(name, kind=kind, attributes=named)) as span:
        yield span


def describe(span: Span, **attributes: str | int) -> None:
    for key, value in attributes.items():
        span.set_attribute(NAMES[key], value)


def failed(span: Span, error: Exception) -> None:
    """The kind of failure; its words may quote what must not be recorded."""
    describe(span, error=type(error).__name__)
    span.set_status(StatusCode.ERROR)


def trace_id() -> str | None:
    found = trace.get_current_span().get_span_context()
    return f"{found.trace_id:032x}" if found.is_valid else None


def ids() -> tuple[str, str] | tuple[None, None]:
    """Of the trace and of the span."""
    found = trace.get_current_span().get_span_context()
    if not found.is_valid:
        return None, None
    return f"{found.trace_id:032x}", f"{found.span_id:016x}"


def traceparent() -> str:
    """The header for what we call or leave behind for later."""
    found = trace.get_current_span().get_span_context()
    if not found.is_valid:
        found = _unrecorded(None, sampled=False).get_span_context()
    return f"00-{found.trace_id:032x}-{found.span_id:016x}-{found.trace_flags:02x}"


def common(traceparents: Sequence[str | None]) -> str | None:
    """The one trace that all belong to, or None."""
    found = {one[3:35]: one for one in traceparents if one}
    return next(iter(found.values())) if len(found) == 1 else None


@contextmanager
def _current(span: Span) -> Iterator[Span]:
    token = context.attach(trace.set_span_in_context(span))
    try:
        yield span
    except Exception as error:
        failed(span, error)
        raise
    finally:
        span.end()
        context.detach(token)


def _parsed(traceparent: str | None) -> SpanContext | None:
    found = TRACEPARENT.fullmatch(traceparent or "")
    if found is None:
        return None
    made = SpanContext(
        int(found[1], 16),
        int(found[2], 16),
        is_remote=True,
        trace_flags=TraceFlags(int(found[3], 16) & TraceFlags.SAMPLED),
    )
    return made if made.is_valid else None


def _unrecorded(parent: SpanContext | None, *, sampled: bool) -> NonRecordingSpan:
    return NonRecordingSpan(
        SpanContext(
            parent.trace_id if parent else random.getrandbits(128) or 1,
            random.getrandbits(64) or 1,
            is_remote=False,
            trace_flags=parent.trace_flags if parent and sampled else UNSAMPLED,
        )
    )


def _distinct(traceparents: Iterable[str | None]) -> list[SpanContext]:
    found = (_parsed(one) for one in dict.fromkeys(traceparents))
    return [one for one in found if one][:MOST_LINKS]
