"""Kept figures against a recount, after any sequence of what changes people.

The reference counts people and employments anew each time, and by level, officer and dimension; an
earlier day's figures must stay what they were on it.
"""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.registry.scenes import (
    CITY,
    COUNTY,
    TITLES,
    Registry,
    Worker,
    insured,
    insured_row,
    several,
    sheet,
)
from tests.registry.situation import recount
from tests.registry.situation.recount import DIMENSIONS, Somebody, Table, answered, table

from registry import worker
from servicekit import clock
from servicekit.testing import Serve

PEOPLE = several(5)
TABLES = (
    ("00", "nation"),
    ("00", "province"),
    ("43", "prefecture"),
    ("43", "county"),
    (COUNTY, "township"),
    (COUNTY, "village"),
    (CITY, "prefecture"),
)
BY = "&".join(f"by={name}" for name in DIMENSIONS)
FIGURES: dict[str, str] = {
    "people": "",
    "working": "&state=working",
    "verified": "&verified=true",
    "returned": "&state=returned",
    "flows_out": "&flows_out=true",
}
SUZHOU, DONGGUAN, HOME = (
    ("江苏省", "苏州市", "吴中区"),
    ("广东省", "东莞市", ""),
    ("湖南省", "怀化市", "通道侗族自治县"),
)
MONTHS = ("2025-11", "2026-01", "2026-02")
who = st.sampled_from(range(len(PEOPLE)))
some = st.lists(who, min_size=1, max_size=3, unique=True)


