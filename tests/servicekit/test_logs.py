"""What a log line holds, and what it can never hold."""

import io
import json
import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from schemas import citizen_ids
from servicekit import logs, traces
from servicekit.masking import mask_numbers, masked
from servicekit.testing import ServiceUnderTest, officer

FIRST17 = st.from_regex(r"[1-8][0-9]{5}(19|20)[0-9]{9}", fullmatch=True)
CITIZEN = FIRST17.map(lambda first: first + citizen_ids.check_character(first))
MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
NUMBERS = st.one_of(
    CITIZEN,
    CITIZEN.map(str.lower),
    CITIZEN.map(lambda one: one[:6] + one[8:17]),  # before 1999: 15 digits
    CITIZEN.map(lambda one: f"{one}43"),  # certificate of disability
    st.from_regex(r"[0-9]{15,19}", fullmatch=True),  # bank cards and accounts
    MOBILE,
)
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
SPELLINGS = st.sampled_from(
    [
        lambda one: one,
        lambda one: one.translate(WIDE),
        lambda one: " ".join(re.findall(r".{1,4}", one)),
        lambda one: "-".join(re.findall(r".{1,6}", one)),
    ]
)
AROUND = st.text(st.characters(exclude_categories=("Nd", "Cs")), max_size=12)


def digits_of(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text.translate({wide: one for one, wide in WIDE.items()}))


@given(NUMBERS, SPELLINGS, AROUND, AROUND)
def test_a_number_is_masked_in_any_spelling_amid_any_text(
    number: str, spelling: Any, before: str, after: str
) -> None:
    written = spelling(number)

    shown = mask_numbers(before + written + after)

    assert written not in shown
    assert number[2:13] not in digits_of(shown)


@given(MOBILE, st.sampled_from(["+86", "86", "0086", "+86 ", "+86-", "0"]))
def test_a_country_code_hides_no_mobile_number(number: str, prefix: str) -> None:
    assert number not in mask_numbers(f"tel{prefix}{number}")


@given(st.uuids())
def test_our_own_ids_stay_readable(identifier: uuid.UUID) -> None:
    assert (
        mask_numbers(f"id {identifier}, path /{identifier}")
        == f"id {identifier}, path /{identifier}"
    )


@pytest.mark.parametrize("code", ["431230101000", "130624", "2026-03-02T09:00:00.123456Z", "4410"])
def test_codes_and_times_stay_readable(code: str) -> None:
    assert mask_numbers(f"region {code}.") == f"region {code}."


@given(
    NUMBERS,
    st.sampled_from(
        [
            lambda one: one,
            lambda one: [one],
            lambda one: {"rows": [{"phone": one}]},
            lambda one: {one: 1},
            lambda one: (one.encode(), {one}),
            lambda one: int(re.sub(r"\D", "", one)),
            ValueError,
            lambda one: Row(phone=one),
        ]
    ),
)
def test_a_number_is_masked_wherever_in_a_value_it_stands(number: str, placed: Any) -> None:
    value = placed(number)

    shown = json.dumps(masked(value), default=repr, ensure_ascii=False)

    assert number not in shown
    assert str(value) not in shown or number not in str(value)


class Row(BaseModel):
    phone: str


@contextmanager
def heard() -> Iterator[list[dict[str, Any]]]:
    """The log lines of a service, each as an object, once the block has ended."""
    lines: list[dict[str, Any]] = []
    with redirect_stdout(io.StringIO()) as written:
        logs.configure("notebook", "INFO")
    yield lines
    lines += [json.loads(line) for line in written.getvalue().splitlines()]


async def test_each_request_is_a_line_with_its_route_and_trace(notebook: ServiceUnderTest) -> None:
    headers = notebook.bearer(**officer("registrar@431230"))
    with heard() as lines:
        answer = await notebook.client.get("/v1/notes?431230199001011234=1", headers=headers)
        await notebook.client.get("/livez")

    (line,) = lines
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/notes", 422)
    assert line["trace_id"] == answer.json()["trace_id"]
    assert line["duration_ms"] > 0
    assert re.fullmatch("[0-9a-f]{16}", line["span_id"])


async def test_a_crash_is_logged_with_its_place_and_without_its_values(
    notebook: ServiceUnderTest,
) -> None:
    headers = notebook.bearer(**officer("registrar@431230"))
    with heard() as lines:
        await notebook.client.get("/v1/notes/broken", headers=headers)

    crash, request = lines
    assert (crash["event"], request["event"]) == ("request_failed", "request")
    assert "notebook/app.py" in crash["exception"]
    assert "RuntimeError: 43**************** must not be seen" in crash["exception"]


async def test_what_the_database_quotes_of_a_row_is_not_logged(notebook: ServiceUnderTest) -> None:
    engine = notebook.context.database.app_engine
    row = text("insert into idempotency_keys values (:name, :phone, '', 1, '{}', '', now())")
    values = {"name": "张三丰", "phone": "13812345678"}
    async with engine.begin() as connection:
        await connection.execute(row, values)
    with pytest.raises(IntegrityError) as caught:
        async with engine.begin() as connection:
            await connection.execute(row, values)
    assert caught.value.orig is not None
    assert "DETAIL:  Key (client, key)=(张三丰, 13812345678)" in str(caught.value.orig.__cause__)

    with heard() as lines:
        structlog.get_logger().error("failed", exc_info=caught.value)

    (line,) = lines
    assert "UniqueViolationError: 23505 idempotency_keys pk_idempotency_keys" in line["exception"]
    assert "张三丰" not in line["exception"]
    assert "13812345678" not in line["exception"]


@pytest.mark.parametrize("logger", [structlog.get_logger(), logging.getLogger("of.a.library")])
@pytest.mark.parametrize(
    "cause",
    [
        lambda said: Row(phone={said: said}),
        int,
        lambda said: {}[said],
        open,
    ],
)
def test_what_an_exception_quotes_of_its_input_is_not_logged(logger: Any, cause: Any) -> None:
    said = "张三丰 13812345678"
    with pytest.raises((ValueError, KeyError, OSError)) as first:
        cause(said)
    with pytest.raises(RuntimeError) as second:
        raise RuntimeError(said) from first.value

    with heard() as lines:
        logger.error("failed", exc_info=second.value)

    (line,) = lines
    assert "test_logs.py" in line["exception"]
    assert type(first.value).__name__ in line["exception"]
    assert "RuntimeError" in line["exception"]
    assert "三丰" not in line["exception"]
    assert "13812345678" not in json.dumps(line)


def test_a_librarys_line_is_masked_and_placed_like_ours() -> None:
    with heard() as lines, traces.begun("x"):
        logging.getLogger("of.a.library").warning("sent to %s", "13812345678")
        here = traces.trace_id()

    (line,) = lines
    assert (line["event"], line["service"]) == ("sent to 13*********", "notebook")
    assert line["trace_id"] == here


def test_a_trace_id_is_never_taken_for_a_number() -> None:
    with heard() as lines, traces.begun("x", f"00-{'1' * 32}-{'2' * 16}-01"):
        structlog.get_logger().info("x")

    assert lines[0]["trace_id"] == "1" * 32
