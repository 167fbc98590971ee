"""Step 5: a transport claim from data alone to the bank and back, each fen accounted for."""

import asyncio
import csv
import io
from datetime import datetime, time, timedelta
from uuid import UUID

from onebox.journey.errors import require
from onebox.journey.returning import advance
from onebox.journey.world import World, eventually, refused, together
from onebox.settings import SHANGHAI
from samples.counties import TONGDAO
from schemas.money import yuan_text
from schemas.payments import BatchState, PaymentBatch
from schemas.subsidy import (
    Claim,
    ClaimDetail,
    ClaimRunState,
    ClaimState,
    Family,
    Outcome,
    Policy,
    PublicNoticeDetail,
)
from wengang import Wengang

YEAR = 2026
HUNAN = "43"
REVIEWED = 40
"""Claims that the two reviewers of the sample get through; the others wait for them."""

MOST_RUNS = 30
WORKING_DAYS = 5
NINE = time(9)
LEAST_TO_BOUNCE = 3


async def pay_transport(world: World) -> None:
    stays = UUID(world.fact("stays"))
    policy = await policy_of(world.signed_in("tongdao-clerk"), HUNAN)
    claim = await _raise_from_data(world, policy, stays)
    await _check_explained(world, claim.id)
    reviewed = await _review(world, policy, claim)
    await _publish(world, policy, reviewed)
    await _pay(world, policy, claim)


async def policy_of(client: Wengang, region: str) -> Policy:
    """The transport subsidy that the region itself has in force."""
    found = [one async for one in client.policies.list(family=Family.TRANSPORT)]
    policies = [one for one in found if one.region == region]
    require(
        len(policies) == 1, f"地区 {region} 没有交通补助政策", f"region {region} has no such policy"
    )
    return policies[0]


async def _raise_from_data(world: World, policy: Policy, person_id: UUID) -> Claim:
    """Runs are repeated until registry's facts have arrived; each raises only what is new."""
    clerk, raised = world.signed_in("tongdao-clerk"), 0
    for number in range(MOST_RUNS):
        begun = await clerk.claim_runs.start(
            policy.id, TONGDAO, YEAR, key=world.key(f"claim-run-{number}")
        )
        with world.telling.progress("数据直接发起申领", "claims from data") as report:
            ended = await clerk.claim_runs.wait(
                begun.id,
                seen=lambda now: report(now.progress.done, now.progress.total, now.state),
            )
        require(ended.state is ClaimRunState.DONE, "发起申领失败", "the claim run failed")
        raised += ended.result.raised
        mine = [one async for one in clerk.claims.list(person_id=person_id)]
        if mine and not ended.result.raised:
            break
        await asyncio.sleep(1)
    require(len(mine) == 1, f"此人有 {len(mine)} 项申领", f"the person has {len(mine)} claims")
    require(
        mine[0].origin_of_claim == "run", "申领不是由数据发起", "the claim was not raised from data"
    )
    world.telling.said(
        f"由数据直接发起 {raised} 项申领，无人填表", f"{raised} claims raised from data alone"
    )
    world.result(claims_raised=raised)
    return mine[0]


async def _check_explained(world: World, claim_id: UUID) -> None:
    detail: ClaimDetail = await world.signed_in("tongdao-clerk").claims.get(claim_id)
    decision = detail.decision
    require(
        decision.clauses
        and all(
            clause.outcome is Outcome.TRUE and clause.explanation_zh and clause.explanation_en
            for clause in decision.clauses
        ),
        "决定没有逐条说明",
        "the decision is not explained clause by clause",
    )
    require(
        decision.policy_version == detail.policy_version and decision.amount_fen > 0,
        "决定没有固定政策版本和金额",
        "the decision pins neither version nor amount",
    )
    world.telling.said(
        f"按政策第 {decision.policy_version} 版决定，{len(decision.clauses)} 条逐条说明，"
        f"{yuan_text(decision.amount_fen)} 元",
        f"decided by version {decision.policy_version}, {len(decision.clauses)} clauses explained",
    )


async def _review(world: World, policy: Policy, mine: Claim) -> list[UUID]:
    """Two levels, two people; one who reviewed already is refused the next level."""
    township, county = world.signed_in("tongdao-township"), world.signed_in("tongdao-county")
    kept: list[str] | None = world.state.fact("reviewed")
    if kept is None:
        raised = township.claims.list(state=ClaimState.RAISED, policy_id=policy.id)
        others = [claim.id async for claim in raised if claim.id != mine.id]
        kept = [str(mine.id), *(str(one) for one in others[: REVIEWED - 1])]
        world.state.remember(reviewed=kept)
    chosen = [UUID(one) for one in kept]
    await together([_pass(world, township, one, "township") for one in chosen])
    await refused(
        township.claims.review(await township.claims.get(mine.id), "pass"),
        zh="同一人审核两级",
        en="one person reviewing both levels",
    )
    await together([_pass(world, county, one, "county") for one in chosen])
    detail = await county.claims.get(mine.id)
    reviewers = {review.reviewer for review in detail.reviews}
    require(
        len(reviewers) == 2,  # noqa: PLR2004 - two people
        f"由 {len(reviewers)} 人审核",
        f"reviewed by {len(reviewers)} people",
    )
    world.telling.said(
        f"{len(chosen)} 项申领经乡镇、县两级两人审核", f"{len(chosen)} reviewed by two people"
    )
    world.result(claims_reviewed=len(chosen))
    return chosen


async def _pass(world: World, reviewer: Wengang, claim_id: UUID, level: str) -> Claim:
    claim = await reviewer.claims.get(claim_id)
    return await reviewer.claims.review(claim, "pass", key=world.key(f"{level}-{claim_id}"))


