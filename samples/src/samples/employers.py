"""Employers and the posts they offer: in the receiving city, and at home in the county."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from schemas.credit_codes import check_character

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Employer:
    credit_code: str
    name: str
    region: str


@dataclass(frozen=True)
class Post:
    """`wage`: fen a month, from and to; `kind`, `requirements`: the platform's words."""

    employer: Employer
    title: str
    kind: str
    occupation: str
    region: str
    wage: tuple[int, int]
    headcount: int
    lodging: bool
    requirements: dict[str, object]
    expires_on: date = date(2027, 1, 31)


@dataclass(frozen=True)
class Kind:
    """What employers of one place look for."""

    title: str
    kind: str
    occupation: str
    wage: tuple[int, int]
    lodging: bool = False
    requirements: tuple[tuple[str, object], ...] = ()


CITY_TRADES = (
    "精密电子",
    "新材料",
    "纺织科技",
    "汽车零部件",
    "智能装备",
    "食品",
    "物流",
    "医疗器械",
)
HOME_TRADES = ("侗锦织造", "竹木制品", "茶业", "电子加工车间", "服饰", "农业开发")
ADULT = (("min_age", 18),)
SKILLED = (*ADULT, ("education_at_least", "junior_secondary"))
POSTS_IN_CITY = (
    Kind(
        "电容器制造工", "market", "6-25-01-01", (520000, 680000), lodging=True, requirements=ADULT
    ),
    Kind("缝纫工", "market", "6-05-01-03", (480000, 620000), lodging=True),
    Kind(
        "物流理货员", "logistics", "4-02-06-02", (500000, 650000), lodging=True, requirements=ADULT
    ),
    Kind("车工", "market", "6-18-01-01", (560000, 720000), lodging=True, requirements=SKILLED),
)
POSTS_AT_HOME = (
    Kind("车间缝纫工", "workshop", "6-05-01-03", (260000, 340000)),
    Kind("茶叶加工工", "market", "6-02-06-10", (280000, 360000)),
    Kind("护林员（公益性岗位）", "public_welfare", "5-02-03-01", (90000, 120000)),
    Kind("村级保洁员（公益性岗位）", "public_welfare", "4-09-08-01", (80000, 100000)),
    Kind("侗锦居家编织拼布", "home_based", "6-05-01-06", (150000, 260000)),
)


def credit_code(random: Random, region: str, head: str = "91") -> str:
    body = head + region.ljust(6, "0")[:6] + "".join(random.choices(ALPHABET, k=9))
    return body + check_character(body)


def employers_of(
    random: Random, region: str, trades: tuple[str, ...], count: int
) -> list[Employer]:
    words = "恒盛瑞和兴达宏泰嘉源同创联众锦程"
    return [
        Employer(
            credit_code(random, region),
            f"{random.choice(words)}{random.choice(words)}{random.choice(trades)}有限公司（样例{number:03d}）",
            region,
        )
        for number in range(1, count + 1)
    ]


def cooperative(random: Random, county: str) -> Employer:
    """A village economic organisation, whose code begins with N2."""
    return Employer(credit_code(random, county, "N2"), "样例村股份经济合作社", county)


def posts_of(random: Random, employers: Sequence[Employer], kinds: Sequence[Kind]) -> list[Post]:
    """One post an employer, the kinds taken in turn."""
    return [
        Post(
            employer=employer,
            title=kind.title,
            kind=kind.kind,
            occupation=kind.occupation,
            region=employer.region,
            wage=kind.wage,
            headcount=random.randint(5, 40),
            lodging=kind.lodging,
            requirements=dict(kind.requirements),
        )
        for number, employer in enumerate(employers)
        for kind in [kinds[number % len(kinds)]]
    ]
