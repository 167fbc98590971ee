"""Names of persons: one spelling, and masks for notices.

The separator of transliterated names is U+00B7 alone (民委发〔2016〕33号); real lists hold half a
dozen look-alikes, which Unicode normalisation does not unify.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import Field

from schemas.texts import judged, unified

SEPARATOR = "·"
LONGEST = 50
_INVISIBLE = {"Cc", "Cf"}
_ONE_SEPARATOR = str.maketrans(dict.fromkeys("•‧∙⋅・･․.．。｡˙●", SEPARATOR))
_SEPARATED = re.compile(rf"\s*{SEPARATOR}[\s{SEPARATOR}]*")
_SPACES = re.compile(r"\s+")
_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Radicals that Unicode encodes apart and NFKC leaves alone, but that input methods produce.
_RADICALS = str.maketrans(
    "⺠⻘⻅⻉⻋⻓⻔⻛⻢⻥⻦⻩⻬⻰⻄⻙⻜⻝⻮⻳", "民青见贝车长门风马鱼鸟黄齐龙西韦飞食齿龟"
)
_BETWEEN_PARTS = re.compile(r"[·' -]")
_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 "
    "皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 "
    "子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 "
    "段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 "
    "左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 "
    "褚师 纳兰 叶赫 完颜 耶律 爱新觉罗 "
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())


def normalise(text: str) -> str:
    """NFKC, one separator (U+00B7), no invisible characters; no spaces in a Chinese name.

    Characters newer than this Python's Unicode tables stay: rare names are made of them.
    """
    visible = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    written = unicodedata.normalize("NFKC", visible.translate(_ONE_SEPARATOR)).translate(_RADICALS)
    separated = _SEPARATED.sub(SEPARATOR, written.translate(_ONE_SEPARATOR))
    joined = _SPACES.sub("" if _HAN.search(separated) else " ", separated).strip(f" {SEPARATOR}")
    return unicodedata.normalize("NFKC", joined)


def is_valid(text: str) -> bool:
    """Letters of any script, single separators between them, at most 50 characters."""
    parts = _BETWEEN_PARTS.split(text)
    return len(text) <= LONGEST and all(part and all(map(_is_letter, part)) for part in parts)


def surname(name: str) -> str:
    """The surname of a Han name; empty for a name with a separator, which has none."""
    if SEPARATOR in name or not name:
        return ""
    longest = max((s for s in COMPOUND_SURNAMES if name.startswith(s)), key=len, default="")
    return longest if 0 < len(longest) < len(name) else name[0]


def mask(name: str) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧阳**, 阿卜杜拉·买买提 → 阿***·***; never a name in full."""
    shown = surname(name) or name[:1]
    hidden = "".join(c if c == SEPARATOR else "*" for c in name[len(shown) :])
    return shown + hidden if hidden else "*"


def _is_letter(character: str) -> bool:
    return character.isalpha() or _HAN.match(character) is not None


PersonName = Annotated[
    str,
    unified(normalise),
    judged(is_valid, "person_name"),
    Field(description="姓名 / name of a person", examples=["吴秀兰"]),
]
