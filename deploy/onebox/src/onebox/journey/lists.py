"""Step 1: two departments' lists become one registry, and bad rows come back with reasons."""

import io
import re
import zipfile
from dataclasses import dataclass
from uuid import UUID

from onebox.journey.errors import require
from onebox.journey.world import World, together
from samples.counties import FUPING, TONGDAO
from samples.people import Person
from schemas.imports import Import, ImportState
from schemas.registry import Worker
from wengang import Wengang

REGISTER_FILE = "（务工月监测）已外出务工信息_20260302.xlsx"
TRANSFER_FILE = "转移就业台账.xlsx"
CORRECTED_FILE = "转移就业台账（更正）.xlsx"
FUPING_FILE = "阜平县已外出务工信息.xlsx"
LOOKED_AT = 30
"""People whose records are read before and after the correction."""

MOST_LOST = 0.05
"""Share of the people in the lists that flawed rows alone may keep out."""

RAISE_FEN = 10_000


async def hand_in(
    world: World, who: str, content: bytes, *, filename: str, source: str, what: str
) -> Import:
    """Upload, show progress to the end, and refuse any end but a good one."""
    client = world.signed_in(who)
    taken = await client.imports.upload(
        content, filename=filename, source=source, key=world.key(f"import-{what}")
    )
    with world.telling.progress(filename, source) as report:
        ended = await client.imports.wait(
            taken.id,
            seen=lambda now: report(now.progress.done, now.progress.total, now.progress.phase),
        )
    require(
        ended.state is ImportState.DONE,
        f"导入 {filename} 的结果是 {ended.state}（{ended.error}）",
        f"the import of {source} ended as {ended.state} ({ended.error})",
    )
    return ended


async def import_lists(world: World) -> None:
    officer = world.signed_in("tongdao-officer")
    register = await hand_in(
        world,
        "tongdao-officer",
        world.sample.register,
        filename=REGISTER_FILE,
        source="poverty-register",
        what="register",
    )
    transfer = await hand_in(
        world,
        "tongdao-officer",
        world.sample.transfer,
        filename=TRANSFER_FILE,
        source="hr-transfer",
        what="transfer",
    )
    rows = register.result.rows + transfer.result.rows
    faults = register.result.rejected + transfer.result.rejected
    world.telling.said(
        f"{rows} 行，退回 {faults} 行", f"{rows} rows in, {faults} came back with a reason"
    )
    await _check_report(world, officer, register)
    await _check_report(world, officer, transfer)
    people = await _check_people(world, officer)
    await _check_provenance(world, officer)
    await hand_in(
        world,
        "fuping-officer",
        world.sample.neighbours_register,
        filename=FUPING_FILE,
        source="poverty-register",
        what="fuping",
    )
    await _check_apart(world)
    world.result(rows=rows, faults=faults, people=people)
    world.result(seconds=_seconds(register) + _seconds(transfer))


async def repeat_and_correct(world: World) -> None:
    """The same file again changes nothing; a corrected one updates; a blank never erases."""
    officer = world.signed_in("tongdao-officer")
    before = await _people_in(officer, TONGDAO)
    again = await hand_in(
        world,
        "tongdao-officer",
        world.sample.transfer,
        filename=TRANSFER_FILE,
        source="hr-transfer",
        what="transfer-again",
    )
    result, altered = again.result, _changed(again)
    require(
        not altered and await _people_in(officer, TONGDAO) == before,
        f"同一文件再次导入改变了 {altered} 行",
        f"the same file again changed {altered} rows",
    )
    world.telling.said(
        f"同一文件再次导入：{result.unchanged} 行无变化",
        f"the same file again: {result.unchanged} rows unchanged",
    )
    await _correct(world, officer)


async def _correct(world: World, officer: Wengang) -> None:
    looked_at = world.sample.only_transferred[:LOOKED_AT]
    known = [await found(officer, person) for person in looked_at]
    before = await together([_standing(officer, worker.person_id) for worker in known])
    corrected = await hand_in(
        world,
        "tongdao-officer",
        world.sample.correction,
        filename=CORRECTED_FILE,
        source="hr-transfer",
        what="correction",
    )
    after = await together([_standing(officer, worker.person_id) for worker in known])
    changed = _changed(corrected)
    pairs = list(zip(before, after, strict=True))
    raised = sum(was.raised_to(now) for was, now in pairs)
    lost = sum(was.phone is not None and now.phone is None for was, now in pairs)
    require(changed, "更正文件没有更新任何一行", "the corrected file updated no row")
    require(raised, "更正的工资没有更新", "no corrected wage was taken over")
    require(not lost, f"空白单元格抹去了 {lost} 个电话", f"blank cells erased {lost} phones")
    world.telling.said(
        f"更正文件更新 {changed} 行，空白未抹去任何信息",
        f"the corrected file updated {changed} rows; blanks erased nothing",
    )
    world.result(corrected=changed)


