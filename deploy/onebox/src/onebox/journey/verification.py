"""Step 3: the city's social-insurance list turns reported work into verified work."""

from uuid import UUID

from onebox.journey.errors import require
from onebox.journey.lists import hand_in
from onebox.journey.world import World, eventually
from samples.counties import TONGDAO
from schemas.registry import EmploymentState, EvidenceKind, Situation

INSURANCE_FILE = "苏州市参保名单.csv"


async def verify_work(world: World) -> None:
    ended = await hand_in(
        world,
        "suzhou-officer",
        world.sample.insurance,
        filename=INSURANCE_FILE,
        source="social-insurance",
        what="insurance",
    )
    world.telling.said(
        f"苏州市参保名单 {ended.result.rows} 行（GB18030 编码）",
        f"the city's social-insurance list: {ended.result.rows} rows (GB18030)",
    )
    home = world.signed_in("tongdao-officer")
    await _check_evidence(world)

    async def look() -> Situation:
        return await home.situation(TONGDAO, level="township")

    found, _ = await eventually(
        look,
        lambda now: now.total.verified > 0,
        zh="已核实的就业",
        en="verified employment in the county's figures",
    )
    _check_figures(found)
    share = found.total.verified_share or 0.0
    world.telling.said(
        f"通道县 {found.total.working} 名务工人员，已核实 {found.total.verified} 人"
        f"（{share:.1%}），{len(found.items)} 个乡镇均可查看",
        f"{found.total.verified} of {found.total.working} at work are verified ({share:.1%}),"
        f" by township in {len(found.items)} townships",
    )
    world.result(
        insurance_rows=ended.result.rows,
        working=found.total.working,
        verified=found.total.verified,
        verified_share=round(share, 4),
        townships={row.region_name: round(row.verified_share or 0.0, 4) for row in found.items},
    )


def _check_figures(found: Situation) -> None:
    """Townships roll up to the county without drift."""
    for name in ("people", "working", "verified"):
        total, parts = getattr(found.total, name), sum(getattr(row, name) for row in found.items)
        require(
            parts <= total,
            f"乡镇合计 {parts} 超过全县 {total}（{name}）",
            f"the townships add up to {parts}, the county to {total} ({name})",
        )
    require(found.items, "没有按乡镇的数字", "there are no figures by township")
    require(
        all(row.verified <= row.working <= row.people for row in found.items),
        "有乡镇的已核实人数多于务工人数",
        "a township has more verified than working people",
    )


async def _check_evidence(world: World) -> None:
    """Both people whom the journey follows: verified, and by what."""
    home = world.signed_in("tongdao-officer")
    for name in ("returns", "stays"):
        person_id = UUID(world.fact(name))

        async def look(person_id: UUID = person_id) -> bool:
            return any(
                [
                    spell.state is EmploymentState.VERIFIED
                    and EvidenceKind.SOCIAL_INSURANCE in spell.evidence
                    async for spell in home.workers.employments(person_id)
                ]
            )

        await eventually(
            look, bool, zh="以社会保险为证的就业", en="employment verified by social insurance"
        )
    world.telling.said("匹配成为有证据的就业记录", "matches are verified employments with evidence")
