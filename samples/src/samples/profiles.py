"""What differs between the sending counties: peoples, surnames, where their workers go.

Shares are approximate and from general knowledge; they make lists plausible and measure nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

TONGDAO = "431230"
FUPING = "130624"
SUZHOU = "3205"
CITY_DISTRICTS = ("320506", "320507", "320509", "320583")
CITY = "city"
HOME = "home"


@dataclass(frozen=True)
class Profile:
    """Weights of ethnic groups and surnames; `destinations`: county codes, `city` and `home`.

    `former_code`: the county's code in GB/T 2260 until the mid-1990s, which id numbers issued then
    still begin with.
    """

    ethnicities: Mapping[str, int]
    surnames: Mapping[str, int]
    destinations: Mapping[str, int]
    former_code: str


_COMPOUND = {"欧阳": 4, "上官": 1, "尉迟": 1, "万俟": 1}
_OTHERS = {"翟": 3, "解": 3, "单": 4, "查": 2, "仇": 2, "闫": 6, "阎": 3, "肖": 12, "萧": 4}

PROFILES: Mapping[str, Profile] = {
    TONGDAO: Profile(
        ethnicities={"侗族": 78, "汉族": 10, "苗族": 10, "瑶族": 2},
        surnames={
            "杨": 120, "吴": 110, "石": 70, "陆": 60, "龙": 55, "李": 50, "张": 45, "王": 40,
            "陈": 40, "刘": 35, "粟": 30, "黄": 30, "周": 25, "曾": 20, "覃": 20, "谢": 18,
            "罗": 18, "蒙": 12, "欧": 10, "莫": 10, "邓": 14, "唐": 14, **_OTHERS, **_COMPOUND,
        },
        destinations={
            CITY: 35, HOME: 14, "440306": 22, "330110": 13, "350212": 6, "430111": 10,
        },
        former_code="433031",
    ),
    FUPING: Profile(
        ethnicities={"汉族": 985, "满族": 8, "回族": 7},
        surnames={
            "张": 100, "王": 95, "李": 95, "刘": 75, "赵": 45, "杨": 35, "陈": 30, "马": 28,
            "孙": 25, "高": 24, "郭": 24, "韩": 22, "顾": 20, "白": 20, "贾": 18, "任": 16,
            "耿": 12, "曾": 6, **_OTHERS, **_COMPOUND,
        },
        destinations={CITY: 30, HOME: 20, "110105": 18, "120116": 8, "130102": 12, "130602": 12},
        former_code="132438",
    ),
}  # fmt: skip
