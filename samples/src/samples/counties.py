"""A sending county with its people, lists, employers and posts, all from one seed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random
from typing import Any, Literal

from samples import lists, workbooks
from samples.employers import (
    CITY_TRADES,
    HOME_TRADES,
    POSTS_AT_HOME,
    POSTS_IN_CITY,
    Employer,
    Post,
    cooperative,
    employers_of,
    posts_of,
)
from samples.lists import INSURANCE, REGISTER, TRANSFER, TRANSFER_COLUMNS, Truth
from samples.people import Person, people_of
from samples.profiles import CITY_DISTRICTS, FUPING, SUZHOU, TONGDAO

__all__ = ["CITY_DISTRICTS", "FUPING", "SUZHOU", "TONGDAO", "County", "county"]

LISTS_PER_PERSON = 1.6
FIRST_OTHER = 10_000_001
"""People of no list of the county are numbered from here."""

WAGE, PHONE, ACCOUNT = (
    TRANSFER_COLUMNS.index(title) for title in ("月工资（元）", "手机号码", "社保卡银行账号")
)
RAISE = 100


@dataclass
class County:
    """`rows`: how many rows the two departments' lists have together, about.

    `overlap`: the share of people who stand in both lists, from 0 to 1; everyone stands in one.
    """

    seed: int
    rows: int
    code: str = TONGDAO
    overlap: float = LISTS_PER_PERSON - 1
    _noted: Truth = field(default_factory=Truth, repr=False)

    def _random(self, part: str) -> Random:
        return Random(f"{self.seed}|{self.code}|{part}")  # noqa: S311 - reproducible on purpose

    @cached_property
    def employers(self) -> list[Employer]:
        """Of the city's districts and of the county, a village cooperative among them."""
        random = self._random("employers")
        city = [e for d in CITY_DISTRICTS for e in employers_of(random, d, CITY_TRADES, 10)]
        home = employers_of(random, self.code, HOME_TRADES, 12)
        return [*city, *home, cooperative(random, self.code)]

    @property
    def _in_city(self) -> list[Employer]:
        return [one for one in self.employers if one.region.startswith(SUZHOU)]

    @property
    def _at_home(self) -> list[Employer]:
        return [one for one in self.employers if one.region == self.code]

    @cached_property
    def posts(self) -> list[Post]:
        random = self._random("posts")
        city = posts_of(random, self._in_city, POSTS_IN_CITY)
        return city + posts_of(random, self._at_home, POSTS_AT_HOME)

    @cached_property
    def people(self) -> list[Person]:
        count = max(int(self.rows / (1 + self.overlap)), 1)
        return people_of(self._random("people"), self.code, self._in_city, self._at_home, count)

    @cached_property
    def _listed(self) -> tuple[list[Person], list[Person]]:
        """Who stands in the register and who in the transfer list; everyone in at least one."""
        random, alone = self._random("overlap"), (1 - self.overlap) / 2
        register, transfer = [], []
        for person in self.people:
            drawn = random.random()
            if drawn < 1 - alone:
                register.append(person)
            if drawn >= alone:
                transfer.append(person)
        return register, transfer

    @property
    def truth(self) -> Truth:
        """Of all three lists, made first where they have not been."""
        makers = {
            REGISTER: self._register_rows,
            TRANSFER: self._transfer_rows,
            INSURANCE: self._insurance_rows,
        }
        for listed, make in makers.items():
            if listed not in self._noted.rows:
                for _ in make():
                    pass
        return self._noted

    def poverty_register(self) -> bytes:
        return workbooks.xlsx(self._register_rows(), sheet="已外出务工信息")

    def transfer_list(self) -> bytes:
        return workbooks.xlsx(self._transfer_rows(), sheet="转移就业台账", text_only=False)

    def social_insurance(self, file: Literal["csv", "xlsx"] = "csv") -> bytes:
        """The city's list; the CSV is GB18030."""
        if file == "xlsx":
            return workbooks.xlsx(self._insurance_rows(), sheet="参保名单")
        return workbooks.csv_text(self._insurance_rows(), encoding="gb18030")

    def _register_rows(self) -> Iterable[list[Any]]:
        return lists.poverty_register(self._random("register"), self._listed[0], self._noted)

    def _transfer_rows(self) -> Iterable[list[Any]]:
        return lists.transfer_list(self._random("transfer"), self._listed[1], self._noted)

    def _insurance_rows(self) -> Iterable[list[Any]]:
        random = self._random("insurance")
        return lists.social_insurance(random, self.people, self._others(), self._noted, SUZHOU)

    def correctable(self) -> list[Person]:
        """At work, in the transfer list alone, once and without a flaw: what it says counts."""
        rows, flaws = self.truth.rows, self.truth.flaws
        return [
            person
            for person in self._listed[1]
            if person.work
            and person.number not in rows[REGISTER]
            and len(rows[TRANSFER][person.number]) == 1
            and (TRANSFER, rows[TRANSFER][person.number][0]) not in flaws
        ]

    def correction(self, *, wages: int = 20, blanks: int = 20) -> bytes:
        """The transfer list again, of `correctable()` the first `wages` with 100 yuan a month more,
        the next `blanks` with phone and bank account left blank."""
        chosen = self.correctable()[: wages + blanks]
        places = [self.truth.rows[TRANSFER][person.number][0] - 1 for person in chosen]
        rows = list(self._transfer_rows())
        for place in places[:wages]:
            rows[place][WAGE] += RAISE
        for place in places[wages:]:
            rows[place][PHONE] = rows[place][ACCOUNT] = ""
        return workbooks.xlsx(rows, sheet="转移就业台账", text_only=False)

    def _others(self) -> Sequence[Person]:
        """People who are insured in the city and stand on no list of the county."""
        count = max(len(self.people) // 30, 1)
        city = self._in_city
        strangers = people_of(self._random("others"), FUPING, city, city, count * 4)
        made = [one for one in strangers if one.work and one.work.region.startswith(SUZHOU)]
        return [replace(one, number=FIRST_OTHER + place) for place, one in enumerate(made[:count])]


def county(
    seed: int = 2026, rows: int = 20_000, code: str = TONGDAO, *, overlap: float = 0.6
) -> County:
    return County(seed=seed, rows=rows, code=code, overlap=overlap)
