"""Structured logs on standard output: one JSON object a line, trace id in, personal numbers out."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Citizen ids (15, 18, 20 and 22 characters), bank cards (16 to 19 digits) and mobile numbers.
NUMBERS = re.compile(
    r"(?<![0-9A-Za-z-])(?:\d{17}[\dXx]\d{0,4}|\d{15,22}|1[3-9]\d{9})(?![0-9A-Za-z-])"
)


def mask_numbers(text: str) -> str:
    return NUMBERS.sub(lambda found: found[0][:2] + "*" * (len(found[0]) - 2), text)


def _mask(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: mask_numbers(v) if isinstance(v, str) else v for name, v in entry.items()}


def configure(service: str, level: str) -> None:
    """Route structlog and the standard library's loggers through the same masking processors."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)


def logger() -> structlog.stdlib.BoundLogger:
    made: structlog.stdlib.BoundLogger = structlog.get_logger()
    return made
