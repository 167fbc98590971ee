"""Which requirements the law forbids, found in names and in words, each with its article.

Source: 《中华人民共和国就业促进法》 (Employment Promotion Law, 2007, amended 2015), arts. 3, 26-31.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas import codes


@dataclass(frozen=True)
class Ground:
    """One unlawful ground: names of fields that state it, the words that show it, the law."""

    code: str
    fields: frozenset[str]
    words: re.Pattern[str]
    zh: str
    en: str


@dataclass(frozen=True)
class Breach:
    """A ground found at `pointer`, an RFC 6901 fragment."""

    ground: Ground
    pointer: str


GAP = r"[^，。；、,;.\s]"
ONLY = r"(?:(?<![不上下有无权])限|仅招|只招|只要|必须|须为|须是|需为|要求)"
NOT = r"(?:不招收|不招|不要|不收|不录用|拒绝|谢绝|排除)"
SEX = r"(?:男(?![女、/和或])|(?<![男、/和或])女)(?:性|士|生|工|孩)?"
NATIONS = "|".join(
    code.zh for code in codes.table("ethnic_group").values() if code.zh.endswith("族")
)
LAW_ZH = "《中华人民共和国就业促进法》"
LAW_EN = "Employment Promotion Law of the PRC"


def _ground(code: str, fields: str, words: Iterable[str], zh: str, en: str) -> Ground:
    pattern = re.compile("|".join(f"(?:{word})" for word in words), re.IGNORECASE)
    return Ground(code, frozenset(fields.split()), pattern, LAW_ZH + zh, f"{LAW_EN}, {en}")


GROUNDS = (
    _ground(
        "sex",
        "sex gender sexes",
        [
            rf"{ONLY}{SEX}",
            rf"{SEX}(?:优先|勿扰|免谈|除外)",
            rf"{NOT}{SEX}",
            r"\b(?:fe)?males? (?:only|preferred)\b|\b(?:wo)?men only\b",
        ],
        "第二十七条：除国家规定的不适合妇女的工种或者岗位外，不得以性别为由拒绝录用妇女或者提高对妇女的录用标准。",
        "art. 27: save for work the State holds unfit for women, nobody may be refused, or held to"
        " a higher standard, because of sex.",
    ),
    _ground(
        "family",
        "marital_status married children childbearing pregnancy",
        [
            rf"{ONLY}(?:未婚|已婚|已育|未育|未孕)",
            r"(?:未婚|已婚|已育|未育)(?:者|女性)?(?:优先|勿扰|免谈)",
            rf"{NOT}(?:孕妇|怀孕|未婚|已婚|未育|哺乳)",
            r"(?:不得|不准|不能|禁止)(?:结婚|怀孕|生育)",
        ],
        "第二十七条：不得规定限制女职工结婚、生育的内容。",
        "art. 27: no term may restrict the marriage or childbearing of women.",
    ),
    _ground(
        "ethnicity",
        "ethnicity ethnic_group ethnicities race nationality",
        [rf"(?:{ONLY}|{NOT}){GAP}{{0,4}}(?:少数民族|{NATIONS})", r"汉族(?:优先|人员)"],
        "第三条、第二十八条：各民族劳动者享有平等的劳动权利。",
        "arts. 3 and 28: workers of every ethnic group have equal rights to work.",
    ),
    _ground(
        "religion",
        "religion religions faith belief",
        [
            rf"(?:{ONLY}|{NOT}){GAP}{{0,4}}(?:信教|教徒|宗教|信徒)",
            r"无宗教信仰|不信教|(?:基督徒|佛教徒|穆斯林)(?:优先|勿扰)",
        ],
        "第三条、第二十六条：不因宗教信仰不同而受歧视，不得实施就业歧视。",
        "arts. 3 and 26: nobody is discriminated against for religious belief.",
    ),
    _ground(
        "household_registration",
        "household_registration hukou registered_residence native_place origin_region origin",
        [
            rf"(?:{ONLY}|{NOT}|具有){GAP}{{0,6}}(?:户籍|户口)",
            r"(?:本地|本市|本省|城镇|非农业?|农村|外地)(?:户籍|户口)",
            rf"{NOT}(?:外地|外省|农村|农民)|(?:外地|外省|农村)人?(?:员)?(?:勿扰|免谈)",
            rf"{NOT}[一-鿿]{{2,3}}(?:人|籍)(?![员才])",
        ],
        "第二十六条、第三十一条：农村劳动者进城就业享有与城镇劳动者平等的劳动权利，不得设置歧视性限制。",
        "arts. 26 and 31: rural workers have the same rights as urban ones; no discriminatory"
        " restriction may be set on where a person is registered or comes from.",
    ),
    _ground(
        "disability",
        "disability disabled disabilities",
        [rf"{NOT}{GAP}{{0,4}}残疾|无残疾"],
        "第二十九条：用人单位招用人员，不得歧视残疾人。",
        "art. 29: employers may not discriminate against persons with disabilities.",
    ),
    _ground(
        "carrier",
        "hepatitis_b hepatitis hiv carrier infectious_disease carrier_status",
        [
            rf"(?:{NOT}|无|非|须查|检查|检测|体检){GAP}{{0,6}}(?:乙肝|澳抗|两对半|艾滋|HBsAg|HIV|病毒携带)",
            rf"(?:乙肝|澳抗|两对半|艾滋|HBsAg|HIV|病毒携带){GAP}{{0,6}}(?:阴性|勿扰|免谈|除外)",
        ],
        "第三十条：不得以是传染病病原携带者为由拒绝录用。",
        "art. 30: nobody may be refused for carrying the pathogen of an infectious disease.",
    ),
)


def breaches(fields: Iterable[str], words: Mapping[str, str]) -> list[Breach]:
    """Every unlawful ground; `fields` are names of requirements, `words` texts by pointer."""
    named = [
        Breach(ground, f"#/requirements/{field}")
        for field in sorted(fields)
        for ground in GROUNDS
        if field.lower() in ground.fields
    ]
    said = [
        Breach(ground, pointer)
        for pointer, text in words.items()
        for ground in GROUNDS
        if ground.words.search(text)
    ]
    return named + said
