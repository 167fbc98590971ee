from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import scope
from servicekit.access import Principal
from subsidy.models import PersonFacts


async def knows(session: AsyncSession, principal: Principal, person_id: UUID) -> bool:
    """Whether the caller may ask about the person at all: its own, or opened by an agreement."""
    seen = scope.visible(principal, origin=PersonFacts.origin_scope, work=PersonFacts.work_scope)
    found = await session.scalar(select(exists().where(PersonFacts.person_id == person_id, seen)))
    return bool(found)
