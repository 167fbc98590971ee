"""Names by weight: a surname of the county, a given name of two characters mostly."""

from collections.abc import Mapping
from random import Random

FIRST = (
    "伟芳秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂文辉建国华玉梅红金银秋春海燕志永家兴光荣忠仁水木"
)
SECOND = "兰英花珍妹香云凤姣莲芝生发林福贵成才武斌龙虎亮飞鹏宇峰琴萍琼慧莹雪琳晶妍茜祥贤良顺祯"
# Outside GBK, or written in two ways: what older systems lose or change.
RARE = "䶮㛃堃喆邨珺淼峯"
PARTED = (("吾布力", "买买提"), ("阿依古丽", "热合曼"), ("吉克", "阿依"), ("迪丽努尔", "艾合买提"))
SEPARATOR = "·"
LOOKALIKES = "•・‧．."

RARE_SHARE = 0.004
PARTED_SHARE = 0.005
TWO_CHARACTERS_SHARE = 0.82

VARIANTS = (
    ("闫", "阎"), ("阎", "闫"), ("萧", "肖"), ("肖", "萧"), ("喆", "哲"), ("堃", "坤"),
    ("邨", "村"), ("峯", "峰"), ("䶮", "龑"),
)  # fmt: skip


def person_name(random: Random, surnames: Mapping[str, int]) -> str:
    """A Han name, or now and then one of two parts with the separator U+00B7."""
    if random.random() < PARTED_SHARE:
        return SEPARATOR.join(random.choice(PARTED))
    surname = random.choices(list(surnames), weights=list(surnames.values()))[0]
    first = random.choice(RARE) if random.random() < RARE_SHARE else random.choice(FIRST)
    return (
        surname + first + (random.choice(SECOND) if random.random() < TWO_CHARACTERS_SHARE else "")
    )


def is_rare(name: str) -> bool:
    return any(character in RARE for character in name)


def other_spelling(name: str) -> str:
    """The same name as another clerk writes it."""
    for one, other in VARIANTS:
        if one in name:
            return name.replace(one, other)
    return f"{name[0]} {name[1:]}"
