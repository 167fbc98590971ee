from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from schemas import names as masking
from schemas.calendars import HORIZON, BeyondHorizon, notice_end
from schemas.payments import TransferKind
from schemas.regions import Level, code_of, get, name_of, scope_of
from schemas.registry import ResolvableField
from schemas.roles import RoleName
from schemas.subsidy import ClaimState, NoticeCreate
from servicekit import audit, clock
from servicekit.access import Principal
from servicekit.context import Context
from servicekit.ids import uuid7
from servicekit.problems import NotFound
from subsidy import booking, claiming, people, reach
from subsidy.models import Claim, NoticeEntry, PublicNotice
from subsidy.notices import queries
from subsidy.notices.errors import CalendarBeyondHorizon, NothingToPublish
from subsidy.problems import ClaimStateForbids, RegionOutsideScope

TICK = "system:tick"
CHUNK = 500


async def masked_names(
    context: Context, principal: Principal, data: NoticeCreate
) -> dict[UUID, str]:
    """Masked names of the people concerned, asked before the transaction of the notice begins."""
    async with context.database.app_session(principal) as session:
        person_ids = await queries.people(session, principal, data)
    found = await people.resolve(context.calls, person_ids, ResolvableField.NAME)
    return {one.person_id: masking.mask(one.name) for one in found.values() if one.name}


async def publish(
    session: AsyncSession, principal: Principal, data: NoticeCreate, names: Mapping[UUID, str]
) -> PublicNotice:
    """Publish county-reviewed claims; those whose person has no name are left for the next."""
    if not reach.covers(principal, data.region) or not reach.holds(
        principal, scope_of(data.region), RoleName.COUNTY_REVIEWER
    ):
        raise RegionOutsideScope
    claims = await _publishable(session, principal, data, names)

    notice = await _notice(session, principal, data, claims)
    session.add(notice)
    await session.flush()
    await session.execute(insert(NoticeEntry), [_entry(notice, one, names) for one in claims])
    for claim in claims:
        claiming.move(claim, ClaimState.IN_NOTICE)
        claim.public_notice_id = notice.id

    await claiming.announce(session, claims)
    audit.note(session, object_type="public_notice", object_id=notice.id, region=notice.region)
    return notice


async def _publishable(
    session: AsyncSession, principal: Principal, data: NoticeCreate, names: Mapping[UUID, str]
) -> list[Claim]:
    found = (await session.scalars(queries.publishable(principal, data).with_for_update())).all()
    if data.claim_ids is not None and len(found) < len(set(data.claim_ids)):
        raise NotFound
    for claim in found:
        if claim.state != ClaimState.COUNTY_REVIEWED:
            raise ClaimStateForbids(state=claim.state)
    named = [claim for claim in found if claim.beneficiary_id in names]
    if not named:
        raise NothingToPublish
    return named


async def _notice(
    session: AsyncSession, principal: Principal, data: NoticeCreate, claims: Sequence[Claim]
) -> PublicNotice:
    version = await queries.version(session, claims)
    days = int(version.document["notice"]["working_days"])
    starts = clock.business_today()
    try:
        ends = notice_end(starts, days)
    except BeyondHorizon:
        raise CalendarBeyondHorizon(horizon=HORIZON) from None
    return PublicNotice(
        id=uuid7(),
        policy_id=data.policy_id,
        policy_version=version.version,
        region=data.region,
        owner_scope=scope_of(data.region),
        title_zh=version.document["title_zh"],
        title_en=version.document["title_en"],
        state="published",
        starts_on=starts,
        ends_on=ends,
        working_days=days,
        entries_count=len(claims),
        total_fen=sum(claim.amount_fen for claim in claims),
        published_by=principal.subject,
        published_at=clock.business_now(),
    )


def _entry(notice: PublicNotice, claim: Claim, names: Mapping[UUID, str]) -> dict[str, object]:
    township = code_of(claim.owner_scope, Level.TOWNSHIP)
    return {
        "notice_id": notice.id,
        "id": uuid7(),
        "owner_scope": notice.owner_scope,
        "masked_name": names[claim.beneficiary_id],
        "township_name": name_of(township if get(township) else claim.region),
        "amount_fen": claim.amount_fen,
    }


async def end_notices(context: Context) -> None:
    """Approve what stood through its last day (included), and commit the money for it.

    A claim whose objection was dismissed after the last day follows at the next turn.
    """
    today = clock.business_today()
    while await _approve(context, today):
        pass
    async with context.database.job_session(kind=TICK) as session:
        await session.execute(
            update(PublicNotice)
            .where(PublicNotice.state == "published", PublicNotice.ends_on < today)
            .values(state="ended")
        )


async def _approve(context: Context, today: date) -> int:
    async with context.database.job_session(kind=TICK) as session:
        claims = await queries.past_notice(session, today, CHUNK)
        for claim in claims:
            claiming.move(claim, ClaimState.APPROVED)
        await session.flush()
        await booking.post(session, TransferKind.COMMITMENT, claims)
        await claiming.announce(session, claims)
    return len(claims)
