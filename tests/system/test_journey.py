"""One worker's journey across two provinces, played by real processes through the public API.

Each step of the journey verifies what it claims and stops the platform when it is not so; here
every step is named and what it found is held against what it must find.
"""

from typing import Any

NOTICE_DAYS = ("2026-03-03", "2026-03-09")


def test_hn1_two_lists_become_one_registry_and_bad_rows_come_back(journey: dict[str, Any]) -> None:
    assert journey["rows"] > journey["people"] > 0
    assert 0 < journey["faults"] < journey["rows"] * 0.1


def test_hn1_a_corrected_file_updates_and_a_blank_erases_nothing(journey: dict[str, Any]) -> None:
    assert journey["corrected"] == 40


def test_he4_an_agreement_opens_the_flow_and_suspension_closes_it(journey: dict[str, Any]) -> None:
    assert 0 < journey["in_flow"] < journey["people"]
    assert journey["suspended_after_seconds"] < 5
    assert journey["access_records"] >= 1


def test_js1_the_citys_list_verifies_work_and_townships_have_their_share(
    journey: dict[str, Any],
) -> None:
    assert 0 < journey["verified"] <= journey["working"]
    assert any(share > 0 for share in journey["townships"].values())


def test_hn2_a_returned_worker_is_back_in_work_within_72_hours(journey: dict[str, Any]) -> None:
    assert journey["offers"] >= 3
    assert journey["hours_to_close"] <= 72


def test_cq3_claims_are_raised_from_data_alone(journey: dict[str, Any]) -> None:
    assert journey["claims_raised"] >= journey["claims_reviewed"] > 0


def test_hn6_the_notice_runs_five_working_days_and_the_first_counts(
    journey: dict[str, Any],
) -> None:
    assert (journey["notice_starts"], journey["notice_ends"]) == NOTICE_DAYS


def test_bj3_every_payment_is_paid_or_bounced_to_the_fen(journey: dict[str, Any]) -> None:
    assert journey["paid"] + journey["bounced"] == journey["payments"]
    assert journey["paid_fen"] == journey["paid"] * 400_00


def test_cq3_a_second_claim_for_the_person_and_year_is_refused(journey: dict[str, Any]) -> None:
    assert journey["second_claim"] == "refused"
