"""How departments' lists name their columns: one template a source, as data.

Titles are those of the national monitoring system's exports, of county transfer-employment lists
and of municipal social-insurance lists; brackets, spaces and line breaks in a title do not count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

HEADER_ROWS = 6
"""A header is looked for on the first six rows: exports carry titles and units above it."""

_DECORATION = re.compile(r"[\s*＊:：()（）\[\]【】/／、,，_\-—]+")


def plain(title: str) -> str:
    """A title without what lists put around it: spaces, brackets, stars and separators."""
    return _DECORATION.sub("", title)


@dataclass(frozen=True)
class Column:
    """A field of ours and the titles it goes under; the first title is the usual one."""

    field: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A source system: its columns, what must be there, and its rank when sources differ.

    `precedence`: the higher wins. `registers`: its agency registers people of its own region;
    otherwise a row is evidence about a person, whoever registered that person. `national_key`:
    person numbers are unique in the country, not only in the supplying city.
    """

    code: str
    name_zh: str
    name_en: str
    precedence: int
    columns: tuple[Column, ...]
    required: frozenset[str]
    registers: bool = True
    national_key: bool = False

    @cached_property
    def _by_title(self) -> dict[str, str]:
        return {plain(title): column.field for column in self.columns for title in column.titles}

    def field_of(self, title: str) -> str | None:
        return self._by_title.get(plain(title))

    def title_of(self, name: str) -> str:
        return next((c.titles[0] for c in self.columns if c.field == name), name)


@dataclass(frozen=True)
class Header:
    """Where the header stands (row number from 1) and which field each position holds."""

    row: int
    fields: dict[int, str]
    titles: tuple[str, ...]

    @cached_property
    def title_by_field(self) -> dict[str, str]:
        """How the list calls each field that it has."""
        return {name: self.titles[at].strip() for at, name in self.fields.items()}


def find_header(template: Template, rows: Sequence[Sequence[str]]) -> Header | None:
    """The best of the first six rows that has every required column; None when none has."""
    found = [
        header
        for number, row in enumerate(rows[:HEADER_ROWS], start=1)
        if template.required <= set((header := _read(template, number, row)).fields.values())
    ]
    return max(found, key=lambda header: len(header.fields), default=None)


def missing_columns(template: Template, rows: Sequence[Sequence[str]]) -> list[str]:
    """Usual titles of the required columns that the likeliest header row lacks."""
    headers = [_read(template, number, row) for number, row in enumerate(rows[:HEADER_ROWS], 1)]
    best = max(headers, key=lambda header: len(header.fields), default=None)
    present = set(best.fields.values()) if best else set()
    return [template.title_of(name) for name in sorted(template.required - present)]


def _read(template: Template, number: int, row: Sequence[str]) -> Header:
    fields: dict[int, str] = {}
    for position, title in enumerate(row):
        name = template.field_of(title)
        if name is not None and name not in fields.values():
            fields[position] = name
    return Header(number, fields, tuple(row))


