from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.subsidy import PolicySearch
from servicekit import scope
from subsidy.models import Policy, PolicyVersion


def search(search: PolicySearch, today: date) -> Select[Any]:
    """Policies with the version in force today, or the newest; policies are public."""
    conditions = []
    if search.region is not None:
        conditions.append(scope.within(Policy.owner_scope, search.region))
    if search.family is not None:
        conditions.append(Policy.family == search.family.value)
    return cast("Select[Any]", _with_version(today).where(*conditions))


async def current(
    session: AsyncSession, policy_id: UUID, today: date
) -> tuple[Policy, PolicyVersion] | None:
    found = await session.execute(_with_version(today).where(Policy.id == policy_id))
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def versions(session: AsyncSession, policy_id: UUID) -> Sequence[PolicyVersion]:
    found = await session.scalars(
        select(PolicyVersion)
        .where(PolicyVersion.policy_id == policy_id)
        .order_by(PolicyVersion.version.desc())
    )
    return found.all()


async def by_code(session: AsyncSession, code: str) -> Policy | None:
    return await session.scalar(select(Policy).where(Policy.code == code))


async def newest(session: AsyncSession, policy_id: UUID) -> PolicyVersion | None:
    return await session.scalar(
        select(PolicyVersion)
        .where(PolicyVersion.policy_id == policy_id)
        .order_by(PolicyVersion.version.desc())
        .limit(1)
    )


def _with_version(today: date) -> Select[Policy, PolicyVersion]:
    in_force = (PolicyVersion.effective_from <= today) & (
        PolicyVersion.effective_to.is_(None) | (PolicyVersion.effective_to >= today)
    )
    ranked = (
        select(
            PolicyVersion.policy_id,
            PolicyVersion.version,
            func.row_number()
            .over(
                partition_by=PolicyVersion.policy_id,
                order_by=(in_force.desc(), PolicyVersion.version.desc()),
            )
            .label("place"),
        )
    ).subquery()
    return (
        select(Policy, PolicyVersion)
        .join(ranked, (ranked.c.policy_id == Policy.id) & (ranked.c.place == 1))
        .join(
            PolicyVersion,
            (PolicyVersion.policy_id == Policy.id) & (PolicyVersion.version == ranked.c.version),
        )
    )
