from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.subsidy import ClaimSearch
from servicekit import scope
from servicekit.access import Principal
from subsidy.models import Claim, PersonFacts, Policy, PolicyVersion, Review


def visible(principal: Principal, search: ClaimSearch) -> Select[Any]:
    """Claims that the caller's regions pay."""
    statement = select(Claim).where(scope.visible(principal, owner=Claim.owner_scope))
    if search.state is not None:
        statement = statement.where(Claim.state == search.state.value)
    if search.person_id is not None:
        statement = statement.where(Claim.beneficiary_id == search.person_id)
    if search.region is not None:
        statement = statement.where(scope.within(Claim.owner_scope, search.region))
    if search.policy_id is not None:
        statement = statement.where(Claim.policy_id == search.policy_id)
    return statement


async def by_id(
    session: AsyncSession, principal: Principal, claim_id: UUID, *, lock: bool = False
) -> Claim | None:
    statement = select(Claim).where(
        Claim.id == claim_id, scope.visible(principal, owner=Claim.owner_scope)
    )
    return await session.scalar(statement.with_for_update() if lock else statement)


async def reviews(session: AsyncSession, claim: Claim) -> list[Review]:
    found = await session.scalars(
        select(Review)
        .where(Review.beneficiary_id == claim.beneficiary_id, Review.claim_id == claim.id)
        .order_by(Review.id)
    )
    return list(found)


async def pinned_version(session: AsyncSession, claim: Claim) -> PolicyVersion:
    found = await session.scalars(
        select(PolicyVersion).where(
            PolicyVersion.policy_id == claim.policy_id,
            PolicyVersion.version == claim.policy_version,
        )
    )
    return found.one()


async def policy(session: AsyncSession, policy_id: UUID) -> Policy | None:
    return await session.get(Policy, policy_id)


async def person(
    session: AsyncSession, principal: Principal, person_id: UUID
) -> PersonFacts | None:
    """A person of the caller's, or one that an agreement in force opens."""
    return await session.scalar(
        select(PersonFacts).where(
            PersonFacts.person_id == person_id,
            scope.visible(principal, origin=PersonFacts.origin_scope, work=PersonFacts.work_scope),
        )
    )
