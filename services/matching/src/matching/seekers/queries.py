from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from matching.models import Seeker
from servicekit import scope
from servicekit.access import Principal


async def by_id(session: AsyncSession, principal: Principal, person_id: UUID) -> Seeker | None:
    """A person of the caller's own regions, or one that an agreement opens."""
    seen = scope.visible(principal, origin=Seeker.origin_scope, work=Seeker.work_scope)
    return await session.scalar(select(Seeker).where(Seeker.person_id == person_id, seen))


async def own_for_update(
    session: AsyncSession, principal: Principal, person_id: UUID
) -> Seeker | None:
    own = scope.visible(principal, origin=Seeker.origin_scope)
    return await session.scalar(
        select(Seeker).where(Seeker.person_id == person_id, own).with_for_update()
    )
