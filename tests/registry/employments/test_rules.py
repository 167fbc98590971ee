"""What follows from evidence, in memory."""

from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any
from uuid import UUID

from registry.employments.rules import Statement, destination, standing
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
    result = standing([said(1)])

    assert (result.state, result.verified_until) == (WorkState.WORKING, None)
    assert result.spells[0].state is EmploymentState.REPORTED


def test_an_insurer_in_the_same_city_verifies_the_report_as_one_spell() -> None:
    result = standing([said(1), said(2, INSURED, work_region="320507", started="2025-11")])

    (spell,) = result.spells
    assert (spell.state, spell.started) == (EmploymentState.VERIFIED, "2025-09")
    assert result.verified_until is not None


def test_an_insurer_elsewhere_contradicts_the_report_and_neither_is_overwritten() -> None:
    result = standing([said(1), said(2, INSURED, work_region="440300")])

    states = {spell.state for spell in result.spells}
    assert states == {EmploymentState.CONTRADICTED, EmploymentState.VERIFIED}
    assert destination(result.current, HOME) == "440300"


def test_a_reported_return_ends_work_and_closes_the_flow() -> None:
    result = standing([said(1), said(2, INSURED), said(3, BACK, ended="2026-03")])

    assert (result.state, result.current) == (WorkState.RETURNED, None)
    assert [spell.ended for spell in result.spells] == ["2026-03"]
    assert destination(result.current, HOME) is None


def test_a_confirmed_first_day_after_a_return_is_new_work() -> None:
    again = said(4, PLACED, employer_name="乙厂", employer_code="9132", started="2026-03")

    result = standing([said(1), said(3, BACK, ended="2026-03"), again])

    assert result.state is WorkState.WORKING
    assert result.current is not None
    assert result.current.best.employer_name == "乙厂"
    assert len(result.spells) == 2


def test_a_list_that_merely_says_not_working_does_not_end_verified_work() -> None:
    idle = said(3, works=False, started=None, work_region=None, employer_name=None)

    result = standing([said(2, INSURED, as_of=date(2026, 2, 28)), idle])

    assert result.state is WorkState.WORKING
    assert result.spells[0].contradicted


def test_work_in_the_home_county_is_no_flow() -> None:
    result = standing([said(1, work_region="431230")])

    assert result.state is WorkState.WORKING
    assert destination(result.current, HOME) is None


def test_nothing_said_is_unknown_and_never_not_working() -> None:
    assert standing([]).state is WorkState.UNKNOWN


def test_the_order_in_which_evidence_came_does_not_matter() -> None:
    told = [said(1), said(2, INSURED), said(3, BACK, ended="2026-03")]
    again = said(4, PLACED, employer_name="乙厂", employer_code="9132", started="2026-03")

    made = {
        (r.state, len(r.spells), r.current and r.current.started)
        for order in permutations([*told, again])
        if (r := standing(order))
    }

    assert len(made) == 1
