"""One worker's journey across two provinces, played by real processes through the public API.

Each step of the journey verifies what it claims and stops the platform when it is not so; here
every step is named and what it found is held against what it must find.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

ROWS = 800
NOTICE_DAYS = ("2026-03-03", "2026-03-09")


def ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    found = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return found


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the journey found, once it has played to its end."""
    home = tmp_path_factory.mktemp("platform")
    names = ("GATEWAY", "REGISTRY", "MATCHING", "SUBSIDY", "POSTGRES")
    chosen = {f"WENGANG_{n}_PORT": str(p) for n, p in zip(names, ports(5), strict=True)}
    settings = {**os.environ, **chosen, "WENGANG_HOME": str(home), "WENGANG_ROWS": str(ROWS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "onebox", "run"],
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        assert any("Ctrl-C" in line for line in said), "".join(said)
        yield json.loads((home / "journey" / "result.json").read_text())
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_hn1_two_lists_become_one_registry_and_bad_rows_come_back(result: dict[str, Any]) -> None:
    assert result["rows"] > result["people"] > 0
    assert 0 < result["faults"] < result["rows"] * 0.1


def test_hn1_a_corrected_file_updates_and_a_blank_erases_nothing(result: dict[str, Any]) -> None:
    assert result["corrected"] == 40


def test_he4_an_agreement_opens_the_flow_and_suspension_closes_it(result: dict[str, Any]) -> None:
    assert 0 < result["in_flow"] < result["people"]
    assert result["suspended_after_seconds"] < 5
    assert result["access_records"] >= 1


def test_js1_the_citys_list_verifies_work_and_townships_have_their_share(
    result: dict[str, Any],
) -> None:
    assert 0 < result["verified"] <= result["working"]
    assert any(share > 0 for share in result["townships"].values())


def test_hn2_a_returned_worker_is_back_in_work_within_72_hours(result: dict[str, Any]) -> None:
    assert result["offers"] >= 3
    assert result["hours_to_close"] <= 72


def test_cq3_claims_are_raised_from_data_alone(result: dict[str, Any]) -> None:
    assert result["claims_raised"] >= result["claims_reviewed"] > 0


def test_hn6_the_notice_runs_five_working_days_and_the_first_counts(
    result: dict[str, Any],
) -> None:
    assert (result["notice_starts"], result["notice_ends"]) == NOTICE_DAYS


def test_bj3_every_payment_is_paid_or_bounced_to_the_fen(result: dict[str, Any]) -> None:
    assert result["paid"] + result["bounced"] == result["payments"]
    assert result["paid_fen"] == result["paid"] * 400_00


def test_cq3_a_second_claim_for_the_person_and_year_is_refused(result: dict[str, Any]) -> None:
    assert result["second_claim"] == "refused"
