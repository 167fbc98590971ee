from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from matching import reach
from matching.models import Application, Employer, Placement, Post
from schemas.matching import PlacementSearch
from servicekit.access import Principal


async def application(
    session: AsyncSession, principal: Principal, application_id: UUID
) -> Application | None:
    """An application to one of the caller's own posts."""
    return await session.scalar(
        select(Application).where(
            Application.id == application_id, Application.employer_id == principal.actor_id
        )
    )


async def post_and_employer(session: AsyncSession, post_id: UUID) -> tuple[Post, Employer]:
    found = await session.execute(
        select(Post, Employer)
        .join(Employer, Employer.id == Post.employer_id)
        .where(Post.id == post_id)
    )
    row = found.one()
    return row[0], row[1]


def visible_to(principal: Principal, search: PlacementSearch) -> Select[Any]:
    statement = select(Placement).where(reach.personal(principal, Placement))
    filters = search.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    return statement.where(*(getattr(Placement, name) == value for name, value in filters.items()))
