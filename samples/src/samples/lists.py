"""Three lists as three departments export them, and where in them each person stands."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from samples.flaws import Row, spoil
from samples.people import Person
from samples.workbooks import LABEL
from schemas import regions

REGISTER_COLUMNS = (
    "省", "市", "县", "乡（镇）", "行政村", "户编号", "人口编号", "姓名", "证件号码", "与户主关系",
    "性别", "民族", "联系电话", "户类型", "监测对象类别", "文化程度", "劳动技能", "是否已务工",
    "务工所在省", "务工所在市", "务工所在县", "务工企业名称", "务工月收入", "所属行业", "就业渠道",
    "是否点对点输送", "开始时间", "结束时间",
)  # fmt: skip
TRANSFER_COLUMNS = (
    "序号", "姓名", "身份证号", "性别", "手机号码", "户籍所在乡镇", "户籍所在村", "就业单位",
    "统一社会信用代码", "就业省份", "就业城市", "就业区县", "就业时间", "月工资（元）",
    "社保卡银行账号", "是否有组织输出", "备注",
)  # fmt: skip
INSURANCE_COLUMNS = (
    "个人编号", "姓名", "社会保障号码", "单位名称", "统一社会信用代码", "险种", "参保时间",
    "最近缴费年月", "参保状态", "参保区县",
)  # fmt: skip


@dataclass
class Truth:
    """For each person number: the rows that speak of them in each list, and the flaws there."""

    rows: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    flaws: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def note(self, listed: str, person: int, row: int, flaws: list[str]) -> None:
        self.rows.setdefault(listed, {}).setdefault(person, []).append(row)
        if flaws:
            self.flaws[listed, row] = flaws


def poverty_register(random: Random, people: Sequence[Person], truth: Truth) -> Iterator[list[Any]]:
    """Header on the third row, all text, month-grain dates."""
    yield [f"（务工月监测）已外出务工信息　{LABEL}"]
    yield ["单位：元", "", "", "数据日期：2026年03月02日"]
    yield list(REGISTER_COLUMNS)
    yield from _rows(random, people, truth, "poverty-register", 4, _register_row)


def transfer_list(random: Random, people: Sequence[Person], truth: Truth) -> Iterator[list[Any]]:
    """Header on the first row, dates as dates, the bank account of the social-security card."""
    yield list(TRANSFER_COLUMNS)
    yield from _rows(random, people, truth, "hr-transfer", 2, _transfer_row)


def social_insurance(
    random: Random, people: Sequence[Person], others: Sequence[Person], truth: Truth, city: str
) -> Iterator[list[Any]]:
    """Those insured in the city: most of who really works there, and people of no list."""
    yield list(INSURANCE_COLUMNS)
    insured = [
        person
        for person in people
        if person.work and person.work.region.startswith(city) and random.random() < 0.86  # noqa: PLR2004
    ]
    yield from _rows(
        random, [*insured, *others], truth, "social-insurance", 2, _insurance_row, twice=0.002
    )


def _rows(
    random: Random,
    people: Sequence[Person],
    truth: Truth,
    listed: str,
    first: int,
    shape: Callable[[Row, Person], list[Any]],
    twice: float = 0.004,
) -> Iterator[list[Any]]:
    number = first
    for person in people:
        for _ in range(2 if random.random() < twice else 1):
            row = _row(person)
            truth.note(listed, person.number, number, spoil(random, row))
            yield shape(row, person)
            number += 1


def _row(person: Person) -> Row:
    work = person.work
    return {
        "id": person.citizen_id,
        "name": person.name,
        "phone": person.phone,
        "wage": work.wage if work else None,
        "started_year": work.started.year if work else None,
        "township_name": regions.name_of(person.village[:9]),
        "village_name": regions.name_of(person.village),
    }


def _places(code: str) -> list[str]:
    return [regions.name_of(code[:digits]) for digits in (2, 4, 6)]


def _register_row(row: Row, person: Person) -> list[Any]:
    work = person.work
    province, prefecture, county = _places(person.village)
    home = [province, prefecture, county, row["township_name"], row["village_name"]]
    who = [
        f"H{person.village[:6]}{person.household:06d}", f"P{person.village[:6]}{person.number:07d}",
        row["name"], row["id"], person.relation, person.sex, person.ethnicity, row["phone"],
        person.household_kind, person.monitored, person.education, person.ability,
    ]  # fmt: skip
    if work is None:
        return [*home, *who, "否", *[""] * 10]
    return [
        *home, *who, "是", *_places(work.region), work.employer.name, row["wage"], "第二产业",
        "外出务工" if work.region != person.village[:6] else "帮扶车间",
        "是" if work.organised else "否", f"{row['started_year']}年{work.started.month:02d}月", "",
    ]  # fmt: skip


def _transfer_row(row: Row, person: Person) -> list[Any]:
    work = person.work
    who = [
        person.number, row["name"], row["id"], person.sex, row["phone"], row["township_name"],
        row["village_name"],
    ]  # fmt: skip
    if work is None:
        return [*who, "", "", "", "", "", "", "", person.bank_account, "", LABEL]
    started = date(row["started_year"], work.started.month, work.started.day)
    return [
        *who, work.employer.name, work.employer.credit_code, *_places(work.region), started,
        row["wage"], person.bank_account, "是" if work.organised else "否", LABEL,
    ]  # fmt: skip


def _insurance_row(row: Row, person: Person) -> list[Any]:
    work = person.work
    assert work is not None
    return [
        f"SI{person.number:08d}", row["name"], row["id"], work.employer.name,
        work.employer.credit_code, "企业职工基本养老保险",
        f"{row['started_year']}-{work.started.month:02d}", "2026-02", "正常参保",
        regions.name_of(work.region),
    ]  # fmt: skip
