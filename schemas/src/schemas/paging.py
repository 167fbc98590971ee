"""Pages of lists and of feeds."""

from typing import Generic, TypeVar

from pydantic import BaseModel

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """`next_cursor` opens the next page; null on the last."""

    items: list[T]
    next_cursor: str | None = None


class Feed(BaseModel, Generic[T]):
    """`next_after` is the cursor to ask with next; unchanged when there was nothing."""

    items: list[T]
    next_after: int
