from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from matching import reach
from matching.employers.errors import EmployerExists
from matching.models import Employer
from matching.problems import RegionOutsideScope
from schemas.matching import EmployerCreate
from schemas.regions import scope_of
from schemas.roles import RoleName
from servicekit import audit, clock
from servicekit.access import Principal
from servicekit.ids import uuid7


async def register(session: AsyncSession, principal: Principal, data: EmployerCreate) -> Employer:
    """One employer a credit code in the whole country; by an officer of its region."""
    owner = scope_of(data.region)
    if not reach.holds(principal, owner, RoleName.RECRUITER, RoleName.ADMINISTRATOR):
        raise RegionOutsideScope

    employer = Employer(
        id=uuid7(),
        name=data.name,
        credit_code=data.credit_code,
        region=data.region,
        owner_scope=owner,
        created_at=clock.now(),
    )
    values = {column.key: getattr(employer, column.key) for column in Employer.__table__.columns}
    added = await session.scalar(
        insert(Employer).values(values).on_conflict_do_nothing().returning(Employer.id)
    )
    if added is None:
        raise EmployerExists

    audit.note(session, object_type="employer", object_id=employer.id, region=data.region)
    return employer
