"""Pages of lists and of change feeds."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """A keyset page; the cursor is opaque and bound to the filters it was made with."""

    items: list[T]
    next_cursor: Annotated[str | None, Field(description="null 表示已到末页 / null: no more")] = (
        None
    )


class Feed(BaseModel, Generic[T]):
    """A run of a change feed; ask again with `after=next_after`."""

    items: list[T]
    next_after: Annotated[int, Field(ge=0)]
