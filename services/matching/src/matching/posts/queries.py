from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from matching import reach
from matching.models import Employer, Post, Seats
from schemas.matching import PostSearch, PostState
from servicekit import scope
from servicekit.access import Principal


async def employer(
    session: AsyncSession, principal: Principal, employer_id: UUID
) -> Employer | None:
    return await session.scalar(
        select(Employer).where(Employer.id == employer_id, reach.own_employers(principal))
    )


async def by_id(
    session: AsyncSession, principal: Principal, post_id: UUID
) -> tuple[Post, Seats] | None:
    found = await session.execute(_posts().where(Post.id == post_id, reach.posts(principal)))
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def own_for_update(session: AsyncSession, principal: Principal, post_id: UUID) -> Post | None:
    """The caller's own post, locked, so that two edits follow one another."""
    return await session.scalar(
        select(Post).where(Post.id == post_id, reach.own_posts(principal)).with_for_update()
    )


async def seats(session: AsyncSession, post_id: UUID) -> Seats:
    found = await session.scalars(select(Seats).where(Seats.post_id == post_id))
    return found.one()


def found_by(principal: Principal, search: PostSearch, today: date) -> Select[Any]:
    """Published posts that have not expired, or the caller's own closed ones."""
    conditions = _in_state(principal, search.state, today)
    if search.region is not None:
        conditions.append(scope.within(Post.workplace_scope, search.region))
    if search.kind is not None:
        conditions.append(Post.kind == search.kind)
    if search.wage_from is not None:
        conditions.append(Post.wage_from_fen >= search.wage_from)
    if search.lodging is not None:
        conditions.append(Post.lodging.is_(search.lodging))
    if search.employer_id is not None:
        conditions.append(Post.employer_id == search.employer_id)
    if search.keyword is not None:
        texts = (Post.title, Post.employer_name, Post.description)
        conditions.append(or_(*(text.icontains(search.keyword, autoescape=True) for text in texts)))
    return cast("Select[Any]", _posts().where(*conditions))


def _in_state(principal: Principal, state: PostState, today: date) -> list[ColumnElement[bool]]:
    if state is PostState.CLOSED:
        return [Post.state == state, reach.own_posts(principal)]
    return [Post.state == state, Post.expires_on >= today]


def _posts() -> Select[Post, Seats]:
    return select(Post, Seats).join(Seats, Seats.post_id == Post.id)
