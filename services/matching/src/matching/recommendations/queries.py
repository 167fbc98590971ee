from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from matching.models import FollowUp, Post, Recommendation, Seats, Seeker
from servicekit import scope
from servicekit.access import Principal

SHORT_BATCH = 500


def made_for(principal: Principal, person_id: UUID, follow_up_id: UUID | None) -> Select[Any]:
    """Recommendations whose post is still published, in the order in which they were offered."""
    seen = scope.visible(
        principal, origin=Recommendation.origin_scope, work=Recommendation.work_scope
    )
    statement = (
        select(Recommendation, Post, Seats)
        .join(Post, Post.id == Recommendation.post_id)
        .join(Seats, Seats.post_id == Post.id)
        .where(Recommendation.person_id == person_id, Post.state == "published", seen)
    )
    if follow_up_id is not None:
        statement = statement.where(Recommendation.follow_up_id == follow_up_id)
    return cast("Select[Any]", statement)


async def is_visible(session: AsyncSession, principal: Principal, person_id: UUID) -> bool:
    seen = scope.visible(principal, origin=Seeker.origin_scope, work=Seeker.work_scope)
    statement = select(Seeker.person_id).where(Seeker.person_id == person_id, seen)
    return await session.scalar(statement) is not None


async def openings(session: AsyncSession, today: date) -> Sequence[Any]:
    """Every post that still takes people, as plain columns."""
    found = await session.execute(
        select(
            Post.id,
            Post.kind,
            Post.workplace_scope,
            Post.occupation,
            Post.wage_from_fen,
            Post.wage_to_fen,
            Post.lodging,
            (Seats.headcount - Seats.filled).label("seats_left"),
            Post.expires_on,
            Post.requirements,
        )
        .join(Seats, Seats.post_id == Post.id)
        .where(Post.state == "published", Post.expires_on >= today, Seats.filled < Seats.headcount)
    )
    return found.all()


async def seekers(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Seeker]:
    found = await session.scalars(select(Seeker).where(Seeker.person_id.in_(person_ids)))
    return {seeker.person_id: seeker for seeker in found}


async def offered(
    session: AsyncSession, person_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], set[UUID]]:
    """Posts offered so far by (person, case)."""
    found = await session.execute(
        select(
            Recommendation.person_id,
            Recommendation.follow_up_id,
            func.array_agg(Recommendation.post_id),
        )
        .where(Recommendation.person_id.in_(person_ids))
        .group_by(Recommendation.person_id, Recommendation.follow_up_id)
    )
    return {(person, case): set(posts) for person, case, posts in found}


async def short_of_offers(session: AsyncSession, least: int) -> Sequence[FollowUp]:
    """Open cases with fewer offers than they must have, those longest not looked at first."""
    found = await session.scalars(
        select(FollowUp)
        .where(FollowUp.state == "open", FollowUp.offers < least)
        .order_by(FollowUp.looked_at)
        .limit(SHORT_BATCH)
    )
    return found.all()