_PLACE = (
    Column("province", ("省", "省份", "户籍省", "户籍所在省", "户籍地省")),
    Column("city", ("市", "市州", "地市", "户籍市", "户籍所在市", "户籍地市")),
    Column("county", ("县", "县市区", "区县", "户籍县", "户籍所在县", "户籍地县")),
    Column("township", ("乡", "乡镇", "乡镇街道", "镇", "所属乡镇", "户籍乡镇", "户籍所在乡镇")),
    Column("village", ("村", "行政村", "村社区", "村居", "所属村", "户籍村", "户籍所在村")),
    Column("group", ("组", "自然村组", "村民小组")),
)
_PERSON = (
    Column("name", ("姓名", "人员姓名", "劳动力姓名")),
    Column("sex", ("性别",)),
    Column("ethnicity", ("民族",)),
    Column("birth_date", ("出生日期", "出生年月")),
    Column("phone", ("联系电话", "手机号", "手机号码", "电话", "本人电话", "联系方式")),
    Column("education", ("文化程度", "学历")),
    Column("labour_ability", ("劳动技能", "劳动能力", "劳动力类型")),
    Column("health", ("健康状况",)),
    Column("schooling", ("在校生状况",)),
    Column("category", ("户类型", "人员类别", "家庭类型", "贫困户属性", "人员类型")),
    Column("monitored", ("监测对象类别", "监测类别", "监测户类别")),
    Column("scheme_year", ("脱贫年度", "识别年度", "脱贫年份", "识别监测时间", "纳入年度")),
    Column(
        "bank_account",
        (
            "银行账号",
            "银行卡号",
            "社保卡银行账号",
            "一卡通账号",
            "社会保障卡账号",
            "银行账户",
            "社保卡金融账号",
        ),
    ),
)
_ID = (
    "证件号码", "身份证号", "身份证号码", "公民身份号码", "公民身份证号码", "身份证",
    "居民身份证号码",
    "社会保障号码", "社会保障号", "身份证件号码",
)  # fmt: skip
_WORK = (
    Column("working", ("是否已务工", "是否务工", "就业状态", "是否就业", "务工状态", "就业状况")),
    Column("started", ("开始时间", "务工开始时间", "就业时间", "外出时间", "上岗时间")),
    Column("ended", ("结束时间", "务工结束时间", "返乡时间", "离岗时间")),
    Column("work_province", ("务工所在省", "务工省份", "就业省份", "务工地省", "务工省", "就业省")),
    Column("work_city", ("务工所在市", "务工城市", "就业城市", "务工地市", "务工市", "就业市")),
    Column("work_county", ("务工所在县", "务工区县", "就业区县", "务工地县", "务工县", "就业县")),
    Column("work_place", ("务工地点", "就业地点", "务工地", "就业地", "务工地址", "就业地区")),
    Column(
        "employer_name",
        ("务工企业名称", "企业名称", "就业单位", "务工单位", "用工单位", "单位名称", "就业单位名称",
         "用人单位", "用工企业", "务工单位名称"),
    ),
    Column("employer_code", ("统一社会信用代码", "单位统一社会信用代码", "信用代码")),
    Column("wage", ("务工月收入", "月工资", "月收入", "月薪", "工资", "务工月收入元", "月工资元")),
    Column("industry", ("所属行业", "行业", "产业类型")),
    Column("channel", ("就业渠道", "输出渠道")),
    Column(
        "organised",
        ("是否点对点输送", "是否点对点", "是否有组织输出", "输出方式", "组织形式",
         "转移方式"),
    ),
)  # fmt: skip

POVERTY_REGISTER = Template(
    code="poverty-register",
    name_zh="防止返贫监测务工台账",
    name_en="Register of out-of-poverty and monitored workers",
    precedence=30,
    columns=(
        *_PLACE,
        Column("household_no", ("户编号", "户编码")),
        Column("external_key", ("人口编号", "人口编码", "人员编号")),
        Column("citizen_id", _ID),
        Column("id_kind", ("证件类型",)),
        Column("relation", ("与户主关系",)),
        *_PERSON,
        *_WORK,
    ),
    required=frozenset({"name", "citizen_id"}),
    national_key=True,
)
HR_TRANSFER = Template(
    code="hr-transfer",
    name_zh="农村劳动力转移就业台账",
    name_en="Human-resources list of transferred rural workers",
    precedence=20,
    columns=(
        *_PLACE,
        Column(
            "place",
            ("户籍地", "户籍所在地", "户籍地址", "家庭住址", "家庭地址"),
        ),
        Column("citizen_id", _ID),
        *_PERSON,
        *_WORK,
    ),
    required=frozenset({"name", "citizen_id"}),
)
SOCIAL_INSURANCE = Template(
    code="social-insurance",
    name_zh="职工社会保险参保名单",
    name_en="Social-insurance list of insured employees",
    precedence=10,
    columns=(
        Column("external_key", ("个人编号", "参保编号", "社保编号", "人员编号")),
        Column("citizen_id", _ID),
        *_PERSON[:5],
        Column("employer_name", ("单位名称", "参保单位", "参保单位名称", "用人单位")),
        Column("employer_code", ("统一社会信用代码", "单位统一社会信用代码", "信用代码")),
        Column("insurance", ("险种", "险种类型", "参保险种")),
        Column(
            "started",
            ("参保时间", "参保日期", "本单位参保时间", "参保起始年月", "起始年月", "首次参保年月",
             "参保开始时间", "本次参保时间", "本单位参保年月", "参保年月"),
        ),
        Column("ended", ("停保时间", "停保年月", "中断时间", "终止年月", "参保终止年月")),
        Column(
            "insured_through",
            ("最近缴费年月", "缴费年月", "截止年月", "最近缴费月份", "缴费截止年月", "最后缴费年月",
             "费款所属期", "缴费月份"),
        ),
        Column("working", ("参保状态", "缴费状态", "人员状态", "人员参保状态")),
        Column("wage", ("缴费基数", "缴费工资", "月缴费基数", "缴费基数元")),
        Column("work_county", ("参保地", "参保区县", "区县", "参保地区", "统筹区", "参保所属区")),
    ),
    required=frozenset({"name", "citizen_id", "employer_name"}),
    registers=False,
)  # fmt: skip

TEMPLATES = {t.code: t for t in (POVERTY_REGISTER, HR_TRANSFER, SOCIAL_INSURANCE)}
