"""The body of every answer that is not 2xx."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class ErrorItem(BaseModel):
    """One fault of the input: a pointer into the body (RFC 6901 fragment), or a parameter."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    code: Annotated[str, Field(examples=["missing"])]
    detail: str
    pointer: Annotated[str | None, Field(examples=["#/credit_code"])] = None
    parameter: Annotated[str | None, Field(examples=["limit"])] = None
    where: Annotated[Literal["query", "path", "header", "cookie"] | None, Field(alias="in")] = None


class ProblemBody(BaseModel):
    """`application/problem+json` (RFC 9457); clients decide by `code`, never by the words."""

    type: Annotated[str, Field(examples=["urn:wengang:problem:not_found"])]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str | None = None
    code: Annotated[str, Field(examples=["not_found"])]
    trace_id: str | None = None
    errors: list[ErrorItem] = []
