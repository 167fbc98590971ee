"""The people of a county as they are: the truth that the lists distort."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from samples.employers import Employer
from samples.names import is_rare, person_name
from samples.profiles import CITY, HOME, PROFILES, Profile
from schemas import citizen_ids, regions

BUSINESS_DATE = date(2026, 3, 2)
OLDEST, YOUNGEST = date(1961, 3, 2), date(2009, 3, 1)
EDUCATIONS = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
EDUCATION_WEIGHTS = (3, 24, 48, 16, 6, 3)
ABILITIES = {"普通劳动力": 80, "技能劳动力": 14, "弱劳动力或半劳动力": 6}
RELATIONS = ("户主", "配偶", "之子", "之女")
HOUSEHOLDS = {
    ("脱贫户", ""): 86,
    ("脱贫户", "脱贫不稳定户"): 6,
    ("一般农户", "边缘易致贫户"): 5,
    ("一般农户", "突发严重困难户"): 3,
}
WORKING_SHARE = 0.88
ORGANISED_SHARE = 0.45
ENDED_SHARE = 0.03
LONG_SPELL_SHARE = 0.12
LONG_SPELLS_BORN_BEFORE = 2006
ONE_PHONE_SHARE = 0.05
FORMER_CODE_SHARE = 0.85
FORMER_CODE_UNTIL = 1978
MARRIED_IN_SHARE = 0.05


@dataclass(frozen=True)
class Work:
    """`region`: county code; `started`, `ended`: first day of a month; `wage`: yuan a month."""

    employer: Employer
    region: str
    started: date
    wage: int
    organised: bool
    ended: date | None = None


@dataclass(frozen=True)
class Person:
    """`traits`: names in `flaws.OF_PEOPLE`."""

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
    traits: tuple[str, ...] = ()


@dataclass
class _Maker:
    """What all people of one county are made with; id numbers are given once."""

    random: Random
    county: str
    pools: Mapping[str, Sequence[Employer]]
    profile: Profile
    near: Sequence[str]
    taken: set[str] = field(default_factory=set)


def people_of(
    random: Random, county: str, city: list[Employer], home: list[Employer], count: int
) -> list[Person]:
    """`count` people of the county's villages, in households of one to four workers."""
    villages = [v.code for t in regions.children(county) for v in regions.children(t.code)]
    maker = _maker(random, county, city, home)
    made: list[Person] = []
    household = 0
    while len(made) < count:
        household += 1
        size = min(random.choices((1, 2, 3, 4), weights=(30, 40, 20, 10))[0], count - len(made))
        made += _household(maker, len(made) + 1, household, random.choice(villages), size)
    return made


def _maker(random: Random, county: str, city: list[Employer], home: list[Employer]) -> _Maker:
    profile = PROFILES[county]
    pools = {
        place: {CITY: city, HOME: home}.get(place) or _employers(random, place)
        for place in profile.destinations
    }
    near = [region.code for region in regions.children(county[:4]) if not region.statistical]
    return _Maker(random, county, pools, profile, near)


def _employers(random: Random, code: str) -> list[Employer]:
    return [
        Employer("", f"{regions.name_of(code)}样例企业{number:02d}", code)
        for number in range(random.randint(10, 20))
    ]


def _household(maker: _Maker, first: int, household: int, village: str, size: int) -> list[Person]:
    random = maker.random
    kind, monitored = random.choices(list(HOUSEHOLDS), weights=list(HOUSEHOLDS.values()))[0]
    members = [
        _person(maker, first + place, village, household, RELATIONS[place], kind, monitored)
        for place in range(size)
    ]
    if size > 1 and random.random() < ONE_PHONE_SHARE:
        phone = members[0].phone
        return [replace(m, phone=phone, traits=(*m.traits, "shared_phone")) for m in members]
    return members


def _person(
    maker: _Maker,
    number: int,
    village: str,
    household: int,
    relation: str,
    kind: str,
    monitored: str,
) -> Person:
    random, profile = maker.random, maker.profile
    born = OLDEST + timedelta(days=random.randrange((YOUNGEST - OLDEST).days))
    sex = random.choice("12")
    name = person_name(random, profile.surnames)
    return Person(
        number=number,
        name=name,
        sex="男" if sex == "1" else "女",
        ethnicity=_of(random, profile.ethnicities),
        citizen_id=_citizen_id(maker, born, sex),
        phone=f"1{random.choice('356789')}{random.randrange(10**9):09d}",
        bank_account=_bank_account(random),
        village=village,
        household=household,
        relation=relation,
        education=random.choices(EDUCATIONS, weights=EDUCATION_WEIGHTS)[0],
        ability=_of(random, ABILITIES),
        household_kind=kind,
        monitored=monitored,
        work=_work(maker, born) if random.random() < WORKING_SHARE else None,
        traits=("rare_character",) if is_rare(name) else (),
    )


def _of(random: Random, weights: Mapping[str, int]) -> str:
    return random.choices(list(weights), weights=list(weights.values()))[0]


def _citizen_id(maker: _Maker, born: date, sex: str) -> str:
    """Area codes are real, the present or the former of the county, or a neighbour's; the serial
    is random and given once."""
    random = maker.random
    code = maker.county
    if born.year < FORMER_CODE_UNTIL and random.random() < FORMER_CODE_SHARE:
        code = maker.profile.former_code
    elif random.random() < MARRIED_IN_SHARE:
        code = random.choice(maker.near)
    while True:
        serial = random.randrange(1, 499) * 2 + (1 if sex == "1" else 0)
        first17 = f"{code}{born:%Y%m%d}{serial:03d}"
        if first17 not in maker.taken:
            maker.taken.add(first17)
            return first17 + citizen_ids.check_character(first17)


def _bank_account(random: Random) -> str:
    """19 digits with a Luhn check digit, of no issuer: ISO/IEC 7812 leaves numbers that begin with
    9 to countries, named by the next three digits, and no country is 999."""
    body = "9999990" + f"{random.randrange(10**11):011d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return body + str(-total % 10)


def _work(maker: _Maker, born: date) -> Work:
    """Begun from 2025-06 to 2026-02 mostly; a few spells away from the city have ended."""
    random = maker.random
    place = _of(random, maker.profile.destinations)
    employer = random.choice(maker.pools[place])
    long = random.random() < LONG_SPELL_SHARE and born.year < LONG_SPELLS_BORN_BEFORE
    months = random.randrange(10, 38) if long else random.randrange(1, 10)
    ended = place != CITY and months > 1 and random.random() < ENDED_SHARE
    return Work(
        employer=employer,
        region=employer.region,
        started=_months_ago(months),
        wage=random.randrange(24, 75) * 100,
        organised=random.random() < ORGANISED_SHARE,
        ended=_months_ago(random.randrange(1, months)) if ended else None,
    )


def _months_ago(months: int) -> date:
    year, month = divmod(BUSINESS_DATE.year * 12 + BUSINESS_DATE.month - 1 - months, 12)
    return date(year, month + 1, 1)
