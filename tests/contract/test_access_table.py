"""Every operation, public and internal, asked by each kind of caller that must not get through.

The rows stand in `operations/*.toml`. A new route without its row fails here; so does a row that
leaves a question out, or a refusal that changed anything.
"""

from collections.abc import Awaitable, Callable

import pytest
from tests.contract import asking, table
from tests.contract.table import ELSEWHERE, NOT_SIGNED_IN, QUESTIONS, Answer, Row
from tests.contract.worlds import World

from servicekit.testing import ServiceUnderTest

SERVICES = ("registry", "matching", "subsidy", "gateway")
TABLES = {service: table.read(service) for service in SERVICES}
ROWS = [row for one in TABLES.values() for row in one.rows.values()]
LEAST_REFUSAL = 400
LEAST_REASON = len("n/a: ") + 10
Worlds = Callable[[str], Awaitable[World]]


@pytest.mark.parametrize("service", SERVICES)
async def test_every_route_has_its_row_and_every_row_its_route(
    worlds: Worlds, service: str
) -> None:
    async with (await worlds(service)).copy() as running:
        assert set(asking.routes(running.app)) == set(TABLES[service].rows)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_answers_every_question_or_says_why_it_does_not_arise(row: Row) -> None:
    assert set(QUESTIONS) <= row.answers.keys()
    assert row.caller == "" or "caller" in row.answers
    for question, answer in row.answers.items():
        if isinstance(answer, str) and answer not in {"some", "empty"}:
            assert answer.startswith("n/a: "), question
            assert len(answer) > LEAST_REASON, question
    assert ("agreement" in row.answers) == _arises(row.answers["suspended"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.service}-{row.name}")
async def test_each_caller_is_answered_as_the_table_says(worlds: Worlds, row: Row) -> None:
    world = await worlds(row.service)
    async with world.copy() as service:
        before = await asking.fingerprint(service)
        found = {name: await _answer(service, world, row, name) for name in _refused(row)}
        after = await asking.fingerprint(service)
        found |= {name: await _answer(service, world, row, name) for name in _admitted(row)}

    assert found == {name: answer for name, answer in row.answers.items() if _arises(answer)}
    assert after == before


def _refused(row: Row) -> list[str]:
    """Asked first: none of these may change anything."""
    return [name for name, answer in row.answers.items() if _refuses(answer)]


def _admitted(row: Row) -> list[str]:
    return [name for name, answer in row.answers.items() if _arises(answer) and not _refuses(answer)]


def _refuses(answer: Answer) -> bool:
    return answer == "empty" or (isinstance(answer, int) and answer >= LEAST_REFUSAL)


def _arises(answer: Answer) -> bool:
    return not str(answer).startswith("n/a")


async def _answer(service: ServiceUnderTest, world: World, row: Row, question: str) -> Answer:
    known = TABLES[row.service]
    if question in {"agreement", "suspended"}:
        state = "in_force" if question == "agreement" else "suspended"
        await asking.set_agreement(service, state)
    sent = row.across if question in {"agreement", "suspended"} else row.sent
    headers = await asking.bearing(service, known, row.caller, question, world.ids)
    answer = await asking.ask(service, row, sent, world.ids, headers)
    return asking.read(answer, row.answers[question])
