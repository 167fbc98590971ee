"""Hostile files are what they are called, and small."""

import io
import zipfile
from collections.abc import Callable

import pytest
from tests.samples.sheets import sheet

from samples import hostile

BOMBS = [hostile.zip_bomb, hostile.lying_zip_bomb]


@pytest.mark.parametrize("make", BOMBS)
def test_a_bomb_is_small_to_send_and_a_gigabyte_to_unpack(make: Callable[[], bytes]) -> None:
    data = make()
    assert len(data) < 2_000_000
    archive = zipfile.ZipFile(io.BytesIO(data))
    told = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    assert told == (1000 if make is hostile.lying_zip_bomb else 1 << 30)


def test_one_row_lists_differ_from_the_good_one_in_what_they_are_called() -> None:
    good = sheet(hostile.transfer())
    assert len(str(sheet(hostile.long_cell())[1][1])) == 20_000
    assert isinstance(sheet(hostile.float_id())[1][2], float)
    for made in (hostile.unknown_region(), hostile.future_date()):
        assert sum(a != b for a, b in zip(good[1], sheet(made)[1], strict=True)) in {1, 2}


def test_a_formula_in_a_name_is_computed_by_the_spreadsheet() -> None:
    archive = zipfile.ZipFile(io.BytesIO(hostile.formula_in_name()))
    assert b"<f>HYPERLINK(" in archive.read("xl/worksheets/sheet1.xml")


def test_a_csv_comes_in_the_encoding_asked_for() -> None:
    assert "杨桂英" in hostile.transfer_csv("gb18030").decode("gb18030")
    assert hostile.transfer_csv("utf-8-sig").startswith(b"\xef\xbb\xbf")
