"""Files that a registry must refuse, or bear, without harm; all small to make and to send."""

import functools
import io
import zipfile
from datetime import date
from typing import Any

from samples import workbooks
from samples.lists import TRANSFER_COLUMNS
from samples.workbooks import Formula

GIGABYTE = 1 << 30
LONG_CELL = 20_000


@functools.cache  # a gigabyte takes seconds to pack
def zip_bomb() -> bytes:
    """A workbook whose sheet unpacks to 1 GiB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            block = b"0" * (1 << 20)
            for _ in range(GIGABYTE // len(block)):
                sheet.write(block)
    return target.getvalue()


def lying_zip_bomb() -> bytes:
    """The same, but the archive's directory says that the sheet unpacks to 1,000 bytes."""
    data = bytearray(zip_bomb())
    entry = data.rindex(b"PK\x01\x02")
    size = entry + 24  # uncompressed size in a central directory record (APPNOTE 4.3.12)
    data[size : size + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


def not_a_workbook() -> bytes:
    return b"%PDF-1.7 this is no list"


def cut_short() -> bytes:
    """A workbook of which the connection lost the second half."""
    whole = transfer()
    return whole[: len(whole) // 2]


def wrong_sheet() -> bytes:
    rows = [["季度", "报表"], ["一", "二"]]
    return workbooks.xlsx(rows, sheet="封面")


def long_cell() -> bytes:
    return transfer(姓名="长" * LONG_CELL)


def formula_in_name() -> bytes:
    """A cell that a spreadsheet computes, not only text that looks like it."""
    return transfer(姓名=Formula('=HYPERLINK("http://example.invalid","x")'))


def float_id() -> bytes:
    return transfer(身份证号=431230199001010000.0)


def unknown_region() -> bytes:
    return transfer(户籍所在乡镇="不存在镇", 户籍所在村="不存在村")


def future_date() -> bytes:
    return transfer(就业时间=date(2048, 9, 1))


def transfer(**values: Any) -> bytes:
    """A transfer list of one row, good but for the columns given (by title)."""
    return workbooks.xlsx(
        [list(TRANSFER_COLUMNS), _row(values)], sheet="转移就业台账", text_only=False
    )


def transfer_csv(encoding: str, **values: Any) -> bytes:
    return workbooks.csv_text([list(TRANSFER_COLUMNS), _row(values)], encoding=encoding)


def _row(values: dict[str, Any]) -> list[Any]:
    good = {
        "序号": 1,
        "姓名": "杨桂英",
        "身份证号": "431230199001010026",
        "性别": "女",
        "手机号码": "13900000001",
        "户籍所在乡镇": "双江镇",
        "户籍所在村": "塘冲村",
        "就业单位": "样例企业",
        "就业省份": "江苏省",
        "就业城市": "苏州市",
        "就业区县": "吴中区",
        "就业时间": "2025-09-01",
        "月工资（元）": 4200,
        "是否有组织输出": "是",
        "备注": workbooks.LABEL,
        **values,
    }
    return [good.get(column, "") for column in TRANSFER_COLUMNS]
