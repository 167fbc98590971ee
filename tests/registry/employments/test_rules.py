"""What follows from evidence, in memory."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from registry.employments.rules import LASTS, Statement, destination, sector_of, standing
from schemas.registry import EmploymentState, EvidenceKind, WorkState

HOME = "431230100220"
TODAY = date(2026, 3, 2)
WORK, INSURED = EvidenceKind.WORK_RECORD, EvidenceKind.SOCIAL_INSURANCE
PLACED, BACK = EvidenceKind.EMPLOYER_CONFIRMATION, EvidenceKind.RETURN_REPORT


def said(number: int, kind: EvidenceKind = WORK, **words: Any) -> Statement:
    told: dict[str, Any] = {
        "works": kind is not BACK,
        "as_of": TODAY,
        "created_at": datetime(2026, 3, 2, number, tzinfo=UTC),
        "work_region": "320506" if kind is not BACK else None,
        "started": "2025-09" if kind is not BACK else None,
        "employer_name": "甲厂" if kind is not BACK else None,
        **words,
    }
    return Statement(UUID(int=number), UUID(int=100 + number), kind, **told)


def test_a_report_alone_is_reported_never_verified() -> None:
    result = standing([said(1)], TODAY)

    assert (result.state, result.verified_until) == (WorkState.WORKING, None)
    assert result.spells[0].state_on(TODAY) is EmploymentState.REPORTED


def test_an_insurer_in_the_same_city_verifies_the_report_as_one_spell() -> None:
    result = standing([said(1), said(2, INSURED, work_region="320507", started="2025-11")], TODAY)

    (spell,) = result.spells
    assert (spell.state_on(TODAY), spell.started) == (EmploymentState.VERIFIED, "2025-09")
    assert result.verified_until is not None


def test_an_insurer_elsewhere_contradicts_the_report_and_neither_is_overwritten() -> None:
    result = standing([said(1), said(2, INSURED, work_region="440300")], TODAY)

    states = {spell.state_on(TODAY) for spell in result.spells}
    assert states == {EmploymentState.CONTRADICTED, EmploymentState.VERIFIED}
    assert destination(result.current, HOME) == "440300"


def test_a_reported_return_ends_work_and_closes_the_flow() -> None:
    result = standing([said(1), said(2, INSURED), said(3, BACK, ended="2026-03")], TODAY)

    assert (result.state, result.current) == (WorkState.RETURNED, None)
    assert [spell.ended for spell in result.spells] == ["2026-03"]
    assert destination(result.current, HOME) is None


def test_a_confirmed_first_day_after_a_return_is_new_work() -> None:
    again = said(4, PLACED, employer_name="乙厂", employer_code="9132", started="2026-03")

    result = standing([said(1), said(3, BACK, ended="2026-03"), again], TODAY)

    assert result.state is WorkState.WORKING
    assert result.current is not None
    assert result.current.best.employer_name == "乙厂"
    assert len(result.spells) == 2


def test_a_list_that_merely_says_not_working_does_not_end_verified_work() -> None:
    idle = said(3, works=False, started=None, work_region=None, employer_name=None)

    result = standing([said(2, INSURED, as_of=date(2026, 2, 28)), idle], TODAY)

    assert result.state is WorkState.WORKING
    assert result.spells[0].contradicted


def test_work_in_the_home_county_is_no_flow() -> None:
    result = standing([said(1, work_region="431230")], TODAY)

    assert result.state is WorkState.WORKING
    assert destination(result.current, HOME) is None


def test_nothing_said_is_unknown_and_never_not_working() -> None:
    assert standing([], TODAY).state is WorkState.UNKNOWN


def test_the_order_in_which_evidence_came_does_not_matter() -> None:
    told = [said(1), said(2, INSURED), said(3, BACK, ended="2026-03")]
    again = said(4, PLACED, employer_name="乙厂", employer_code="9132", started="2026-03")

    made = {
        (r.state, len(r.spells), r.current and r.current.started)
        for order in permutations([*told, again])
        if (r := standing(order, TODAY))
    }

    assert len(made) == 1


def test_a_verification_that_has_run_out_is_a_report_again() -> None:
    told = [said(1), said(2, INSURED, started="2025-11")]
    last = TODAY + LASTS[INSURED]

    on_the_last_day, after = standing(told, last), standing(told, last + timedelta(days=1))

    assert on_the_last_day.verified_until == last
    assert on_the_last_day.spells[0].state_on(last) is EmploymentState.VERIFIED
    assert (after.state, after.verified_until) == (WorkState.WORKING, None)
    assert after.spells[0].state_on(last + timedelta(days=1)) is EmploymentState.REPORTED


def test_a_list_ends_work_whose_verification_has_run_out() -> None:
    idle = said(3, works=False, started=None, work_region=None, employer_name=None)
    told = [said(2, INSURED, as_of=date(2026, 2, 28)), idle]

    result = standing(told, TODAY + LASTS[INSURED])

    assert (result.state, result.spells[0].ended) == (WorkState.NOT_WORKING, "2026-03")


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("制造业", "C"),
        ("C", "C"),
        ("c39", "C"),
        ("C-制造业", "C"),
        ("农林牧渔业", "A"),
        ("交通运输、仓储和邮政业", "G"),
        ("电子厂", None),
        ("CNC", None),
        ("Z1", None),
        (None, None),
    ],
)
def test_a_sector_is_the_section_that_a_lists_words_name(
    words: str | None, section: str | None
) -> None:
    assert sector_of(words) == section
