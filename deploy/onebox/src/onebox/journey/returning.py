"""Step 4: a worker comes home without work, and is back in work within 72 hours."""

from datetime import datetime, timedelta
from uuid import UUID

from onebox.journey.errors import require
from onebox.journey.setting_up import open_employers_account
from onebox.journey.world import World, eventually
from onebox.settings import SHANGHAI
from samples.counties import TONGDAO
from schemas.follow_ups import (
    ContactChannel,
    ContactResult,
    FollowUp,
    FollowUpDetail,
    FollowUpOutcome,
    FollowUpState,
    ReturnReason,
)
from schemas.matching import Application, Post, Recommendation
from wengang import Wengang

LEAST_OFFERS = 3
HOURS = 72
UNTIL_NEXT_DAY = timedelta(hours=23)


async def bring_back_to_work(world: World) -> None:
    village, person_id = world.signed_in("tongdao-village"), UUID(world.fact("returns"))
    case = await village.follow_ups.open(
        person_id, ReturnReason.CONTRACT_ENDED, key=world.key("follow-up")
    )
    hours = (case.due_at - case.opened_at).total_seconds() / 3600
    require(hours == HOURS, f"办理时限是 {hours:g} 小时", f"the case is due in {hours:g} h")
    world.telling.said(
        "返乡登记，72 小时案件已派到村", "reported home: a 72-hour case at the village"
    )

    offers = await _offers(world, village, person_id, case)
    await village.follow_ups.contact(
        case.follow_up_id,
        ContactChannel.VISIT,
        ContactResult.REACHED,
        note="入户走访，介绍岗位",
        key=world.key("contact"),
    )
    post = _choice(offers)
    application = await village.applications.create(
        person_id, post.id, follow_up_id=case.follow_up_id, key=world.key("application")
    )
    await _reaches(village, case, FollowUpState.ACCEPTED)
    world.telling.said(f"本人接受“{post.title}”（村干部登记）", "one is accepted, says the village")
    await advance(world, case.opened_at + UNTIL_NEXT_DAY)
    await _first_day(world, post, application)
    closed = await _reaches(village, case, FollowUpState.CLOSED)
    await _check_closed(world, closed)


async def advance(world: World, to: datetime) -> None:
    """Set the sample's business clock forward; it never goes back."""
    client = world.administrator
    now = await client.clock.get()
    if now.business_now < to:
        await client.clock.advance(to, key=world.key(f"clock-{to.isoformat()}"))


async def _offers(
    world: World, village: Wengang, person_id: UUID, case: FollowUp
) -> list[Recommendation]:
    """At least three posts, each part of each score explained in both languages."""
    await _reaches(village, case, FollowUpState.OFFERED)
    offers = [
        offer async for offer in village.recommendations(person_id, follow_up_id=case.follow_up_id)
    ]
    require(
        len({offer.post.id for offer in offers}) >= LEAST_OFFERS,
        f"只推荐了 {len(offers)} 个岗位",
        f"only {len(offers)} posts were offered",
    )
    require(
        all(part.zh and part.en for offer in offers for part in offer.parts),
        "推荐没有说明理由",
        "an offer is not explained",
    )
    require(
        all(offer.parts and offer.score == sum(p.points for p in offer.parts) for offer in offers),
        "推荐分数与各项得分之和不符",
        "the score of an offer is not the sum of its parts",
    )
    world.telling.said(
        f"推荐 {len(offers)} 个岗位，逐项说明理由", f"{len(offers)} posts offered, each explained"
    )
    world.result(offers=len(offers))
    return offers


def _choice(offers: list[Recommendation]) -> Post:
    """The best in the own county, else the best: whoever came home tends to stay."""
    at_home = [offer for offer in offers if offer.post.work_region.startswith(TONGDAO)]
    return min(at_home or offers, key=lambda offer: offer.rank).post


RANK = list(FollowUpState)


async def _reaches(village: Wengang, case: FollowUp, state: FollowUpState) -> FollowUpDetail:
    """The case once it is that far, or farther."""

    async def look() -> FollowUpDetail:
        return await village.follow_ups.get(case.follow_up_id)

    found, _ = await eventually(
        look,
        lambda now: RANK.index(now.state) >= RANK.index(state),
        zh=f"案件状态 {state}",
        en=f"case in state {state}",
        within=60,
    )
    return found


async def _first_day(world: World, post: Post, application: Application) -> None:
    """The employer signs in itself, sees a masked name, and confirms the first day."""
    registered = await world.administrator.employers.get(post.employer_id)
    employer = world.signed_in(await open_employers_account(world, registered))
    seen = await employer.applications.get(application.id)
    masked = seen.masked_name
    require(
        masked is None or "*" in masked, "招用单位看到了全名", "the employer sees the full name"
    )
    now = (await employer.clock.get()).business_now
    await employer.placements.confirm(
        application.id, now.astimezone(SHANGHAI).date(), key=world.key("placement")
    )
    world.telling.said(f"{registered.name} 确认到岗", "the employer confirms the first day")


async def _check_closed(world: World, closed: FollowUpDetail) -> None:
    require(
        closed.outcome is FollowUpOutcome.PLACED and closed.closed_at is not None,
        f"案件以 {closed.outcome} 办结",
        f"the case closed as {closed.outcome}",
    )
    assert closed.closed_at is not None
    hours = (closed.closed_at - closed.opened_at).total_seconds() / 3600
    require(hours <= HOURS, f"用了 {hours:.1f} 小时", f"it took {hours:.1f} h")
    board = await world.signed_in("tongdao-officer").follow_ups.board(TONGDAO)
    require(
        board.open == 0 and all(row.open == 0 for row in board.items),
        f"看板还有 {board.open} 件",
        f"the board still counts {board.open}",
    )
    world.telling.said(
        f"{hours:.1f} 小时办结（时限 72 小时），看板清零",
        f"closed after {hours:.1f} h of 72, the board counts zero",
    )
    world.result(hours_to_close=round(hours, 1))
