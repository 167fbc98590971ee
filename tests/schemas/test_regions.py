from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas import regions
from schemas.regions import Level, RegionCode

CODES = st.sampled_from(sorted(regions._regions()))


def test_every_province_prefecture_and_county_is_shipped() -> None:
    levels = [region.level for region in regions._regions().values()]
    assert [levels.count(each) for each in Level] == [1, 34, 342, 2978, 145, 2625]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("431230", "湖南省怀化市通道侗族自治县"),
        ("130624", "河北省保定市阜平县"),
        ("320583", "江苏省苏州市昆山市"),
        ("110101", "北京市东城区"),
        ("419001", "河南省济源市"),
        ("500101", "重庆市万州区"),
        ("441900", "广东省东莞市"),
        ("00", "全国"),
    ],
)
def test_full_names_leave_placeholders_out(code: str, name: str) -> None:
    assert regions.full_name(code) == name


def test_sample_counties_have_their_townships_and_villages() -> None:
    assert len(regions.children("431230")) == 13
    assert len(regions.children("130624")) == 14
    villages = [v for town in regions.children("431230") for v in regions.children(town.code)]
    assert len(villages) == 164
    assert {village.level for village in villages} == {Level.VILLAGE}


def test_the_whole_country_is_one_range() -> None:
    assert regions.subtree("00") == (0, 10**12)
    assert regions.scope_of("00") == 0
    assert regions.level("00") is Level.NATION
    assert regions.parent("43") == "00"
    assert regions.parent("00") is None
    assert regions.code_of(431230000000, Level.NATION) == "00"
    assert {"11", "43", "71", "82"} < {province.code for province in regions.provinces()}


@given(CODES)
def test_a_region_lies_within_all_that_are_above_it(code: str) -> None:
    low, high = regions.subtree(code)
    assert low <= regions.scope_of(code) < high
    for above in regions.ancestors(code):
        wider_low, wider_high = regions.subtree(above)
        assert wider_low <= low < high <= wider_high
        assert regions.within(code, above)
    assert regions.within(code, "00")


@given(CODES)
def test_a_code_survives_its_number(code: str) -> None:
    level = regions.level(code)
    assert regions.code_of(regions.scope_of(code), level) == code
    assert level.digits == len(code)
    assert TypeAdapter(RegionCode).validate_python(code) == code


@given(CODES)
def test_a_parent_has_its_child(code: str) -> None:
    above = regions.parent(code)
    if above is not None:
        assert regions.get(code) in regions.children(above)


def test_siblings_do_not_touch() -> None:
    ranges = sorted(regions.subtree(region.code) for region in regions.children("4312"))
    assert all(one[1] <= other[0] for one, other in pairwise(ranges))


@pytest.mark.parametrize(
    ("written", "code"),
    [("430000", "43"), ("431200", "4312"), ("431230000000", "431230"), ("441900", "441900")],
)
def test_padded_codes_are_shortened_but_for_cities_without_counties(
    written: str, code: str
) -> None:
    assert regions.canonical(written) == code
    assert TypeAdapter(RegionCode).validate_python(written) == code


@pytest.mark.parametrize(
    "text", ["", "4", "431", "43123", "4312301", "４３", "湖南", "0043", "000000"]
)
def test_what_is_no_region_code_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(RegionCode).validate_python(text)


def test_a_code_that_is_not_shipped_can_be_right() -> None:
    assert TypeAdapter(RegionCode).validate_python("520103001005") == "520103001005"
    assert regions.get("520103001005") is None
    assert regions.name_of("520103001005") == "520103001005"


def test_codes_that_only_statistics_use_are_marked() -> None:
    marked = {region.code for region in regions.counties() if region.statistical}
    assert {"130171", "320576", "232761"} <= marked
    assert not {"431230", "441900", "500105"} & marked
    assert len(marked) == 129