def _changed(ended: Import) -> int:
    """Rows that altered anything; of several rows of one person the last counts."""
    result = ended.result
    return result.accepted - result.superseded - result.unchanged


@dataclass(frozen=True)
class Standing:
    """What is known of one person: the wage of the current work, and the (masked) phone."""

    wage_fen: int | None
    phone: str | None

    def raised_to(self, now: "Standing") -> bool:
        return bool(self.wage_fen and now.wage_fen and now.wage_fen - self.wage_fen == RAISE_FEN)


async def _standing(officer: Wengang, person_id: UUID) -> Standing:
    detail = await officer.workers.get(person_id)
    wage = detail.employment.wage_fen if detail.employment else None
    return Standing(wage, detail.phone)


async def found(officer: Wengang, person: Person) -> Worker:
    """The one worker whom the person became."""
    result = await officer.workers.lookup(citizen_id=person.citizen_id)
    require(
        len(result.items) == 1,
        f"一个公民身份号码对应 {len(result.items)} 人",
        f"one id number stands for {len(result.items)} people",
    )
    return result.items[0]


async def _people_in(officer: Wengang, region: str) -> int:
    return (await officer.situation(region)).total.people


async def _check_people(world: World, officer: Wengang) -> int:
    """One person each: never more than there are, and few fewer."""
    people = await _people_in(officer, TONGDAO)
    listed = {
        number for source in ("poverty-register", "hr-transfer") for number in _of(world, source)
    }
    require(
        len(listed) * (1 - MOST_LOST) <= people <= len(listed),
        f"名单中有 {len(listed)} 人，登记库中有 {people} 人",
        f"the lists hold {len(listed)} people, the registry {people}",
    )
    world.telling.said(f"合并为 {people} 人，一人一档", f"{people} people, one record each")
    return people


def _of(world: World, listed: str) -> set[int]:
    return set(world.sample.rows_of(listed))


async def _check_provenance(world: World, officer: Wengang) -> None:
    """Of one who stands in both lists: every field has a source, both records are kept."""
    returns, stays = [await found(officer, person) for person in world.sample.followed]
    told = await officer.workers.provenance(returns.person_id)
    sources = {record.source for record in told.records}
    require(
        sources >= {"poverty-register", "hr-transfer"} and told.fields,
        "同一人的两份来源记录没有都保留",
        "the two source records of one person are not both kept",
    )
    require(
        all(one.source and one.record_id for one in told.fields),
        "有字段没有来源",
        "a field has no source",
    )
    world.telling.said(
        f"{len(told.fields)} 个字段均注明来源",
        f"each of {len(told.fields)} fields names its source",
    )
    world.state.remember(returns=str(returns.person_id), stays=str(stays.person_id))


async def _check_apart(world: World) -> None:
    """Another sending county sees its own people and none of this one's."""
    neighbour = world.signed_in("fuping-officer")
    own = [worker async for worker in neighbour.workers.list(region=FUPING)]
    others = [worker async for worker in neighbour.workers.list(region=TONGDAO)]
    require(
        own and not others,
        f"阜平县看到本县 {len(own)} 人、通道县 {len(others)} 人",
        f"Fuping sees {len(own)} of its own and {len(others)} of Tongdao",
    )
    world.telling.said("阜平县只看到本县人员", "Fuping sees its own people only")


async def _check_report(world: World, officer: Wengang, ended: Import) -> None:
    """The officer's own workbook with two more columns: a code and its reason."""
    if not ended.result.rejected:
        return
    require(ended.has_report, "没有退回表", "there is no report of the bad rows")
    workbook = zipfile.ZipFile(io.BytesIO(await officer.imports.report(ended.id)))
    text = "".join(
        workbook.read(name).decode()
        for name in workbook.namelist()
        if re.fullmatch(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml", name)
    )
    rejecting = {fault.code for fault in ended.first_faults if not fault.warning}
    require(
        rejecting and all(code in text for code in rejecting),
        "退回表中缺少原因代码",
        "the report lacks the codes of its rows",
    )
    world.telling.said(
        f"退回表可下载，注明 {len(rejecting)} 种原因",
        f"the report names {len(rejecting)} kinds of fault",
    )


def _seconds(ended: Import) -> float:
    finished = ended.finished_at or ended.created_at
    return round((finished - ended.created_at).total_seconds(), 1)
