"""Three lists as three departments export them, and where in them each person stands."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from samples.flaws import Row, spoil
from samples.names import other_spelling
from samples.people import Person, Work
from samples.workbooks import LABEL
from schemas import regions

REGISTER, TRANSFER, INSURANCE = "poverty-register", "hr-transfer", "social-insurance"
REGISTER_COLUMNS = (
    "省", "市", "县", "乡（镇）", "行政村", "户编号", "人口编号", "姓名", "证件号码", "与户主关系",
    "性别", "民族", "联系电话", "户类型", "监测对象类别", "文化程度", "劳动技能", "是否已务工",
    "务工所在省", "务工所在市", "务工所在县", "务工企业名称", "务工月收入", "所属行业", "就业渠道",
    "是否点对点输送", "开始时间", "结束时间",
)  # fmt: skip
TRANSFER_COLUMNS = (
    "序号", "姓名", "身份证号", "性别", "手机号码", "户籍所在乡镇", "户籍所在村", "就业单位",
    "统一社会信用代码", "就业省份", "就业城市", "就业区县", "就业时间", "月工资（元）",
    "社保卡银行账号", "是否有组织输出", "返乡时间", "备注",
)  # fmt: skip
INSURANCE_COLUMNS = (
    "个人编号", "姓名", "社会保障号码", "单位名称", "统一社会信用代码", "险种", "参保时间",
    "最近缴费年月", "参保状态", "参保区县", "备注",
)  # fmt: skip
HEADER_ROWS = {REGISTER: 3, TRANSFER: 1, INSURANCE: 1}
INSURED_SHARE = 0.86
TWICE = {REGISTER: 0.004, TRANSFER: 0.004, INSURANCE: 0.002}
INDUSTRIES = ("第二产业", "第二产业", "第三产业")
Shape = Callable[[Row, Person], list[Any]]


@dataclass
class Truth:
    """For each list and person number the rows that speak of them, and the flaws by list and row.

    Rows are numbered as in the file, from 1. `verified`: who is insured at work in the city, and
    so really works there.
    """

    rows: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    flaws: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    verified: set[int] = field(default_factory=set)

    def begin(self, listed: str) -> None:
        """Forget what an earlier making of the same list noted."""
        for row in [key for key in self.flaws if key[0] == listed]:
            del self.flaws[row]
        self.rows[listed] = {}
        if listed == INSURANCE:
            self.verified.clear()

    def note(self, listed: str, person: int, row: int, flaws: Sequence[str]) -> None:
        self.rows[listed].setdefault(person, []).append(row)
        if flaws:
            self.flaws[listed, row] = list(flaws)
        if listed == INSURANCE and "insurance_stopped" not in flaws:
            self.verified.add(person)


def poverty_register(random: Random, people: Sequence[Person], truth: Truth) -> Iterator[list[Any]]:
    """Header on the third row, all text, month-grain dates."""
    yield [f"（务工月监测）已外出务工信息　{LABEL}"]
    yield ["单位：元", "", "", "数据日期：2026年03月02日"]
    yield list(REGISTER_COLUMNS)
    yield from _rows(random, people, truth, REGISTER, _in_register, _register_row)


def transfer_list(random: Random, people: Sequence[Person], truth: Truth) -> Iterator[list[Any]]:
    """Header on the first row, dates as dates, the bank account of the social-security card."""
    yield list(TRANSFER_COLUMNS)
    yield from _rows(random, people, truth, TRANSFER, _in_transfer, _transfer_row)


def social_insurance(
    random: Random, people: Sequence[Person], others: Sequence[Person], truth: Truth, city: str
) -> Iterator[list[Any]]:
    """Those insured in the city: most of who really works there, and people of no list."""
    yield list(INSURANCE_COLUMNS)
    insured = [
        person
        for person in people
        if person.work and person.work.region.startswith(city) and random.random() < INSURED_SHARE
    ]
    everybody = [*insured, *others]
    yield from _rows(random, everybody, truth, INSURANCE, _in_insurance, _insurance_row)


def _rows(
    random: Random,
    people: Sequence[Person],
    truth: Truth,
    listed: str,
    cells: Callable[[Person], Row],
    shape: Shape,
) -> Iterator[list[Any]]:
    truth.begin(listed)
    number = HEADER_ROWS[listed]
    for person in people:
        traits = [one for one in person.traits if listed != INSURANCE or one != "shared_phone"]
        number += 1
        row = cells(person)
        truth.note(listed, person.number, number, [*spoil(random, row), *traits])
        yield shape(row, person)
        if random.random() < TWICE[listed]:
            number += 1
            again = cells(person)
            truth.note(listed, person.number, number, [_again(random, again), *traits])
            yield shape(again, person)


def _again(random: Random, row: Row) -> str:
    """A second row of the same person: as it was, or as another clerk writes the name."""
    if random.random() < 1 / 2:
        return "duplicate_row"
    row["name"] = other_spelling(row["name"])
    return "second_spelling"


def _home_cells(person: Person) -> Row:
    work = person.work
    return {
        "id": person.citizen_id,
        "name": person.name,
        "phone": person.phone,
        "wage": work.wage if work else None,
        "started": work.started if work else None,
        "ended": work.ended if work else None,
        "township": regions.name_of(person.village[:9]),
        "village": regions.name_of(person.village),
    }


def _in_register(person: Person) -> Row:
    return {**_home_cells(person), "education": person.education}


def _in_transfer(person: Person) -> Row:
    return {**_home_cells(person), "bank_account": person.bank_account}


def _in_insurance(person: Person) -> Row:
    assert person.work is not None
    return {
        "id": person.citizen_id,
        "name": person.name,
        "started": person.work.started,
        "insured": "正常参保",
        "insured_through": "2026-02",
    }


def _places(code: str) -> list[str]:
    return [regions.name_of(code[:digits]) for digits in (2, 4, 6)]


def _month(day: date | None) -> str:
    return f"{day.year}年{day.month:02d}月" if day else ""


def _channel(person: Person, work: Work) -> str:
    return "帮扶车间" if work.region == person.village[:6] else "外出务工"


def _register_row(row: Row, person: Person) -> list[Any]:
    work = person.work
    home = [*_places(person.village), row["township"], row["village"]]
    who = [
        f"H{person.village[:6]}{person.household:06d}", f"P{person.village[:6]}{person.number:07d}",
        row["name"], row["id"], person.relation, person.sex, person.ethnicity, row["phone"],
        person.household_kind, person.monitored, row["education"], person.ability,
    ]  # fmt: skip
    if work is None:
        return [*home, *who, "否", *[""] * 10]
    return [
        *home, *who, "是", *_places(work.region), work.employer.name, row["wage"],
        INDUSTRIES[person.number % len(INDUSTRIES)], _channel(person, work),
        "是" if work.organised else "否", _month(row["started"]), _month(row["ended"]),
    ]  # fmt: skip


def _transfer_row(row: Row, person: Person) -> list[Any]:
    work = person.work
    who = [
        person.number, row["name"], row["id"], person.sex, row["phone"], row["township"],
        row["village"],
    ]  # fmt: skip
    if work is None:
        return [*who, *[""] * 7, row["bank_account"], "", "", LABEL]
    return [
        *who, work.employer.name, work.employer.credit_code, *_places(work.region), row["started"],
        row["wage"], row["bank_account"], "是" if work.organised else "否", row["ended"], LABEL,
    ]  # fmt: skip


def _insurance_row(row: Row, person: Person) -> list[Any]:
    work = person.work
    assert work is not None
    return [
        f"SI{person.number:08d}", row["name"], row["id"], work.employer.name,
        work.employer.credit_code, "企业职工基本养老保险", f"{row['started']:%Y-%m}",
        row["insured_through"], row["insured"], regions.name_of(work.region), LABEL,
    ]  # fmt: skip
