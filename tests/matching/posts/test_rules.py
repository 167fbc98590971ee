"""Unlawful requirements, in the words in which they are written."""

import pytest

from matching.posts import rules

UNLAWFUL = {
    "sex": ["限男性", "仅限女工", "男士优先", "只招男", "不招女工", "要求女", "Female only"],
    "family": ["已婚已育优先", "不招孕妇", "入职两年内不得怀孕", "限未婚"],
    "ethnicity": ["限汉族", "不招少数民族", "汉族优先", "谢绝维吾尔族"],
    "religion": ["无宗教信仰", "不招信教人员"],
    "household_registration": [
        "限本地户籍",
        "本市户口优先",
        "外地人勿扰",
        "不招河南人",
        "不招农村人员",
    ],
    "disability": ["谢绝残疾人", "不招残疾"],
    "carrier": ["无乙肝", "乙肝五项阴性", "须查HIV", "澳抗阳性勿扰"],
}
LAWFUL = [
    "缝纫工，男女不限",
    "男女均可，包吃住",
    "招男女普工",
    "少数民族同等条件下优先",
    "不限户籍，外省务工人员可报销路费",
    "乙肝携带者同等录用",
    "需健康证，能适应两班倒",
    "欢迎残疾人应聘",
    "妇女儿童用品导购",
    "限招10人",
    "要求初中以上文化",
    "不招中介",
    "要求家族企业工作经验",
    "法定退休年龄上限男60岁",
]


@pytest.mark.parametrize(
    ("ground", "text"), [(ground, text) for ground, texts in UNLAWFUL.items() for text in texts]
)
def test_an_unlawful_requirement_is_found_with_its_article(ground: str, text: str) -> None:
    found = rules.breaches([], {"#/title": f"招普工，{text}，月薪五千"})

    assert ground in {breach.ground.code for breach in found}
    assert all("就业促进法" in breach.ground.zh for breach in found)
    assert all("art" in breach.ground.en for breach in found)


@pytest.mark.parametrize("text", LAWFUL)
def test_a_lawful_text_passes(text: str) -> None:
    assert rules.breaches([], {"#/description": text}) == []


@pytest.mark.parametrize(
    ("field", "ground"),
    [("sex", "sex"), ("ethnicity", "ethnicity"), ("hukou", "household_registration")],
)
def test_a_field_that_states_a_ground_is_refused_by_its_name(field: str, ground: str) -> None:
    (found,) = rules.breaches([field], {})

    assert (found.ground.code, found.pointer) == (ground, f"#/requirements/{field}")
