"""Every operation, public and internal, asked by each kind of caller that must not get through.

The rows stand in `operations/*.toml`. A new route without its row fails here; so does a row that
leaves a question out, or a refusal that changed anything.
"""

from collections.abc import Awaitable, Callable

import pytest
from tests.contract import asking, table
from tests.contract.table import QUESTIONS, Answer, Ids, Row
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
    running = (await worlds(service)).running
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
    changing = "GET" not in asking.methods(world.running.app, row.name)
    async with world.untouched(changing=changing) as service:
        ids = await asking.ids_of(world, row)
        before = await asking.fingerprint(service)
        found = {name: await _answer(service, row, name, ids) for name in _refused(row)}
        after = await asking.fingerprint(service)
        found |= {name: await _answer(service, row, name, ids) for name in _admitted(row)}

    assert found == {name: answer for name, answer in row.answers.items() if _arises(answer)}
    assert after == before


def _refused(row: Row) -> list[str]:
    """Asked first: none of these may change anything."""
    return [name for name, answer in row.answers.items() if _refuses(answer)]


def _admitted(row: Row) -> list[str]:
    return [
        name for name, answer in row.answers.items() if _arises(answer) and not _refuses(answer)
    ]


def _refuses(answer: Answer) -> bool:
    return answer == "empty" or (isinstance(answer, int) and answer >= LEAST_REFUSAL)


def _arises(answer: Answer) -> bool:
    return not str(answer).startswith("n/a")


async def _answer(service: ServiceUnderTest, row: Row, question: str, ids: Ids) -> Answer:
    known = TABLES[row.service]
    if question in {"agreement", "suspended"}:
        state = "in_force" if question == "agreement" else "suspended"
        await asking.set_agreement(service, state)
    sent = row.across if question in {"agreement", "suspended"} else row.sent
    headers = await asking.bearing(service, known, row.caller, question, ids)
    answer = await asking.ask(service, row, sent, ids, headers)
    return asking.read(answer, row.answers[question])
