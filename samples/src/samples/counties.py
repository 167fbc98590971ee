"""A sending county with its people, lists, employers and posts, all from one seed."""

from collections.abc import Sequence
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
from samples.lists import Truth
from samples.people import Person, people_of

TONGDAO = "431230"
FUPING = "130624"
SUZHOU = "3205"
CITY_DISTRICTS = ("320506", "320507", "320509", "320583")
ROWS_PER_PERSON = 1.6
IN_REGISTER, IN_TRANSFER = 0.75, 0.85


@dataclass
class County:
    """`rows`: how many rows the two departments' lists have together, about."""

    seed: int
    rows: int
    code: str = TONGDAO
    truth: Truth = field(default_factory=Truth)

    def _random(self, part: str) -> Random:
        return Random(f"{self.seed}|{self.code}|{part}")  # noqa: S311 - reproducible on purpose

    @cached_property
    def employers(self) -> list[Employer]:
        """Of the city's districts and of the county, a village cooperative among them."""
        random = self._random("employers")
        city = [e for d in CITY_DISTRICTS for e in employers_of(random, d, CITY_TRADES, 10)]
        home = employers_of(random, self.code, HOME_TRADES, 12)
        return [*city, *home, cooperative(random, self.code)]

    @cached_property
    def posts(self) -> list[Post]:
        random = self._random("posts")
        city = [one for one in self.employers if one.region.startswith(SUZHOU)]
        home = [one for one in self.employers if one.region == self.code]
        return posts_of(random, city, POSTS_IN_CITY) + posts_of(random, home, POSTS_AT_HOME)

    @cached_property
    def people(self) -> list[Person]:
        city = [one for one in self.employers if one.region.startswith(SUZHOU)]
        home = [one for one in self.employers if one.region == self.code]
        count = max(int(self.rows / ROWS_PER_PERSON), 1)
        return people_of(self._random("people"), self.code, city, home, count)

    def _listed(self) -> tuple[list[Person], list[Person]]:
        """Who stands in the register and who in the transfer list; everyone in at least one."""
        random = self._random("overlap")
        register, transfer = [], []
        for person in self.people:
            drawn = random.random()
            if drawn < IN_REGISTER:
                register.append(person)
            if drawn >= 1 - IN_TRANSFER:
                transfer.append(person)
        return register, transfer

    def poverty_register(self) -> bytes:
        rows = lists.poverty_register(self._random("register"), self._listed()[0], self.truth)
        return workbooks.xlsx(rows, sheet="已外出务工信息")

    def transfer_list(self) -> bytes:
        return workbooks.xlsx(self._transfer_rows(), sheet="转移就业台账", text_only=False)

    def _transfer_rows(self) -> list[list[Any]]:
        rows = lists.transfer_list(self._random("transfer"), self._listed()[1], self.truth)
        return list(rows)

    def correction(self, *, wages: int = 20, blanks: int = 20) -> bytes:
        """The transfer list again: a few wages changed, and a few phones left blank."""
        rows = self._transfer_rows()
        usable = [row for row in rows[1:] if isinstance(row[13], int) and row[4]]
        for row in usable[:wages]:
            row[13] += 100
        for row in usable[wages : wages + blanks]:
            row[4] = ""
        return workbooks.xlsx(rows, sheet="转移就业台账", text_only=False)

    def social_insurance(self, file: Literal["csv", "xlsx"] = "csv") -> bytes:
        """The city's list; the CSV is GB18030."""
        rows = list(
            lists.social_insurance(
                self._random("insurance"), self.people, self._others(), self.truth, SUZHOU
            )
        )
        if file == "xlsx":
            return workbooks.xlsx(rows, sheet="参保名单")
        return workbooks.csv_text(rows, encoding="gb18030")

    def _others(self) -> Sequence[Person]:
        """People who are insured in the city and stand on no list of the county."""
        city = [one for one in self.employers if one.region.startswith(SUZHOU)]
        count = max(len(self.people) // 30, 1)
        strangers = people_of(self._random("others"), FUPING, city, city, count * 2)
        made = [one for one in strangers if one.work and one.work.region.startswith(SUZHOU)]
        return [replace(one, number=one.number + 10_000_000) for one in made[:count]]


def county(seed: int = 2026, rows: int = 20_000, code: str = TONGDAO) -> County:
    return County(seed=seed, rows=rows, code=code)
