"""The catalogue of every refusal: a stable code, its status, and its words in both languages."""

from pydantic import BaseModel, Field

from schemas.problems import gateway, matching, registry, shared, subsidy
from schemas.problems.entry import Entry

__all__ = ["CATALOGUE", "Entry", "ErrorItem", "ProblemBody"]

CATALOGUE: dict[str, Entry] = {
    **shared.ENTRIES,
    **registry.ENTRIES,
    **matching.ENTRIES,
    **subsidy.ENTRIES,
    **gateway.ENTRIES,
}


class ErrorItem(BaseModel):
    """One fault; `pointer` into the body (RFC 6901) or `parameter` and where it was, never both."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None
    in_: str | None = Field(default=None, alias="in")


class ProblemBody(BaseModel):
    """RFC 9457; clients decide by `code`, the texts are for people."""

    type: str
    title: str
    status: int
    detail: str | None = None
    code: str
    trace_id: str | None = None
    errors: list[ErrorItem] = []
