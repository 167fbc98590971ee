from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.subsidy import ClaimState, NoticeCreate, NoticeSearch
from servicekit import scope
from servicekit.access import Principal
from subsidy.models import Claim, NoticeEntry, PolicyVersion, PublicNotice

MOST = 1000


def publishable(principal: Principal, data: NoticeCreate) -> Select[Any]:
    """The named claims, whatever their state, or those that wait for a notice, oldest first."""
    statement = select(Claim).where(
        scope.visible(principal, owner=Claim.owner_scope),
        scope.within(Claim.owner_scope, data.region),
        Claim.policy_id == data.policy_id,
    )
    if data.claim_ids is not None:
        return statement.where(Claim.id.in_(data.claim_ids)).order_by(Claim.id)
    waiting = Claim.state == ClaimState.COUNTY_REVIEWED.value
    return statement.where(waiting).order_by(Claim.id).limit(MOST)


async def version(session: AsyncSession, claims: Sequence[Claim]) -> PolicyVersion:
    """The newest policy version among the claims, which are of one policy."""
    newest = max(claim.policy_version for claim in claims)
    found = await session.get(PolicyVersion, (claims[0].policy_id, newest))
    if found is None:
        raise LookupError("a claim's policy version is always kept")
    return found


def found_by(search: NoticeSearch) -> Select[Any]:
    """Notices are public: no range of the caller's."""
    statement = select(PublicNotice)
    if search.region is None:
        return statement
    return statement.where(scope.within(PublicNotice.owner_scope, search.region))


async def by_id(session: AsyncSession, notice_id: UUID) -> PublicNotice | None:
    return await session.get(PublicNotice, notice_id)


async def entries(session: AsyncSession, notice_id: UUID) -> Sequence[NoticeEntry]:
    found = await session.scalars(
        select(NoticeEntry).where(NoticeEntry.notice_id == notice_id).order_by(NoticeEntry.id)
    )
    return found.all()


async def past_notice(session: AsyncSession, today: date, limit: int) -> Sequence[Claim]:
    """Claims still in a notice whose last day has ended, locked."""
    ended = select(PublicNotice.id).where(PublicNotice.ends_on < today)
    found = await session.scalars(
        select(Claim)
        .where(Claim.state == ClaimState.IN_NOTICE.value, Claim.public_notice_id.in_(ended))
        .order_by(Claim.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return found.all()


async def people(
    session: AsyncSession, principal: Principal, data: NoticeCreate
) -> Collection[UUID]:
    found = await session.scalars(publishable(principal, data))
    return {claim.beneficiary_id for claim in found}
