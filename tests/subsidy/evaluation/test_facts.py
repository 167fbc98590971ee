"""The facts of a year from spells of work."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.subsidy import PayerSide
from subsidy.evaluation.catalogue import Distance, Value
from subsidy.evaluation.facts import Person, Spell, distance, longest_run, snapshot

HOME = 431230100201


def person() -> Person:
    return Person(uuid4(), HOME, None, 1990, "marginal", "ordinary", registered=True)


def spell(**differently: Any) -> Spell:
    made: dict[str, Any] = {
        "subject_id": uuid4(),
        "work_region": "320583",
        "started": "2025-11",
        "ended": None,
        "state": "reported",
        "organised": None,
        "wage_fen": None,
        "evidence": ("work_record",),
        "as_of": date(2026, 4, 2),
    }
    return Spell(**{**made, **differently})


def facts(*spells: Spell, payer: PayerSide = PayerSide.SENDING) -> dict[str, Value]:
    region = "43" if payer is PayerSide.SENDING else "3205"
    today = date(2026, 6, 1)
    return snapshot(person(), spells, year=2026, today=today, payer=payer, region=region)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ("44", Distance.OUT_OF_PROVINCE),
        ("43", None),
        ("4301", Distance.OTHER_PREFECTURE),
        ("4312", None),
        ("431202", Distance.OTHER_COUNTY),
        ("431230", Distance.WITHIN_COUNTY),
        (None, None),
    ],
)
def test_distance_is_unknown_where_the_place_is_too_coarse(
    work: str | None, expected: Distance | None
) -> None:
    assert distance(HOME, work) is expected


def test_months_count_within_the_year_and_as_far_as_the_evidence_reaches() -> None:
    assert facts(spell())["months_total"] == 4


def test_a_gap_breaks_the_run_but_not_the_sum() -> None:
    found = facts(
        spell(started="2026-01", ended="2026-02"), spell(started="2026-04", ended="2026-04")
    )
    assert (found["months_total"], found["months_continuous"]) == (3, 2)


def test_a_contradicted_spell_counts_nowhere() -> None:
    found = facts(spell(state="contradicted"))
    assert (found["months_total"], found["distance"]) == (0, None)


def test_the_farthest_place_of_the_year_decides_the_distance() -> None:
    found = facts(spell(work_region="431202"), spell(work_region="320583"))
    assert found["distance"] == "out_of_province"


def test_a_receiving_region_counts_only_work_within_itself() -> None:
    found = facts(
        spell(work_region="440306", evidence=("social_insurance",)),
        spell(started="2026-04"),
        payer=PayerSide.RECEIVING,
    )
    assert (found["months_total"], found["evidence"]) == (1, ["work_record"])


@given(st.sets(st.integers(0, 40)))
def test_the_longest_run_is_a_run_and_no_longer_one_exists(months: set[int]) -> None:
    best = longest_run(sorted(months))
    runs = [
        length
        for first in months
        for length in range(1, len(months) + 1)
        if all(first + step in months for step in range(length))
    ]
    assert best == max(runs, default=0)
