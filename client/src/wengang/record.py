"""An answer whose model is not published yet, read by attribute."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    model_config = ConfigDict(extra="allow")

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
