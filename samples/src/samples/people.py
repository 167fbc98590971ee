"""The people of a county as they are: the truth that the lists distort."""

from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from samples.employers import Employer
from samples.names import person_name
from schemas import citizen_ids, regions

BUSINESS_DATE = date(2026, 3, 2)
ELSEWHERE = (("440306", 22), ("330110", 13), ("350212", 6), ("430111", 10))
EDUCATIONS = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
EDUCATION_WEIGHTS = (3, 24, 48, 16, 6, 3)
RELATIONS = ("户主", "配偶", "之子", "之女", "之儿媳")


@dataclass(frozen=True)
class Work:
    """`region`: county code; `started`: first day of a month; `wage`: yuan a month."""

    employer: Employer
    region: str
    started: date
    wage: int
    organised: bool


@dataclass(frozen=True)
class Person:
    number: int
    name: str
    sex: str
    ethnicity: str
    citizen_id: str
    phone: str
    bank_account: str
    village: str
    household: int
    relation: str
    education: str
    ability: str
    household_kind: str
    monitored: str
    work: Work | None


def people_of(
    random: Random, county: str, city: list[Employer], home: list[Employer], count: int
) -> list[Person]:
    """`count` people of the county's villages, in households of one to four workers."""
    villages = [v.code for t in regions.children(county) for v in regions.children(t.code)]
    away = {code: _employers(random, code) for code, _ in ELSEWHERE}
    made: list[Person] = []
    household = 0
    while len(made) < count:
        household += 1
        village = random.choice(villages)
        kind, monitored = _household(random)
        size = random.choices((1, 2, 3, 4), weights=(30, 40, 20, 10))[0]
        for member in range(min(size, count - len(made))):
            work = _work(random, city, home, away) if random.random() < 0.88 else None  # noqa: PLR2004
            made.append(
                _person(random, len(made) + 1, village, household, member, kind, monitored, work)
            )
    return made


def _person(
    random: Random,
    number: int,
    village: str,
    household: int,
    member: int,
    kind: str,
    monitored: str,
    work: Work | None,
) -> Person:
    born = date(1962, 1, 1) + timedelta(days=random.randrange(45 * 365))
    sex = random.choice("12")
    return Person(
        number=number,
        name=person_name(random),
        sex="男" if sex == "1" else "女",
        ethnicity=random.choices(("侗族", "汉族", "苗族", "瑶族"), weights=(78, 10, 10, 2))[0],
        citizen_id=_citizen_id(random, village[:6], born, sex),
        phone=f"1{random.choice('356789')}{random.randrange(10**9):09d}",
        bank_account=_bank_account(random),
        village=village,
        household=household,
        relation=RELATIONS[member],
        education=random.choices(EDUCATIONS, weights=EDUCATION_WEIGHTS)[0],
        ability=random.choices(("普通劳动力", "技能劳动力", "弱劳动力或半劳动力"), (80, 14, 6))[0],
        household_kind=kind,
        monitored=monitored,
        work=work,
    )


def _household(random: Random) -> tuple[str, str]:
    return random.choices(
        (
            ("脱贫户", ""),
            ("脱贫户", "脱贫不稳定户"),
            ("一般农户", "边缘易致贫户"),
            ("一般农户", "突发严重困难户"),
        ),
        weights=(86, 6, 5, 3),
    )[0]


def _citizen_id(random: Random, county: str, born: date, sex: str) -> str:
    serial = random.randrange(10, 499) * 2 + (1 if sex == "1" else 0)
    first17 = f"{county}{born:%Y%m%d}{serial:03d}"
    return first17 + citizen_ids.check_character(first17)


def _bank_account(random: Random) -> str:
    """19 digits behind a prefix that no bank has, with a Luhn check digit."""
    body = "6299990" + f"{random.randrange(10**11):011d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004
    return body + str(-total % 10)


def _employers(random: Random, code: str) -> list[Employer]:
    return [
        Employer("", f"{regions.name_of(code)}样例企业{number:02d}", code)
        for number in range(random.randint(10, 20))
    ]


def _work(
    random: Random, city: list[Employer], home: list[Employer], away: dict[str, list[Employer]]
) -> Work:
    shares = [35, 14, *(share for _, share in ELSEWHERE)]
    edges = list(accumulate(shares))
    place = bisect(edges, random.randrange(edges[-1]))
    pools = [city, home, *(away[code] for code, _ in ELSEWHERE)]
    employer = random.choice(pools[place])
    months = random.randrange(2, 9)  # 2025-07 to 2026-01
    year, month = divmod(2026 * 12 + 2 - months, 12)
    return Work(
        employer=employer,
        region=employer.region,
        started=date(year, month + 1, 1),
        wage=random.randrange(24, 75) * 100,
        organised=random.random() < 0.45,  # noqa: PLR2004
    )
