import re
from string import Formatter
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError, model_validator
from pydantic_core.core_schema import ErrorType

from schemas import problems
from schemas.citizen_ids import CitizenId
from schemas.credit_codes import CreditCode
from schemas.names import PersonName
from schemas.phones import Phone
from schemas.problems import CATALOGUE, ErrorItem, ProblemBody
from schemas.problems.entry import Entry
from schemas.pydantic_errors import OTHER, OURS, SENTENCES, sentence
from schemas.regions import RegionCode
from schemas.wire import Request, Response, Violation

CHINESE = re.compile(r"[\u4e00-\u9fff]")
STATUSES = {
    400,
    401,
    403,
    404,
    405,
    406,
    409,
    410,
    412,
    413,
    415,
    422,
    428,
    429,
    500,
    502,
    503,
    504,
}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_problem_has_status_words_and_a_fix_in_both_languages(code: str) -> None:
    entry = CATALOGUE[code]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
    assert entry.status in STATUSES
    for zh, en in ((entry.title_zh, entry.title_en), (entry.fix_zh, entry.fix_en)):
        assert CHINESE.search(zh)
        assert en.strip()
        assert not CHINESE.search(en)
        # `{source}` in one language may be `{source_en}` in the other.
        assert sorted(places(zh)) == sorted(name.removesuffix("_en") for name in places(en))
        assert all(name.isidentifier() for name in places(zh))


def test_a_code_declared_twice_is_an_error() -> None:
    entry = Entry(409, "冲突", "Conflict", "重试", "Retry")
    with pytest.raises(ValueError, match="twice"):
        problems._merged({"one": entry}, {"one": entry})


def test_a_problem_body_writes_in_as_the_place_of_a_parameter() -> None:
    item = ErrorItem.model_validate(
        {"code": "missing", "detail": "…", "parameter": "limit", "in": "query"}
    )
    body = ProblemBody(
        type="urn:wengang:problem:invalid", title="…", status=422, code="invalid", errors=[item]
    )
    assert body.model_dump()["errors"][0]["in"] == "query"


@pytest.mark.parametrize("error_type", get_args(ErrorType))
def test_every_error_of_pydantic_has_a_sentence_in_both_languages(error_type: str) -> None:
    zh, en = SENTENCES[error_type]
    assert CHINESE.search(zh)
    assert en.strip()
    assert places(zh) == places(en)


def test_no_sentence_is_for_an_error_that_nobody_raises() -> None:
    assert set(SENTENCES) == set(get_args(ErrorType)) | set(OURS)


class Everything(Request):
    citizen_id: CitizenId
    credit_code: CreditCode
    phone: Phone
    name: PersonName
    region: RegionCode


def test_our_value_types_are_refused_in_their_own_words() -> None:
    wrong = dict.fromkeys(Everything.model_fields, "秘密1")
    with pytest.raises(ValidationError) as refused:
        Everything.model_validate(wrong | {"region": "4312301"})
    types = {error["loc"][0]: error["type"] for error in refused.value.errors()}
    assert types == {
        "citizen_id": "citizen_id",
        "credit_code": "credit_code",
        "phone": "phone",
        "name": "person_name",
        "region": "string_pattern_mismatch",
    }
    assert "秘密" not in str(refused.value)


class Term(Request):
    first: int
    last: int

    @model_validator(mode="after")
    def _runs_forward(self) -> "Term":
        if self.last < self.first:
            raise Violation("终点早于起点。", "It ends before it starts.")
        return self


def test_a_validator_that_words_its_refusal_is_quoted() -> None:
    with pytest.raises(ValidationError) as refused:
        Term(first=2, last=1)
    (error,) = refused.value.errors()
    assert sentence(error["type"], error["ctx"]) == ("终点早于起点。", "It ends before it starts.")


def test_any_other_value_error_is_not_quoted() -> None:
    assert sentence("value_error", {"error": ValueError("secret")}) == OTHER


def test_limits_are_filled_in_and_what_is_unknown_stays_general() -> None:
    assert sentence("too_long", {"max_length": 3})[1] == "At most 3 items are allowed."
    assert sentence("too_long", {})[1] == "At most … items are allowed."
    assert sentence("no_such_type", {}) == OTHER


def test_requests_refuse_unknown_names_and_responses_read_rows() -> None:
    class Row:
        first, last, added_later = 1, 2, 3

    class Shown(Response):
        first: int

    with pytest.raises(ValidationError, match="Extra inputs"):
        Term.model_validate({"first": 1, "last": 2, "more": 3})
    assert Shown.model_validate(Row()).model_dump() == {"first": 1}
    assert issubclass(Term, BaseModel)