class Situations(RuleBasedStateMachine):
    """One registry, five people, a county that sends and a city that receives."""

    serve: ClassVar[Serve]

    def __init__(self) -> None:
        super().__init__()
        self.runner, self.stack = asyncio.Runner(), AsyncExitStack()
        service = self.run(self.stack.enter_async_context(self.serve("registry")))
        self.registry = Registry(service)
        self.began = clock._clock.offset
        self.agreed = False
        self.placements = 0
        self.earlier: dict[str, tuple[dict[str, Any], set[str]]] = {}

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()
        clock.shift_business_clock(self.began)

    @rule(
        numbers=some,
        employer=st.sampled_from(["甲电子厂", "乙制衣厂", ""]),
        place=st.sampled_from([SUZHOU, DONGGUAN, HOME]),
        organised=st.sampled_from(["是", "否", ""]),
        industry=st.sampled_from(["制造业", "F", "其他"]),
        village=st.sampled_from(["向晖村", ""]),
    )
    def the_county_lists(
        self, numbers: list[int], employer: str, place: Any, organised: str, industry: str,
        village: str,
    ) -> None:  # fmt: skip
        works = {"employer": employer, "place": place, "started": "2025-10"}
        idle = {"employer": "", "place": ("", "", ""), "started": "", "wage": ""}
        rows = [
            [*_listed(number, works if employer else idle, organised, village).cells(), industry]
            for number in numbers
        ]
        data = sheet(rows, (*TITLES, "所属行业"))
        self.run(self.registry.brought(self.registry.county, data))

    @rule(number=who, through=st.sampled_from(MONTHS), state=st.sampled_from(["正常参保", "停保"]))
    def the_city_lists_somebody_insured(self, number: int, through: str, state: str) -> None:
        row = insured_row(
            PEOPLE[number], f"SI{number}", through=through, state=state, employer="甲电子厂"
        )
        self.run(self.registry.brought(self.registry.city, insured(row), "social-insurance"))

    @rule(at=who)
    def somebody_comes_home(self, at: int) -> None:
        people = self.run(self.registry.people(self.registry.county))
        if people:
            asked = {"person_id": people[at % len(people)]["person_id"]}
            answer = self.run(self.registry.post(self.registry.county, "/v1/follow-ups", asked))
            assert answer.status_code in {201, 409}, answer.text
            self.run(self.registry.work())

    @rule(at=who, region=st.sampled_from(["320509", "431230"]))
    def an_employer_confirms_a_first_day(self, at: int, region: str) -> None:
        people = self.run(self.registry.people(self.registry.county))
        if people:
            self.placements += 1
            person = people[at % len(people)]["person_id"]
            self.run(self._placed(person, region))

    async def _placed(self, person: str, region: str) -> None:
        some_id = "01890000-0000-7000-8000-{:012}".format
        placed = {
            "person_id": person,
            "placement_id": some_id(self.placements),
            "application_id": some_id(901),
            "post_id": some_id(902),
            "employer_id": some_id(903),
            "follow_up_id": None,
            "employer_name": "丙食品有限公司",
            "employer_code": "91320500000000000X",
            "work_region": region,
            "started_on": clock.business_today().isoformat(),
            "wage_fen": 500_000,
        }
        service = self.registry.service
        await service.deliver(worker.MATCHING, "matching.placement.confirmed", placed)
        await self.registry.work()

    @rule(days=st.sampled_from([1, 30, 100]))
    def days_pass(self, days: int) -> None:
        """Nobody writes; what runs out does so by itself."""
        self.run(self._remember())
        clock.shift_business_clock(clock._clock.offset + timedelta(days=days))

    @rule()
    def what_has_expired_is_settled(self) -> None:
        self.run(worker.EXPIRE.run(self.registry.service.context))

    @rule(agreed=st.booleans())
    def the_agreement_is_signed_or_suspended(self, *, agreed: bool) -> None:
        self.agreed = agreed
        self.run(self.registry.in_force("in_force" if agreed else "suspended"))

    @invariant()
    def figures_are_a_recount(self) -> None:
        self.run(self._compare())

    async def _compare(self) -> None:
        people = await recount.everybody(self.registry, clock.business_today())
        at_home = [one for one in people if recount.seen_by_county(one)]
        at_work = [one for one in people if recount.seen_by_city(one, agreed=self.agreed)]
        for officer, seen in (
            (self.registry.county, at_home),
            (self.registry.agreed(), at_work),
        ):
            for region, level in TABLES:
                found = await self._table(officer, region, level)
                assert found == table(seen, region, level), (officer["sub"], region, level)
            await self._drills_down(officer, seen)
        await self._remembers()

    async def _table(self, officer: Any, region: str, level: str, more: str = "") -> Table:
        path = f"/v1/situation?region={region}&level={level}&{BY}{more}"
        answer = await self.registry.get(officer, path)
        assert answer.status_code == 200, answer.text
        return answered(answer.json()["items"])

    async def _drills_down(self, officer: Any, seen: list[Somebody]) -> None:
        """Each figure of the whole, and each part of each village, is these people."""
        for name, query in FIGURES.items():
            expected = {str(one.person_id) for one in seen if one.figures[name]}
            assert await self._people(officer, f"region=00{query}") == expected, name
        for village in {one.area("village") for one in seen}:
            for part in {one.part for one in seen}:
                expected = {
                    str(one.person_id)
                    for one in seen
                    if one.area("village") == village and one.part == part
                }
                told = "&".join(
                    f"{dimension}={str(value).lower() if value in {True, False} else value}"
                    for dimension, value in zip(DIMENSIONS, part, strict=True)
                )
                query = f"region={village}&level=village&{told}"
                assert await self._people(officer, query) == expected, query

    async def _people(self, officer: Any, query: str) -> set[str]:
        path = f"/v1/situation/people?{query}&total=true&limit=100"
        answer = await self.registry.get(officer, path)
        assert answer.status_code == 200, answer.text
        found = [one["person_id"] for one in answer.json()["items"]]
        assert len(found) == answer.json()["total"]
        return set(found)

    async def _remember(self) -> None:
        """What the county has been told on this day."""
        county = self.registry.county
        path = f"/v1/situation?region={COUNTY}&level=village&{BY}"
        told = (await self.registry.get(county, path)).json()
        verified = await self._people(county, f"region={COUNTY}&verified=true")
        self.earlier[clock.business_today().isoformat()] = (told, verified)

    async def _remembers(self) -> None:
        county = self.registry.county
        for day, (told, verified) in self.earlier.items():
            path = f"/v1/situation?region={COUNTY}&level=village&{BY}&on={day}"
            assert (await self.registry.get(county, path)).json() == told, day
            query = f"region={COUNTY}&verified=true&on={day}"
            assert await self._people(county, query) == verified, day


def _listed(number: int, work: dict[str, Any], organised: str, village: str) -> Worker:
    return PEOPLE[number].but(**work, organised=organised, village=village)


def _run(serve: Serve, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        type("Served", (Situations,), {"serve": staticmethod(serve)}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.generate],  # a database an example: shrinking would take an hour
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_kept_figures_equal_a_recount_after_whatever_happens(serve: Serve) -> None:
    _run(serve, 6, 8)


@pytest.mark.long
def test_kept_figures_equal_a_recount_after_long_histories(serve: Serve) -> None:
    _run(serve, 60, 25)
