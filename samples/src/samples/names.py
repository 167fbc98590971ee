"""Names by weight: surnames of a southern county, given names of two characters mostly."""

from random import Random

# Approximate shares in per mille, from general knowledge; compound and rare ones on purpose.
SURNAMES: dict[str, int] = {
    "杨": 120, "吴": 110, "石": 70, "陆": 60, "龙": 55, "李": 50, "张": 45, "王": 40, "陈": 40,
    "刘": 35, "粟": 30, "黄": 30, "周": 25, "曾": 20, "覃": 20, "谢": 18, "罗": 18, "肖": 12,
    "萧": 4, "闫": 6, "阎": 3, "蒙": 12, "欧": 10, "莫": 10, "邓": 14, "唐": 14, "单": 4, "解": 3,
    "翟": 3, "仇": 2, "查": 2, "欧阳": 4, "上官": 1, "尉迟": 1, "万俟": 1,
}  # fmt: skip
FIRST = (
    "伟芳秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂文辉建国华玉梅红金银秋春海燕志永家兴光荣忠仁水木"
)
SECOND = "兰英花珍妹香云凤姣莲芝生发林福贵成才武斌龙虎亮飞鹏宇峰琴萍琼慧莹雪琳晶妍茜祥贤良顺祯"
RARE = "䶮㛃堃喆邨珺淼"


def person_name(random: Random) -> str:
    surname = random.choices(list(SURNAMES), weights=list(SURNAMES.values()))[0]
    first = random.choice(RARE) if random.random() < 0.004 else random.choice(FIRST)  # noqa: PLR2004
    return surname + first + (random.choice(SECOND) if random.random() < 0.82 else "")  # noqa: PLR2004


def other_spelling(name: str) -> str:
    """The same name as another clerk writes it."""
    for one, other in (("闫", "阎"), ("萧", "肖"), ("阎", "闫"), ("肖", "萧")):
        if name.startswith(one):
            return other + name[1:]
    return name[0] + " " + name[1:]
