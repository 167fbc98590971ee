import json

import httpx2
import pytest
from tests.client.edge import Platform
from typer.testing import CliRunner

from wengang import Wengang
from wengang.cli import main

REGION = {"code": "43", "name": "湖南省", "level": "province", "full_name": "湖南省"}
SIGNED_IN = ["--username", "li", "--password", "right"]


@pytest.fixture
def run(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line, talking to the test's platform."""

    def client(address: str, **options: object) -> Wengang:
        del address, options["language"]
        made = platform.client()
        made._use(options["credentials"])  # type: ignore[arg-type]
        return made

    monkeypatch.setattr("wengang.cli.session.Wengang", client)
    return CliRunner()


def test_what_is_public_needs_no_sign_in(platform: Platform, run: CliRunner) -> None:
    platform.then(httpx2.Response(200, json={"items": [REGION], "next_cursor": None}))
    answer = run.invoke(main, ["--json", "regions"])
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["name"] == "湖南省"
    assert platform.sign_ins == 0


def test_a_signed_in_command_shows_a_table(run: CliRunner) -> None:
    answer = run.invoke(main, [*SIGNED_IN, "whoami"])
    assert answer.exit_code == 0
    assert "officer" in answer.stdout


@pytest.mark.parametrize(
    ("status", "exit_code"), [(403, 3), (404, 4), (409, 5), (412, 5), (422, 6), (500, 7)]
)
def test_a_refusal_ends_with_the_status_of_its_class(
    platform: Platform, run: CliRunner, status: int, exit_code: int
) -> None:
    platform.then(httpx2.Response(status, json={"code": "some_code", "title": "不行"}))
    answer = run.invoke(main, [*SIGNED_IN, "claims"])
    assert answer.exit_code == exit_code
    assert "some_code" in answer.stderr


def test_a_wrong_password_ends_with_the_status_of_sign_in(run: CliRunner) -> None:
    answer = run.invoke(main, ["--username", "li", "--password", "wrong", "claims"])
    assert answer.exit_code == 3
    assert "wrong" not in answer.stderr


def test_figures_by_dimension_are_a_table_of_their_parts(
    platform: Platform, run: CliRunner
) -> None:
    figures = dict.fromkeys(("people", "working", "verified", "returned", "flows_out"), 3)
    row = {"region": "43", "region_name": "湖南省", **figures}
    parts = [{"sector": "C", "people": 2}, {"sector": "unknown", "people": 1}]
    told = {"region": "43", "region_name": "湖南省", "level": "county", "as_of": "2026-03-01"}
    answer = told | {"total": row | {"parts": parts}, "items": []}
    platform.then(httpx2.Response(200, json=answer))
    shown = run.invoke(main, [*SIGNED_IN, "situation", "43", "--by", "sector"])
    assert shown.exit_code == 0, shown.stderr
    assert "unknown" in shown.stdout
    assert platform.api_requests[-1].url.params["by"] == "sector"


def test_people_behind_a_figure_are_listed(platform: Platform, run: CliRunner) -> None:
    platform.then(httpx2.Response(200, json={"items": [], "next_cursor": None}))
    shown = run.invoke(
        main, [*SIGNED_IN, "situation-people", "43", "--not-verified", "--on", "2026-03-01"]
    )
    assert shown.exit_code == 0, shown.stderr
    asked = platform.api_requests[-1].url.params
    assert (asked["verified"], asked["on"]) == ("false", "2026-03-01")
