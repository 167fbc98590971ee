"""The envelope of every event (CloudEvents 1.0, JSON format) and its plain inner form."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Event(BaseModel):
    """What a handler inside the platform needs of an event."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    type: str
    subject: UUID
    time: AwareDatetime
    sequence: int
    data: dict[str, Any]


class CloudEvent(BaseModel):
    """CloudEvents 1.0; `sequence` orders one source's events without gaps, from 1.

    `traceparent` is the distributed tracing extension. The data carry no personal identifier.
    """

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: Annotated[str, Field(examples=["/wengang/registry"])]
    type: Annotated[str, Field(examples=["registry.worker.changed"])]
    subject: Annotated[str, Field(description="UUID of the resource that changed")]
    time: AwareDatetime
    datacontenttype: Literal["application/json"] = "application/json"
    sequence: Annotated[int, Field(ge=0)]
    traceparent: str | None = None
    data: dict[str, Any]

    def plain(self) -> Event:
        return Event(
            id=self.id,
            type=self.type,
            subject=UUID(self.subject),
            time=self.time,
            sequence=self.sequence,
            data=self.data,
        )
