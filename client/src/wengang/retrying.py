"""When a call is sent again, and after how long."""

import secrets

FIRST_WAIT = 0.2
LONGEST_WAIT = 5.0
BUSY = frozenset({429, 502, 503, 504})
"""Answers that say: not now. The request had no effect, or its key makes a second one harmless."""

RUNNING = "idempotency_key_running"


def is_worth_repeating(status: int, code: str) -> bool:
    return status in BUSY or code == RUNNING


def wait_before(attempt: int, retry_after: float | None = None) -> float:
    """Seconds before attempt 1, 2, …: exponential with full jitter, never below Retry-After.

    Full jitter after Brooker, “Exponential Backoff and Jitter” (AWS Architecture Blog, 2015).
    """
    ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempt, 10))
    jitter = ceiling * (1 + secrets.randbelow(1000)) / 1000
    return jitter if retry_after is None else max(jitter, retry_after)