async def _publish(world: World, policy: Policy, claims: list[UUID]) -> None:
    """Masked, five working days of which the first counts; then time passes."""
    county = world.signed_in("tongdao-county")
    notice = await county.public_notices.publish(
        policy.id, TONGDAO, claim_ids=claims, key=world.key("notice")
    )
    public = await world.anonymous.public_notices.get(notice.id)
    _check_masked(public, len(claims))
    days = await world.anonymous.calendars.working_days(notice.starts_on, notice.ends_on)
    require(
        days.working_days == WORKING_DAYS and days.days[-1].working,
        f"公示 {days.working_days} 个工作日",
        f"the notice lasts {days.working_days} working days",
    )
    world.telling.said(
        f"公示 {public.entries_count} 人（隐名），{notice.starts_on} 至 {notice.ends_on}",
        f"{public.entries_count} published masked, five working days, the first counts",
    )
    over = datetime.combine(notice.ends_on + timedelta(days=1), NINE, tzinfo=SHANGHAI)
    await advance(world, over)
    await eventually(
        lambda: county.claims.get(claims[0]),
        lambda claim: claim.state not in {ClaimState.COUNTY_REVIEWED, ClaimState.IN_NOTICE},
        zh="公示期满后的批准",
        en="approval after the notice",
        within=60,
    )
    world.telling.said("公示期满无异议，批准", "the notice is over without objection: approved")
    world.result(notice_starts=str(notice.starts_on), notice_ends=str(notice.ends_on))


def _check_masked(public: PublicNoticeDetail, expected: int) -> None:
    require(
        public.entries_count == len(public.entries) == expected,
        f"应公示 {expected} 人，实际 {public.entries_count} 人",
        f"{expected} should be published, {public.entries_count} are",
    )
    require(
        all("*" in entry.masked_name for entry in public.entries),
        "公示没有隐去姓名",
        "names are not masked in public",
    )


async def _pay(world: World, policy: Policy, mine: Claim) -> None:
    first, second = world.signed_in("tongdao-payer-a"), world.signed_in("tongdao-payer-b")
    batch = await first.payment_batches.create(TONGDAO, policy.id, key=world.key("batch"))
    if batch.state is BatchState.PREPARED:
        await refused(
            first.payment_batches.release(batch.id),
            "payer_repeated",
            "batch_state_forbids",
            zh="编制人自己放行",
            en="release by the one who made the batch",
        )
    batch = await second.payment_batches.release(batch.id, key=world.key("release"))
    world.telling.said(
        f"拨付批次 {batch.payments} 笔 {yuan_text(batch.total_fen)} 元，由第二人放行",
        f"a batch of {batch.payments}, released by a second person",
    )
    settled = await _settle(world, second, batch)
    paid = await first.claims.get(mine.id)
    require(paid.state is ClaimState.PAID, f"申领状态 {paid.state}", f"the claim is {paid.state}")
    await _check_ledger(world, first, batch)
    world.result(
        payments=settled.payments,
        paid=settled.paid,
        paid_fen=settled.paid_fen,
        bounced=settled.bounced,
    )


async def _settle(world: World, payer: Wengang, batch: PaymentBatch) -> PaymentBatch:
    """The bank takes the file and answers each line; the same answer again changes nothing."""
    file = (await payer.payment_batches.file(batch.id)).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file)))
    # Whoever has no account on record has bounced at release and stands in no line.
    require(
        len(lines) == batch.payments - batch.bounced,
        f"银行文件 {len(lines)} 行",
        f"the bank's file has {len(lines)} lines",
    )
    reference = _reference_of_mine(world, lines)
    answer = _answer(lines, reference)
    booked = await payer.payment_batches.result(batch.id, answer, key=world.key("bank-answer"))
    again = await payer.payment_batches.result(batch.id, answer, key=world.key("bank-again"))
    require(
        again.unchanged == len(lines) and not again.paid and not again.bounced,
        "同一回盘文件重复入账",
        "the same answer of the bank was booked twice",
    )
    world.telling.said(
        f"银行回盘：成功 {booked.paid} 笔，退票 {booked.bounced} 笔，已入账",
        f"the bank's answer is booked: {booked.paid} paid, {booked.bounced} bounced",
    )
    return again.batch


def _reference_of_mine(world: World, lines: list[dict[str, str]]) -> str:
    """The line of the person whom the journey follows, by the account it pays to."""
    _, stays = world.sample.followed
    found = [line["reference"] for line in lines if stays.bank_account in line.values()]
    require(found, "银行文件中没有此人", "the person is not in the bank's file")
    return found[0]


def _answer(lines: list[dict[str, str]], mine: str) -> bytes:
    """What a bank would send back; one account of somebody else turns out to be closed."""
    others = [line["reference"] for line in lines if line["reference"] != mine]
    closed = others[-1] if len(lines) >= LEAST_TO_BOUNCE else None
    rows = [
        (line["reference"], "bounced" if line["reference"] == closed else "paid") for line in lines
    ]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("reference", "status"), *rows])
    return text.getvalue().encode()


async def _check_ledger(world: World, payer: Wengang, batch: PaymentBatch) -> None:
    """Every fen has two ends: the balances add up to zero."""
    ledger = await payer.ledger.accounts(region=TONGDAO)
    moved = [one async for one in payer.ledger.transfers(batch_id=batch.id)]
    require(
        ledger.sum_fen == 0 and ledger.items,
        f"总账合计 {ledger.sum_fen} 分",
        f"the ledger adds up to {ledger.sum_fen} fen",
    )
    require(moved, "批次没有分录", "the batch left no transfer")
    world.telling.said(
        f"总账 {len(ledger.items)} 个账户，借贷合计为零",
        f"{len(ledger.items)} ledger accounts, balances add up to zero",
    )
