"""What can go wrong with a call, as exceptions that say it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx2


@dataclass(frozen=True)
class ProblemFault:
    """One fault in the input: `where` is a JSON pointer, or the name of a parameter."""

    code: str
    where: str
    detail: str


class ApiProblem(Exception):
    """A refusal (RFC 9457). Match on `code`, never on `title`: it is in the caller's language."""

    def __init__(
        self,
        *,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        errors: tuple[ProblemFault, ...] = (),
        trace_id: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {title}")
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.errors = errors
        self.trace_id = trace_id
        self.retry_after = retry_after


class SignInRefused(ApiProblem):
    """The account, password, client or key was not accepted."""


class Unreachable(Exception):
    """No answer came within the caller's patience.

    `unsent`: no connection stood, so that nothing took effect; otherwise that is unknown.
    """

    def __init__(self, message: str, *, unsent: bool) -> None:
        super().__init__(message)
        self.unsent = unsent


class TookTooLong(Exception):
    """A long-running resource did not reach its end within the caller's patience."""


def problem_of(response: httpx2.Response, kind: type[ApiProblem] = ApiProblem) -> ApiProblem:
    """The refusal that a non-2xx answer carries, whatever its body is."""
    body = _json_object(response)
    return kind(
        status=response.status_code,
        code=str(body.get("code") or body.get("error") or f"http_{response.status_code}"),
        title=str(body.get("title") or body.get("error_description") or _phrase(response)),
        detail=str(body.get("detail") or ""),
        errors=tuple(_fault(fault) for fault in body.get("errors") or ()),
        trace_id=str(body.get("trace_id") or ""),
        retry_after=retry_after(response),
    )


def retry_after(response: httpx2.Response) -> float | None:
    """Seconds; the date form of the header (RFC 9110, 10.2.3) is not used by this platform."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdigit() else None


def _json_object(response: httpx2.Response) -> dict[str, Any]:
    if "json" not in response.headers.get("content-type", ""):
        return {}
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _fault(fault: dict[str, Any]) -> ProblemFault:
    where = fault.get("pointer") or fault.get("parameter") or ""
    return ProblemFault(str(fault.get("code", "")), str(where), str(fault.get("detail", "")))


def _phrase(response: httpx2.Response) -> str:
    try:
        return HTTPStatus(response.status_code).phrase
    except ValueError:
        return f"HTTP {response.status_code}"
