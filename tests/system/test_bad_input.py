"""Bad input through the gateway: a problem in both languages that quotes nothing, and no change."""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from bench.onebox_process import Onebox, running
from httpx2 import Response
from tests.samples.sheets import column, sheet
from tests.system.counties import KEY, County, two_counties
from tests.system.platform import logged

from samples import hostile
from samples.workbooks import LABEL

ID, PHONE, NAME = "431230199001010026", "13900000001", "杨桂英"
NO_ID = f"{ID[:-1]}0"
CHINESE = re.compile("[一-鿿]")
LANGUAGES = {"": "zh-CN", "en": "en"}
OVERSIZED = 64 * 1024 * 1024 + 1


@dataclass(frozen=True)
class Bad:
    """One request; `where` is the pointer or parameter that the answer must name."""

    method: str
    path: str
    status: int
    code: str
    where: str | None = None
    token: str = "genuine"
    content: Callable[[], bytes] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def asks(
    path: str, status: int, code: str, where: str | None = None, *, token: str = "genuine"
) -> Bad:
    return Bad("GET", f"/v1/{path}", status, code, where, token)


def hands_in(
    make: Callable[[], bytes], status: int, code: str, *, sheet: str = "", key: str = "another"
) -> Bad:
    path = f"/v1/imports?source=hr-transfer{sheet and f'&sheet={sheet}'}"
    return Bad("POST", path, status, code, content=make, headers={"Idempotency-Key": key})


def looks_up(body: str, status: int, code: str, where: str | None = None) -> Bad:
    headers = {"Content-Type": "application/json"}
    path = "/v1/workers/lookup"
    return Bad("POST", path, status, code, where, content=body.encode, headers=headers)


BAD = {
    "a file of another type": hands_in(hostile.not_a_workbook, 415, "import_file_unsupported"),
    "half a workbook": hands_in(hostile.cut_short, 422, "import_file_broken"),
    "a sheet of something else": hands_in(hostile.wrong_sheet, 422, "import_header_missing"),
    "a sheet not there": hands_in(hostile.transfer, 422, "import_sheet_missing", sheet="x"),
    "a zip of 1 GiB": hands_in(hostile.zip_bomb, 413, "import_unpacks_too_large"),
    "a zip of 1 GiB that lies": hands_in(hostile.lying_zip_bomb, 413, "import_unpacks_too_large"),
    "an oversized body": hands_in(lambda: bytes(OVERSIZED), 413, "too_large"),
    "a used key, another body": hands_in(hostile.float_id, 422, "idempotency_key_reused", key=KEY),
    "a token that expired": asks("workers", 401, "token_expired", token="expired"),
    "a token of another key": asks("workers", 401, "unauthenticated", token="forged"),
    "a token without signature": asks("workers", 401, "unauthenticated", token="unsigned"),
    "a token made another's": asks("workers", 401, "unauthenticated", token="altered"),
    "a role one does not have": asks("claims", 403, "forbidden"),
    "a person of another region": asks("workers/{stranger}", 404, "not_found"),
    "a path that is none": asks(f"people/{ID}", 404, "route_unknown"),
    "a filter that is none": asks(f"workers?phone={PHONE}", 422, "invalid", "phone"),
    "a region that is none": asks(f"workers?region={PHONE}", 422, "invalid", "region"),
    "a NUL byte in an address": asks(f"workers?cursor={ID}%00", 400, "nul_byte"),
    "a NUL byte in a body": looks_up(f'{{"citizen_id": "{ID}\\u0000"}}', 400, "nul_byte"),
    "half a JSON document": looks_up(f'{{"citizen_id": "{ID}"', 400, "malformed"),
    "a field that is none": looks_up(
        json.dumps({"citizen_id": ID, "nickname": NAME}), 422, "invalid", "#/nickname"
    ),
    "an id number that is none": looks_up(
        json.dumps({"citizen_id": NO_ID}), 422, "invalid", "#/citizen_id"
    ),
}
BAD_ROWS = {
    "an id as a float": (hostile.float_id, "citizen_id_number"),
    "a formula in a name": (hostile.formula_in_name, "formula_in_cell"),
    "a cell of 20,000 characters": (hostile.long_cell, "cell_too_long"),
    "a township that is none": (hostile.unknown_region, "region_unknown"),
    "a day that has not come": (hostile.future_date, "date_future"),
}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Onebox]:
    with running(tmp_path_factory.mktemp("bad-input"), journey=False) as onebox:
        yield onebox


@pytest.fixture(scope="module")
async def county(platform: Onebox) -> AsyncIterator[County]:
    async with two_counties(platform) as made:
        yield made


@pytest.mark.parametrize("name", BAD)
async def test_bad_input_is_refused_in_both_languages_and_changes_nothing(
    county: County, name: str
) -> None:
    bad, before = BAD[name], await county.sight()

    answers = [await send(county, bad, language) for language in LANGUAGES]

    for answer, language in zip(answers, LANGUAGES.values(), strict=True):
        assert_refused(answer, bad, language)
    assert await county.sight() == before


async def send(county: County, bad: Bad, language: str) -> Response:
    token = {"Authorization": f"Bearer {await county.token(bad.token)}"}
    return await county.http.request(
        bad.method,
        bad.path.format(stranger=county.stranger),
        content=bad.content() if bad.content else None,
        headers={**token, **bad.headers, "Accept-Language": language},
    )


def assert_refused(answer: Response, bad: Bad, language: str) -> None:
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert (answer.status_code, problem["status"]) == (bad.status, bad.status), answer.text
    assert problem["code"] == bad.code
    named = [one.get("pointer") or one.get("parameter") for one in problem["errors"]]
    assert named == ([bad.where] if bad.where else [])
    for text in (problem["title"], *(one["detail"] for one in problem["errors"])):
        assert bool(CHINESE.search(text)) == (language == "zh-CN")
    assert not [value for value in (ID, NO_ID, PHONE, NAME) if value in answer.text]


@pytest.mark.parametrize("name", BAD_ROWS)
async def test_a_bad_row_comes_back_with_its_reason_and_changes_nobody(
    county: County, name: str
) -> None:
    (make, code), before = BAD_ROWS[name], await county.people()

    done = await county.brought(make())
    report = sheet(await county.officer.imports.report(done.id))
    fault = next(one for one in done.first_faults if one.code == code)

    assert (done.result.accepted, done.result.rejected) == (0, 1)
    assert code in column(report, "错误代码")[0].split(";")
    assert fault.detail_zh in column(report, "原因说明")[0]
    assert column(report, "备注") == [LABEL]
    assert (fault.row, CHINESE.search(fault.detail_en)) == (2, None)
    assert await county.people() == before


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
async def test_csv_in_any_encoding_of_departments_holds_the_same_people(
    county: County, encoding: str
) -> None:
    before = await county.people()

    done = await county.brought(hostile.transfer_csv(encoding), filename="台账.csv")

    assert (done.format, done.result.accepted, done.result.rejected) == ("csv", 1, 0)
    assert await county.people() == before


def test_no_log_quotes_what_was_sent(platform: Onebox) -> None:
    assert not [value for value in (ID, NO_ID, PHONE, NAME) if value in logged(platform)]
