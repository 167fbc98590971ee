"""The trace id of what is being done (W3C Trace Context), carried to logs, events and problems."""

import re
import secrets
from contextvars import ContextVar

TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_current: ContextVar[str | None] = ContextVar("trace_id", default=None)


def start(traceparent: str | None) -> str:
    """Continue the caller's trace, or begin one; returns its id."""
    found = TRACEPARENT.fullmatch(traceparent or "")
    made = found[1] if found and set(found[1]) != {"0"} else secrets.token_hex(16)
    _current.set(made)
    return made


def trace_id() -> str | None:
    return _current.get()


def traceparent() -> str:
    """The header for what we call or leave behind for later."""
    return f"00-{_current.get() or secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
