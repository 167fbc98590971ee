"""Step 2: nobody is seen before an agreement, the flow under it, nobody once it is suspended."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from onebox.journey.errors import require
from onebox.journey.world import World, eventually
from samples.counties import SUZHOU, TONGDAO
from schemas.gateway import AccessRecord, Agreement, AgreementCreate, AgreementState
from schemas.purposes import Purpose
from wengang import Wengang

WITHIN = 10.0
"""Seconds until an agreement opens reads."""

STOPPED_WITHIN = 5.0
LOG_WITHIN = 30.0
TEXT = """一、输出方向输入方提供在其辖区务工的本地脱贫人口名单，供输入方开展就业核验与服务。
二、输入方将核验结果反馈输出方，双方共同开展稳岗、维权和返乡跟踪服务。
三、任何一方可以随时暂停本协议；暂停期间，输入方不能读取输出方人员的任何信息。
四、每一次跨地区读取均留痕，本人可以查询。
（样例协议，合成数据 / sample agreement, synthetic data）"""


async def agree(world: World) -> None:
    city, home = world.signed_in("suzhou-verifier"), world.signed_in("tongdao-officer")
    before = await seen(city)
    require(not before, f"协议签署前苏州市已看到 {len(before)} 人", "the city sees people already")
    world.telling.said("协议签署前，苏州市看不到任何人", "before an agreement the city sees nobody")

    agreement = await _sign(world)
    flow = await _flow(home)
    _, took = await eventually(
        _look(city),
        lambda people: people == flow,
        zh="苏州市恰好看到流动人员",
        en="view by the city of exactly the people in the flow",
        within=WITHIN,
    )
    world.telling.said(
        f"协议生效 {took:.1f} 秒后，苏州市恰好看到在苏务工的 {len(flow)} 人",
        f"{took:.1f} s after it is in force the city sees exactly the {len(flow)} in the flow",
    )
    await _check_access_log(world, city, home, agreement)
    await _suspend_and_resume(world, city, home, agreement, flow)
    world.state.remember(agreement=str(agreement.id))
    world.result(in_flow=len(flow))


async def seen(city: Wengang) -> set[UUID]:
    """The county's people, as the city sees them."""
    return {worker.person_id async for worker in city.workers.list(region=TONGDAO)}


async def _flow(home: Wengang) -> set[UUID]:
    flow = {
        worker.person_id async for worker in home.workers.list(region=TONGDAO, work_region=SUZHOU)
    }
    require(flow, "通道县没有在苏州市务工的人员", "nobody of the county works in the city")
    return flow


def _look(city: Wengang) -> Callable[[], Awaitable[set[UUID]]]:
    return lambda: seen(city)


async def _sign(world: World) -> Agreement:
    """Drawn up by the sending side, signed by both; the second signature puts it in force."""
    sending, receiving = world.signed_in("tongdao-signatory"), world.signed_in("suzhou-signatory")
    drawn = await sending.agreements.draft(_terms(world), key=world.key("agreement"))
    signed = await sending.agreements.sign(drawn, key=world.key("signature-sending"))
    require(signed.signatures, "输出方签署没有记录", "the sender's signature is not kept")
    read = await receiving.agreements.get(drawn.id)
    signed = await receiving.agreements.sign(read, key=world.key("signature-receiving"))
    require(
        signed.state is AgreementState.IN_FORCE,
        f"双方签署后协议状态是 {signed.state}",
        f"after both signatures the agreement is {signed.state}",
    )
    world.telling.said("双方在线签署协作协议", "both sides have signed the agreement")
    return signed


def _terms(world: World) -> AgreementCreate:
    starts = world.state.fact("agreement_starts") or datetime.now(UTC).date().isoformat()
    world.state.remember(agreement_starts=starts)
    first = date.fromisoformat(starts)
    return AgreementCreate(
        title="通道县—苏州市劳务协作协议（样例）",
        text=TEXT,
        sending_region=TONGDAO,
        receiving_region=SUZHOU,
        purposes=[
            Purpose.EMPLOYMENT_SERVICE,
            Purpose.VERIFICATION,
            Purpose.FOLLOW_UP,
            Purpose.RECRUITMENT,
            Purpose.SUBSIDY,
        ],
        starts_on=first - timedelta(days=1),
        ends_on=first + timedelta(days=3 * 365),
    )


async def _check_access_log(
    world: World, city: Wengang, home: Wengang, agreement: Agreement
) -> None:
    """The city reads one person; the person's log says so, with the purpose."""
    person_id = UUID(world.fact("stays"))
    read = await city.workers.get(person_id)
    require(read.person_id == person_id, "读到的不是此人", "another person was read")

    async def look() -> list[AccessRecord]:
        return [record async for record in home.workers.access_log(person_id)]

    def holds(records: list[AccessRecord]) -> bool:
        return any(
            (record.region or "").startswith(SUZHOU)
            and record.purpose
            and record.agreement_id == agreement.id
            for record in records
        )

    records, _ = await eventually(
        look, holds, zh="访问记录", en="record in the access log", within=LOG_WITHIN
    )
    world.telling.said(
        f"跨地区读取已留痕（{len(records)} 条，注明用途）",
        f"every cross-region read is logged with its purpose ({len(records)} records)",
    )
    world.result(access_records=len(records))


async def _suspend_and_resume(
    world: World, city: Wengang, home: Wengang, agreement: Agreement, flow: set[UUID]
) -> None:
    sending = world.signed_in("tongdao-signatory")
    await sending.agreements.suspend(
        agreement.id, "演示：暂停后停止共享", key=world.key("suspension")
    )
    _, took = await eventually(
        _look(city),
        lambda people: not people,
        zh="暂停后苏州市看不到任何人",
        en="stop of the city's view after suspension",
        within=STOPPED_WITHIN,
    )
    still = await _flow(home)
    require(still == flow, "暂停影响了通道县自己的视图", "suspension changed the county's own view")
    world.telling.said(
        f"暂停 {took:.1f} 秒后苏州市看不到任何人，通道县照常",
        f"{took:.1f} s after suspension the city sees nobody; the county all of hers",
    )
    await sending.agreements.resume(agreement.id, "演示：恢复共享", key=world.key("resumption"))
    await eventually(
        _look(city),
        lambda people: people == flow,
        zh="恢复后苏州市重新看到流动人员",
        en="view of the flow after resumption",
        within=WITHIN,
    )
    world.telling.said("恢复后照常共享", "after resumption the view is back")
    world.result(suspended_after_seconds=round(took, 1))
