"""The sample lists have the shapes and the flaws of real ones, and say what they are."""

import csv
import io
from collections import Counter
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from samples import County, county, hostile
from samples.flaws import FLAWS
from samples.workbooks import LABEL
from schemas import citizen_ids, codes, credit_codes, regions

ROWS = 3000


@pytest.fixture(scope="module")
def made() -> County:
    return county(seed=7, rows=ROWS)


def sheet(data: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_the_same_seed_makes_the_same_lists(made: County) -> None:
    again = county(seed=7, rows=ROWS)
    assert sheet(made.poverty_register()) == sheet(again.poverty_register())
    assert made.social_insurance() == again.social_insurance()
    assert sheet(county(seed=8, rows=ROWS).transfer_list()) != sheet(made.transfer_list())


def test_the_register_has_its_header_on_the_third_row_and_months_as_text(made: County) -> None:
    rows = sheet(made.poverty_register())
    assert "证件号码" in rows[2]
    started = {row[rows[2].index("开始时间")] for row in rows[3:]} - {""}
    assert all(str(one).endswith("月") for one in started)


def test_both_lists_together_have_about_the_rows_asked_for(made: County) -> None:
    total = len(sheet(made.poverty_register())) - 3 + len(sheet(made.transfer_list())) - 1
    assert abs(total - ROWS) < ROWS * 0.05


def test_people_have_valid_numbers_and_real_villages(made: County) -> None:
    for person in made.people:
        assert citizen_ids.is_valid(person.citizen_id)
        assert regions.get(person.village) is not None
    assert all(credit_codes.is_valid(employer.credit_code) for employer in made.employers)
    assert any(employer.credit_code.startswith("N2") for employer in made.employers)


def test_posts_have_occupations_of_the_national_classification(made: County) -> None:
    assert {post.occupation for post in made.posts} <= set(codes.occupations())
    assert {post.kind for post in made.posts} >= {"market", "workshop", "public_welfare"}


def test_every_flaw_occurs_and_the_truth_knows_where(made: County) -> None:
    big = county(seed=7, rows=20_000)
    big.transfer_list()
    found = Counter(flaw for flaws in big.truth.flaws.values() for flaw in flaws)
    assert set(found) == set(FLAWS)


def test_an_id_that_a_spreadsheet_made_a_number_is_one_in_the_file() -> None:
    rows = sheet(county(seed=7, rows=20_000).transfer_list())
    column = rows[0].index("身份证号")
    assert any(isinstance(row[column], float) for row in rows[1:])


def test_the_citys_list_is_gb18030_and_names_people_of_no_other_list(made: County) -> None:
    text = made.social_insurance().decode("gb18030")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {"社会保障号码", "单位名称"} <= set(rows[0])
    strangers = [n for n in made.truth.rows["social-insurance"] if n > 10_000_000]
    assert strangers


def test_a_correction_changes_wages_and_leaves_phones_blank(made: County) -> None:
    before, after = sheet(made.transfer_list()), sheet(made.correction(wages=5, blanks=5))
    wage, phone = before[0].index("月工资（元）"), before[0].index("手机号码")
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert sum(a[wage] != b[wage] for a, b in changed) == 5
    assert sum(a[phone] != "" and b[phone] == "" for a, b in changed) == 5


def test_the_lists_say_that_they_are_synthetic(made: County) -> None:
    assert LABEL in str(sheet(made.poverty_register())[0][0])
    assert all(row[-1] == LABEL for row in sheet(made.transfer_list())[1:])


def test_the_bomb_is_small_to_send() -> None:
    assert len(hostile.zip_bomb()) < 2_000_000
