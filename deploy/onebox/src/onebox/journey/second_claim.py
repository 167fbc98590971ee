"""Step 6: the same subsidy of another province is refused, and only yes or no is told."""

from uuid import UUID

from onebox.journey.errors import require
from onebox.journey.subsidy import YEAR, policy_of
from onebox.journey.world import World, refused
from samples.counties import SUZHOU
from schemas.subsidy import Family

TELLTALE = ("湖南", "通道", "怀化", "Hunan", "Tongdao", "431230", "400", "40000")


async def refuse_a_second(world: World) -> None:
    clerk, person_id = world.signed_in("suzhou-clerk"), UUID(world.fact("stays"))
    policy = await policy_of(clerk, SUZHOU)
    problem = await refused(
        clerk.claims.raise_one(person_id, policy.id, YEAR),
        "exclusivity_held",
        zh="同一人同一年度的第二次申领",
        en="a second claim for the person and year",
    )
    _require_nothing_more(problem.title + problem.detail)
    world.telling.said(f"苏州市再次申领被拒绝：{problem.title}", "the second claim is refused")

    answer = await clerk.claims.check(person_id, Family.TRANSPORT, YEAR)
    require(answer.held, "核对结果应为“已享受”", "the check should say: held")
    require(answer.reason_zh and answer.reason_en, "核对没有说明原因", "the check gives no reason")
    _require_nothing_more(answer.reason_zh + answer.reason_en)
    theirs = [claim async for claim in clerk.claims.list(person_id=person_id)]
    require(not theirs, "苏州市看到了湖南的申领", "the city sees the county's claim")
    world.telling.said("只答是或否及原因，不透露其他", "told yes or no and why, nothing more")
    world.result(second_claim="refused")


def _require_nothing_more(text: str) -> None:
    require(
        not any(word in text for word in TELLTALE),
        "答复透露了申领地或金额",
        "the answer tells where or how much",
    )
