"""The places of a post: taken and given back by one conditional UPDATE, never overbooked."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from matching.models import Seats
from matching.problems import PostClosed, PostFull
from servicekit.problems import NotFound


async def take(session: AsyncSession, post_id: UUID) -> None:
    """One place, or PostFull, PostClosed, NotFound."""
    taken = await session.scalar(
        update(Seats)
        .where(Seats.post_id == post_id, Seats.open, Seats.filled < Seats.headcount)
        .values(filled=Seats.filled + 1)
        .returning(Seats.post_id)
    )
    if taken is not None:
        return
    still_open = await session.scalar(select(Seats.open).where(Seats.post_id == post_id))
    if still_open is None:
        raise NotFound
    raise PostFull if still_open else PostClosed


async def give_back(session: AsyncSession, post_id: UUID) -> None:
    await session.execute(
        update(Seats)
        .where(Seats.post_id == post_id, Seats.filled > 0)
        .values(filled=Seats.filled - 1)
    )
