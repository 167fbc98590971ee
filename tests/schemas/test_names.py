import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas import names
from schemas.names import PersonName


@pytest.mark.parametrize("separator", "·•‧∙⋅・･․.．。｡˙")
def test_every_separator_seen_in_lists_becomes_the_one_of_the_standard(separator: str) -> None:
    assert names.normalise(f"阿卜杜拉 {separator} 买买提") == "阿卜杜拉·买买提"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (" 吴 秀 兰 ", "吴秀兰"),
        ("吴\u3000秀兰", "吴秀兰"),
        ("吴秀兰\u200b\ufeff", "吴秀兰"),
        ("⽟兰", "玉兰"),
        ("爱⺠", "爱民"),
        ("ＷＵ  ＸＩＵＬＡＮ", "WU XIULAN"),
        ("·阿依古丽·", "阿依古丽"),
        ("阿依古丽··买买提", "阿依古丽·买买提"),
        ("𬱖", "𬱖"),
        ("\U00031350一", "\U00031350一"),
    ],
)
def test_one_spelling(written: str, name: str) -> None:
    assert names.normalise(written) == name


@pytest.mark.parametrize(
    "name", ["吴秀兰", "武〇", "䶮", "𬱖", "阿卜杜拉·买买提·艾力", "Wu Xiulan", "O'Neill"]
)
def test_names_of_all_peoples_are_valid(name: str) -> None:
    assert names.is_valid(name)


@pytest.mark.parametrize(
    "text", ["", "张*", "张三1", "张三(户主)", "张三、李四", "张··三", "·", "张" * 51]
)
def test_what_is_no_name_is_refused(text: str) -> None:
    assert not names.is_valid(text)
    with pytest.raises(ValidationError):
        TypeAdapter(PersonName).validate_python(text if text != "张··三" else "张·1")


def test_a_long_wrong_name_is_refused_at_once() -> None:
    assert not names.is_valid("a" * 49 + "1")


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳娜", "欧阳*"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿卜杜拉·买买提", "阿***·***"),
        ("扎西顿珠", "扎***"),
        ("丹", "*"),
        ("", "*"),
    ],
)
def test_a_mask_shows_the_surname_only(name: str, masked: str) -> None:
    assert names.mask(name) == masked


@given(st.text(min_size=1, max_size=50))
def test_no_mask_shows_a_whole_name(text: str) -> None:
    name = names.normalise(text)
    assert "*" in names.mask(name)
    assert name == "" or "*" in name or names.mask(name) != name


@given(st.text(max_size=50))
def test_normalising_twice_is_once(text: str) -> None:
    once = names.normalise(text)
    assert names.normalise(once) == once
