"""The lists that the departments hand in, and the two people whom the journey follows."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from samples import County, county
from samples.counties import FUPING, SUZHOU, TONGDAO
from samples.people import Person

HOME_LISTS = ("poverty-register", "hr-transfer")
CITY_LIST = "social-insurance"
FUPING_SHARE = 10
BORN_FROM, BORN_UNTIL = 1975, 2000
ELIGIBLE = "脱贫户"


class Sample:
    """The same people and rows from the seed on each start; the files stay as first written.

    A workbook holds the moment it was made, and an upload that is repeated must be the same bytes.
    """

    def __init__(self, seed: int, rows: int, directory: Path) -> None:
        self._directory = directory
        self.home: County = county(seed, rows, TONGDAO)
        self.neighbour: County = county(seed, max(rows // FUPING_SHARE, 50), FUPING)

    @cached_property
    def register(self) -> bytes:
        return self._kept("register.xlsx", self.home.poverty_register())

    @cached_property
    def transfer(self) -> bytes:
        return self._kept("transfer.xlsx", self.home.transfer_list())

    @cached_property
    def insurance(self) -> bytes:
        return self._kept("insurance.csv", self.home.social_insurance())

    @cached_property
    def neighbours_register(self) -> bytes:
        return self._kept("fuping.xlsx", self.neighbour.poverty_register())

    @cached_property
    def correction(self) -> bytes:
        """Made last of all: it draws from the truth's rows, and the truth must stand before."""
        self.rows_of("hr-transfer")
        return self._kept("corrected.xlsx", self.home.correction())

    def _kept(self, name: str, made: bytes) -> bytes:
        path = self._directory / name
        if not path.exists():
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = path.with_name(f".{name}.new")
            fresh.write_bytes(made)
            fresh.replace(path)
        return path.read_bytes()

    def rows_of(self, listed: str) -> dict[int, list[int]]:
        """Row numbers by person, as the list was first made."""
        return self._truth[listed]

    @cached_property
    def _truth(self) -> dict[str, dict[int, list[int]]]:
        for made in (self.register, self.transfer, self.insurance):
            assert made
        return {name: dict(rows) for name, rows in self.home.truth.rows.items()}

    def is_clean(self, person: Person, listed: str) -> bool:
        """The person stands in the list once, without a flaw."""
        rows = self.rows_of(listed).get(person.number, [])
        return len(rows) == 1 and (listed, rows[0]) not in self.home.truth.flaws

    def people(self, holds: Callable[[Person], bool]) -> list[Person]:
        return [person for person in self.home.people if holds(person)]

    @cached_property
    def followed(self) -> tuple[Person, Person]:
        """Who comes home, and who stays: both clean in all lists, at work in the city, eligible."""
        returns, stays, *_ = self.people(self._is_followable)
        return returns, stays

    def _is_followable(self, person: Person) -> bool:
        at_work = person.work is not None and person.work.region.startswith(SUZHOU)
        return (
            at_work
            and person.household_kind == ELIGIBLE
            and person.ability == "普通劳动力"
            and BORN_FROM <= int(person.citizen_id[6:10]) <= BORN_UNTIL
            and all(self.is_clean(person, listed) for listed in (*HOME_LISTS, CITY_LIST))
        )

    @cached_property
    def only_transferred(self) -> list[Person]:
        """People of the transfer list alone, clean there, at work: what it says of them counts."""
        register = self.rows_of("poverty-register")
        return self.people(
            lambda person: (
                person.number not in register
                and person.work is not None
                and bool(person.phone)
                and self.is_clean(person, "hr-transfer")
            )
        )
