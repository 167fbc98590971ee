from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from matching import reach
from matching.models import Employer
from schemas.matching import EmployerSearch
from servicekit import scope
from servicekit.access import Principal


async def by_id(session: AsyncSession, principal: Principal, employer_id: UUID) -> Employer | None:
    return await session.scalar(
        select(Employer).where(Employer.id == employer_id, reach.own_employers(principal))
    )


def visible_to(principal: Principal, search: EmployerSearch) -> Select[Any]:
    statement = select(Employer).where(reach.own_employers(principal))
    if search.region is not None:
        statement = statement.where(scope.within(Employer.owner_scope, search.region))
    if search.credit_code is not None:
        statement = statement.where(Employer.credit_code == search.credit_code)
    return statement
