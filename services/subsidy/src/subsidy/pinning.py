"""Which version of a policy decides, as of today."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.problems import NotFound
from subsidy.claiming import Pinned, pin, read
from subsidy.models import Policy, PolicyVersion
from subsidy.problems import PolicyNotInForce


async def pinned(session: AsyncSession, policy_id: UUID, *, year: int, today: date) -> Pinned:
    """The newest version in force today; raises NotFound or PolicyNotInForce."""
    policy = await session.get(Policy, policy_id)
    if policy is None:
        raise NotFound
    version = await session.scalar(
        select(PolicyVersion)
        .where(
            PolicyVersion.policy_id == policy_id,
            PolicyVersion.effective_from <= today,
            PolicyVersion.effective_to.is_(None) | (PolicyVersion.effective_to >= today),
        )
        .order_by(PolicyVersion.version.desc())
        .limit(1)
    )
    if version is None:
        raise PolicyNotInForce
    return pin(policy, version, year=year, today=today)


async def repinned(session: AsyncSession, policy_id: UUID, version: int) -> Pinned:
    """The version that a run was asked for, whatever came after it."""
    policy = await session.get(Policy, policy_id)
    found = await session.get(PolicyVersion, (policy_id, version))
    if policy is None or found is None:
        raise NotFound
    return read(policy, found)
