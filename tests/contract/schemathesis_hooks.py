"""Loaded by schemathesis in its own process."""

import uuid
from typing import Any

import schemathesis

KEY = "Idempotency-Key"


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]
) -> None:
    """A fresh key for each request that means well: a key used twice is refused, and rightly."""
    del context, kwargs
    is_faulty = case.meta is not None and case.meta.generation.mode.is_negative
    if KEY in case.headers and not is_faulty:
        case.headers[KEY] = str(uuid.uuid4())
