from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from matching import reach
from matching.models import Application, FollowUp, Post, Seeker
from schemas.matching import ApplicationSearch
from servicekit import scope
from servicekit.access import Principal


async def own_seeker(session: AsyncSession, principal: Principal, person_id: UUID) -> Seeker | None:
    """A person of the caller's own regions; an agreement does not let accept for anybody."""
    own = scope.visible(principal, origin=Seeker.origin_scope)
    return await session.scalar(select(Seeker).where(Seeker.person_id == person_id, own))


async def case_is_open(session: AsyncSession, person_id: UUID, follow_up_id: UUID) -> bool:
    state = await session.scalar(
        select(FollowUp.state).where(FollowUp.person_id == person_id, FollowUp.id == follow_up_id)
    )
    return state == "open"


async def published(session: AsyncSession, post_id: UUID) -> Post | None:
    return await session.scalar(select(Post).where(Post.id == post_id, Post.state == "published"))


async def by_id(
    session: AsyncSession, principal: Principal, application_id: UUID
) -> Application | None:
    return await session.scalar(
        select(Application).where(
            Application.id == application_id, reach.personal(principal, Application)
        )
    )


async def own_by_id(
    session: AsyncSession, principal: Principal, application_id: UUID
) -> Application | None:
    """One that the caller may change; what an agreement shows stays as it is."""
    return await session.scalar(
        select(Application).where(
            Application.id == application_id, reach.owned(principal, Application)
        )
    )


def visible_to(principal: Principal, search: ApplicationSearch) -> Select[Any]:
    statement = select(Application).where(reach.personal(principal, Application))
    filters = search.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    return statement.where(
        *(getattr(Application, name) == value for name, value in filters.items())
    )
