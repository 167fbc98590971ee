"""The steps in order; each is finished once and for all, and a killed journey goes on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from onebox.journey import (
    agreement,
    closing,
    lists,
    returning,
    second_claim,
    setting_up,
    subsidy,
    verification,
)
from onebox.journey.errors import JourneyFailed
from onebox.journey.sample import Sample
from onebox.journey.state import State
from onebox.journey.telling import Telling
from onebox.journey.world import World
from wengang import ApiProblem, TookTooLong, Unreachable

SEED = 2020


@dataclass(frozen=True)
class Step:
    name: str
    zh: str
    en: str
    take: Callable[[World], Awaitable[None]]


STEPS = (
    Step("set-up", "准备：机构、账号、用人单位、岗位", "Set-up", setting_up.set_up),
    Step("lists", "两部门名单合并为一库", "Two lists become one registry", lists.import_lists),
    Step("repeats", "重复导入与更正", "The same file, a corrected file", lists.repeat_and_correct),
    Step(
        "agreement",
        "两省协议与数据可见范围",
        "An agreement opens exactly the flow",
        agreement.agree,
    ),
    Step(
        "verified", "输入地参保名单核实就业", "Work verified by the city", verification.verify_work
    ),
    Step(
        "returned", "返乡 72 小时再就业", "Back in work in 72 hours", returning.bring_back_to_work
    ),
    Step("paid", "交通补助：从数据到银行", "A transport subsidy, paid once", subsidy.pay_transport),
    Step("second", "外省重复申领被拒绝", "A second claim is refused", second_claim.refuse_a_second),
)


async def play(
    address: str, state_dir: Path, console: Console, *, rows: int = 20_000, seed: int = SEED
) -> dict[str, Any]:
    """Play what has not been played yet and show the result; returns the figures.

    Raises JourneyFailed. `state_dir` holds `administrator.json` (`username`, `password`) before,
    and what State says afterwards.
    """
    world = world_of(address, state_dir, console, rows=rows, seed=seed)
    try:
        for number, step in enumerate(STEPS):
            if step.name not in world.state.steps:
                world.telling.chapter(number, step.zh, step.en)
                await take(world, step)
    finally:
        await world.close()
    closing.show(console, world.state.result)
    return dict(world.state.result)


def world_of(address: str, state_dir: Path, console: Console, *, rows: int, seed: int) -> World:
    return World(
        address=address,
        state=State(state_dir),
        sample=Sample(seed, rows, state_dir / "lists"),
        telling=Telling(console),
        seed=seed,
    )


async def take(world: World, step: Step) -> None:
    """Take one step to its end and remember it; raises JourneyFailed."""
    try:
        await step.take(world)
    except ApiProblem as problem:
        faults = "；".join(f"{one.where} {one.detail}" for one in problem.errors[:3])
        raise JourneyFailed(
            f"“{step.zh}”被拒绝：{problem.title}（{problem.code}，{problem.trace_id}）{faults}",
            f"“{step.en}” was refused: {problem.status} {problem.code}",
        ) from problem
    except (Unreachable, TookTooLong) as lost:
        raise JourneyFailed(f"“{step.zh}”没有应答：{lost}", f"“{step.en}”: {lost}") from lost
    world.state.finish(step.name)
