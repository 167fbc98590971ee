"""Structured logs on standard output: one JSON object a line, trace id in, personal numbers out."""

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

import structlog

from servicekit import traces
from servicekit.masking import masked, said

Entry = MutableMapping[str, Any]
MOST_FRAMES = 30
ENCODED = json.JSONEncoder(ensure_ascii=False).encode
# Made by us, of hexadecimal digits or a clock; as text they may look like a bank card.
NOT_MASKED = frozenset({"trace_id", "span_id", "timestamp"})


class _Lines:
    """Where the lines of requests go, for whom, and from which level on."""

    def __init__(self) -> None:
        self.service, self.level = "", logging.CRITICAL
        self.output: TextIO = sys.stdout


_lines = _Lines()


def configure(service: str, level: str) -> None:
    """Route structlog and the standard library's loggers through the same masking processors."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_traceback),
        _placed(service),
        _mask,
    ]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("uvicorn.access", "httpx2", "httpcore2"):
        logging.getLogger(noisy).setLevel("WARNING")
    _lines.service, _lines.output = service, sys.stdout
    _lines.level = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logger() -> structlog.stdlib.BoundLogger:
    made: structlog.stdlib.BoundLogger = structlog.get_logger()
    return made


def request_ended(
    *, method: str, route: str, status: int | None, seconds: float, frequent: bool
) -> None:
    """The line of each request, written at once: it holds nothing that anybody typed, and all the
    processors would cost more than the rest of what stands around a request."""
    level = logging.DEBUG if frequent else logging.INFO
    if level < _lines.level:
        return
    trace_id, span_id = traces.ids()
    line = {
        "event": "request",
        "method": method,
        "route": route,
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
        "level": "debug" if frequent else "info",
        "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "service": _lines.service,
        "trace_id": trace_id,
        "span_id": span_id,
    }
    _lines.output.write(ENCODED(line) + "\n")
    _lines.output.flush()


def crashed(kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
    """`sys.excepthook`: the last words of a process are masked too."""
    logger().critical("process_crashed", exc_info=(kind, error, place))


def _placed(service: str) -> structlog.types.Processor:
    def place(_: object, __: str, entry: Entry) -> Entry:
        entry["service"] = service
        trace_id, span_id = traces.ids()
        if trace_id is not None:
            entry["trace_id"], entry["span_id"] = trace_id, span_id
        return entry

    return place


def _mask(_: object, __: str, entry: Entry) -> Entry:
    """Keys with an underscore are structlog's own and are never rendered."""
    return {
        name: value if name in NOT_MASKED or name.startswith("_") else masked(value)
        for name, value in entry.items()
    }


def _traceback(exc_info: structlog.typing.ExcInfo) -> str:
    """The chain of exceptions: where each was raised, and what of it may be read."""
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(told) < MOST_FRAMES:
        frames = traceback.format_tb(error.__traceback__)[-MOST_FRAMES:]
        told.insert(0, "".join(frames) + said(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(told)
