"""The bank's files, in memory."""

import csv
import io
from uuid import uuid4

import pytest

from subsidy.payments import rules

ONE, TWO = uuid4(), uuid4()
KNOWN = {ONE: "sent", TWO: "paid"}


def codes(content: str | bytes) -> list[str]:
    raw = content.encode() if isinstance(content, str) else content
    return [flaw.code for flaw in rules.read_answer(raw, KNOWN)[1]]


def test_the_bank_file_has_yuan_and_one_line_a_payment() -> None:
    made = rules.bank_file([rules.Line(ONE, "吴秀兰", "6217000000000001", 40_005, "补助")])
    rows = list(csv.reader(io.StringIO(made.decode())))
    assert rows == [
        list(rules.HEADER),
        [str(ONE), "吴秀兰", "6217000000000001", "400.05", "补助"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_answer_is_read_in_the_encodings_of_banks(encoding: str) -> None:
    content = f"reference,status,说明\n{ONE},PAID,成功\n\n{TWO}, bounced ,账户不存在\n".encode(
        encoding
    )
    assert rules.read_answer(content, KNOWN) == ({ONE: "paid", TWO: "bounced"}, [])


def test_a_faulty_answer_says_each_line_and_code() -> None:
    assert codes("") == ["header"]
    assert codes("id,state\n") == ["header"]
    assert codes(b"\xff\xfe\x00\xff") == ["header"]
    assert codes(f"reference,status\n{uuid4()},paid\nx,paid\n{ONE},done\n{ONE}\n") == [
        "reference",
        "reference",
        "status",
        "status",
    ]
    assert codes(f"reference,status\n{ONE},paid\n{ONE},bounced\n") == ["repeated"]


def test_an_answer_without_quotes_closed_is_a_fault_and_no_error() -> None:
    assert codes('reference,status\n"' + "x" * 200_000) == ["unreadable"]


def test_only_what_was_sent_is_new_and_a_booked_result_stands() -> None:
    assert rules.fresh({ONE: "paid", TWO: "paid"}, KNOWN) == {ONE: "paid"}
    assert not rules.contradicts({ONE: "bounced", TWO: "paid"}, KNOWN)
    assert rules.contradicts({TWO: "bounced"}, KNOWN)
