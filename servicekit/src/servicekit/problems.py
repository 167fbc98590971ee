"""Refusals that know their status, code and words (RFC 9457), without any HTTP framework."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from schemas.problems import CATALOGUE, Entry


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input; `pointer` is an RFC 6901 fragment, never the value."""

    code: str
    detail_zh: str
    detail_en: str
    pointer: str | None = None
    parameter: str | None = None
    where: str | None = None


class Problem(Exception):
    """Subclasses name their `code`; status and texts come from the catalogue in schemas."""

    code: ClassVar[str] = "internal"

    def __init__(
        self,
        detail: str | None = None,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **params: object,
    ) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        self.params = params

    @property
    def entry(self) -> Entry:
        return CATALOGUE[self.code]

    @property
    def status(self) -> int:
        return self.entry.status


class Malformed(Problem):
    code = "malformed"


class Unauthenticated(Problem):
    code = "unauthenticated"


class TokenExpired(Problem):
    code = "token_expired"


class Forbidden(Problem):
    code = "forbidden"


class NotFound(Problem):
    code = "not_found"


class MethodNotAllowed(Problem):
    code = "method_not_allowed"


class Conflict(Problem):
    code = "conflict"


class Stale(Problem):
    code = "stale"


class TooLarge(Problem):
    code = "too_large"


class UnsupportedMediaType(Problem):
    code = "unsupported_media_type"


class Invalid(Problem):
    code = "invalid"


class PreconditionRequired(Problem):
    code = "precondition_required"


class IdempotencyKeyMissing(Problem):
    code = "idempotency_key_missing"


class IdempotencyKeyReused(Problem):
    code = "idempotency_key_reused"


class IdempotencyKeyRunning(Problem):
    code = "idempotency_key_running"


class CursorMismatch(Problem):
    code = "cursor_mismatch"


class NulByte(Problem):
    code = "nul_byte"


class NotReady(Problem):
    code = "not_ready"


class UpstreamUnavailable(Problem):
    code = "upstream_unavailable"
