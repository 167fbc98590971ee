"""The envelope of every event (CloudEvents 1.0, structured mode)."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel


class CloudEvent(BaseModel):
    """`sequence` orders one source's events without gaps; `data` is the model its type names."""

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    datacontenttype: Literal["application/json"] = "application/json"
    data: dict[str, Any]
    traceparent: str | None = None
