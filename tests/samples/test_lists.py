"""The sample lists have the shapes of real ones, and say what they are."""

import csv
import io
from datetime import date

from tests.samples.sheets import column, sheet

from samples import County, county
from samples.workbooks import LABEL


def test_the_same_seed_makes_the_same_bytes() -> None:
    one, again, other = (county(seed=seed, rows=500) for seed in (7, 7, 8))
    assert one.poverty_register() == again.poverty_register()
    assert one.social_insurance() == again.social_insurance()
    assert one.transfer_list() == one.transfer_list() == again.transfer_list()
    assert sheet(other.transfer_list()) != sheet(one.transfer_list())


def test_the_register_has_its_header_on_the_third_row_and_months_as_text(made: County) -> None:
    rows = sheet(made.poverty_register())
    assert "证件号码" in rows[2]
    started = set(column(rows, "开始时间", header=3)) - {""}
    assert all(isinstance(one, str) and one.endswith("月") for one in started)
    assert not any(isinstance(cell, date) for row in rows for cell in row)


def test_the_transfer_list_has_dates_as_dates(made: County) -> None:
    started = [one for one in column(sheet(made.transfer_list()), "就业时间") if one != ""]
    assert started
    assert all(isinstance(one, date) for one in started)


def test_both_lists_together_have_about_the_rows_asked_for(made: County) -> None:
    total = len(sheet(made.poverty_register())) - 3 + len(sheet(made.transfer_list())) - 1
    assert abs(total - made.rows) < made.rows * 0.03


def test_the_overlap_of_the_lists_is_as_asked() -> None:
    for overlap in (0.0, 0.6, 1.0):
        rows = county(seed=7, rows=4000, overlap=overlap).truth.rows
        register, transfer = set(rows["poverty-register"]), set(rows["hr-transfer"])
        assert abs(len(register & transfer) / len(register | transfer) - overlap) < 0.03


def test_the_citys_list_is_gb18030_and_holds_who_works_there(made: County) -> None:
    rows = list(csv.DictReader(io.StringIO(made.social_insurance().decode("gb18030"))))
    assert {"社会保障号码", "单位名称"} <= set(rows[0])
    in_city = {p.number for p in made.people if p.work and p.work.region.startswith("3205")}
    insured = set(made.truth.rows["social-insurance"]) & {p.number for p in made.people}
    assert insured < in_city
    assert 0.8 < len(insured) / len(in_city) < 0.92


def test_the_citys_list_is_the_same_as_a_workbook(made: County) -> None:
    text = csv.DictReader(io.StringIO(made.social_insurance().decode("gb18030")))
    book = sheet(made.social_insurance("xlsx"))
    assert column(book, "个人编号") == [row["个人编号"] for row in text]


def test_a_correction_changes_wages_and_leaves_cells_blank(made: County) -> None:
    before, after = sheet(made.transfer_list()), sheet(made.correction(wages=5, blanks=5))
    wages = zip(column(before, "月工资（元）"), column(after, "月工资（元）"), strict=True)
    assert [b - a for a, b in wages if a != b] == [100] * 5
    phones = zip(column(before, "手机号码"), column(after, "手机号码"), strict=True)
    assert [b for a, b in phones if a != b] == [""] * 5
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 10


def test_corrected_people_stand_in_no_other_list_and_without_flaw(made: County) -> None:
    register, transfer = (made.truth.rows[one] for one in ("poverty-register", "hr-transfer"))
    correctable = made.correctable()
    assert len(correctable) > 40
    for person in correctable:
        assert person.number not in register
        assert ("hr-transfer", *transfer[person.number]) not in made.truth.flaws


def test_every_list_says_that_it_is_synthetic(made: County) -> None:
    assert LABEL in str(sheet(made.poverty_register())[0][0])
    assert set(column(sheet(made.transfer_list()), "备注")) == {LABEL}
    insured = csv.DictReader(io.StringIO(made.social_insurance().decode("gb18030")))
    assert {row["备注"] for row in insured} == {LABEL}
