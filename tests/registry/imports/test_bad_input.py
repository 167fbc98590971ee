"""What cannot be a list is refused with a clear problem, and nothing changes."""

import io
import time
import zipfile
from typing import Any

import pytest
from tests.registry.scenes import INSURED, TITLES, Registry, Worker, sheet, transfer

from registry.imports import reading
from registry.imports.errors import UnpacksTooLarge
from registry.imports.unpacking import check_archive
from servicekit.testing import officer

MEGABYTE = 1 << 20


def bomb(claimed: int | None = None) -> bytes:
    """A workbook that unpacks to 300 MB; `claimed` is the size its directory tells instead."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(300):
                part.write(bytes(MEGABYTE))
    data = target.getvalue()
    if claimed is None:
        return data
    return data.replace((300 * MEGABYTE).to_bytes(4, "little"), claimed.to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "source", "code"),
    [
        (b"%PDF-1.7 not a list", "hr-transfer", "import_file_unsupported"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "hr-transfer", "import_file_unsupported"),
        (b"PK\x03\x04 cut short", "hr-transfer", "import_file_broken"),
        (b"", "hr-transfer", "import_header_missing"),
        (b"\xff\xfe\x81\xff,\x80", "hr-transfer", "import_encoding_unknown"),
        (sheet([["a", "b"]], ("季度", "报表")), "hr-transfer", "import_header_missing"),
        (sheet([], TITLES), "hr-transfer", "import_no_rows"),
        (sheet([["x"] * 8], INSURED), "no-such-list", "import_source_unknown"),
        (bomb(), "hr-transfer", "import_unpacks_too_large"),
        (bomb(claimed=1000), "hr-transfer", "import_unpacks_too_large"),
    ],
)
async def test_a_file_that_is_no_list_is_refused_and_nothing_changes(
    registry: Registry, data: bytes, source: str, code: str
) -> None:
    before = await registry.counts()

    answer = await registry.upload(registry.county, data, source)

    assert answer.json()["code"] == code
    assert answer.headers["content-type"] == "application/problem+json"
    assert await registry.counts() == before
    assert (await registry.get(registry.county, "/v1/imports")).json()["items"] == []


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data, started = bomb(claimed=1000), time.process_time()

    with pytest.raises(UnpacksTooLarge):
        check_archive(data, cap=16 * MEGABYTE)

    assert time.process_time() - started < 1


async def test_a_sheet_that_is_not_there_is_named_with_those_that_are(registry: Registry) -> None:
    answer = await registry.upload(registry.county, transfer(Worker()), sheet="封面")

    assert (answer.status_code, answer.json()["code"]) == (422, "import_sheet_missing")
    assert "名单" in answer.json()["detail"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_csv_is_read_in_the_encodings_departments_use(
    registry: Registry, encoding: str
) -> None:
    lines = [",".join(TITLES), ",".join(str(cell) for cell in Worker().cells())]

    done = await registry.brought(registry.county, "\r\n".join(lines).encode(encoding))

    assert (done["format"], done["result"]["accepted"]) == ("csv", 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": 4.3123019900101e17}, "citizen_id_number"),
        ({"id": "4.31230E+17"}, "citizen_id_number"),
        ({"id": "431230199001010000"}, "citizen_id_number"),
        ({"id": "12345"}, "citizen_id_malformed"),
        ({"name": "{=1+1}"}, "formula_in_cell"),
        ({"name": "=cmd|' /C calc'!A0"}, "formula_in_cell"),
        ({"name": ""}, "name_missing"),
        ({"name": "张三" * 10_000}, "cell_too_long"),
        ({"employer": "厂" * 20_000}, "cell_too_long"),
        ({"township": "不存在镇"}, "region_unknown"),
        ({"village": "不存在村"}, "region_unknown"),
        ({"started": "2031-01"}, "date_future"),
        ({"started": "去年"}, "date_unreadable"),
        ({"phone": "1390000"}, "phone_invalid"),
        ({"wage": "面议"}, "wage_unreadable"),
        ({"started": "2004-05"}, "under_16_at_start"),
        ({"id": "", "phone": ""}, "not_identifiable"),
    ],
)
async def test_a_bad_row_is_refused_with_its_code_and_leaves_nothing(
    registry: Registry, changes: dict[str, Any], code: str
) -> None:
    before = await registry.counts()

    done = await registry.brought(registry.county, transfer(Worker().but(**changes)))

    assert code in done["result"]["by_code"]
    assert (done["result"]["accepted"], done["result"]["rejected"]) == (0, 1)
    fault = next(one for one in done["first_faults"] if one["code"] == code)
    assert fault["row"] == 2
    assert fault["detail_zh"]
    assert fault["detail_en"]
    assert await registry.counts() == before


async def test_a_doubtful_wage_is_a_warning(registry: Registry) -> None:
    done = await registry.brought(registry.county, transfer(Worker(wage=99_999)))

    assert done["result"]["accepted"] == 1
    assert done["result"]["by_code"] == {"wage_out_of_range": 1}


async def test_a_county_registers_only_people_of_its_own_region(registry: Registry) -> None:
    row = ["河北省", "保定市", "阜平县", *Worker().cells()[:3]]
    titles = ("省", "市", "县", "姓名", "身份证号", "手机号码")

    done = await registry.brought(registry.county, sheet([row], titles))

    assert done["result"]["by_code"] == {"region_elsewhere": 1}
    assert await registry.people(registry.county) == []


async def test_two_names_under_one_id_number_are_not_made_one_person(registry: Registry) -> None:
    await registry.brought(registry.county, transfer(Worker()))

    done = await registry.brought(
        registry.county, transfer(Worker(name="石忠林", phone="13911110000"))
    )

    assert done["result"]["by_code"] == {"citizen_id_conflict": 1}
    assert [p["name"] for p in await registry.people(registry.county)] == ["杨桂英"]


async def test_an_account_without_the_registrar_role_may_not_import(registry: Registry) -> None:
    answer = await registry.upload(officer("caseworker@431230"), transfer(Worker()))

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_a_repeated_key_with_another_file_is_refused(registry: Registry) -> None:
    headers = registry.service.bearer(**registry.county)
    path = "/v1/imports?source=hr-transfer"
    client = registry.service.client
    first = await client.post(path, content=transfer(Worker()), headers=headers)

    again = await client.post(path, content=transfer(Worker(wage=1)), headers=headers)

    assert first.status_code == 202
    assert (again.status_code, again.json()["code"]) == (422, "idempotency_key_reused")


def test_a_wrong_suffix_does_not_make_a_file_what_it_is_not() -> None:
    assert reading.format_of(transfer(Worker()), "text/csv", "list.csv") is reading.Format.XLSX
