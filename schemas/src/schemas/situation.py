"""Figures of work by region, day and dimension, and which of them are asked for."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.regions import Level, RegionCode
from schemas.wire import Request, Response


class WorkState(StrEnum):
    WORKING = "working"
    NOT_WORKING = "not_working"
    RETURNED = "returned"
    UNKNOWN = "unknown"


class Dimension(StrEnum):
    """By what figures are broken down."""

    STATE = "state"
    SECTOR = "sector"
    ORGANISED = "organised"
    VERIFIED = "verified"


class Organised(StrEnum):
    """有组织输出 · 自发外出 · 未知"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


Sector = Annotated[
    str,
    Field(
        pattern=r"^([A-T]|unknown)$",
        description="行业门类（GB/T 4754）；unknown为未知 / section of GB/T 4754",
        examples=["C"],
    ),
]


AsOf = Annotated[
    date | None, Field(description="截至日期，默认今天 / as of this day, today if none")
]


class SituationSearch(Request):
    """Figures of a region by the regions of `level` within it, broken down by dimensions."""

    region: RegionCode
    level: Annotated[
        Level | None, Field(description="默认为下一级 / the level below if none is given")
    ] = None
    on: AsOf = None
    by: Annotated[
        list[Dimension], Field(max_length=4, description="分项维度，可多个 / may be repeated")
    ] = []


class SituationPart(Response):
    """People of one combination of the dimensions asked for; null where not asked."""

    state: WorkState | None = None
    sector: Sector | None = None
    organised: Organised | None = None
    verified: bool | None = None
    people: int


class SituationRow(Response):
    """`verified_share`: verified ÷ working, null where nobody works."""

    region: RegionCode
    region_name: str
    people: int
    working: int
    verified: int
    verified_share: float | None = None
    returned: int
    flows_out: int = Field(description="在外务工（有未结束的流动）/ people with an open flow")
    parts: list[SituationPart] = Field(default=[], description="分项 / by the dimensions asked for")


class Situation(Response):
    region: RegionCode
    region_name: str
    level: str
    as_of: date
    by: list[Dimension] = []
    total: SituationRow
    items: list[SituationRow]


class SituationPeopleSearch(Request):
    """One figure of the situation: whose people are wanted."""

    region: RegionCode
    level: Annotated[
        Level | None, Field(description="该数字所在表的层级 / level of the table of this figure")
    ] = None
    on: AsOf = None
    state: WorkState | None = None
    sector: Sector | None = None
    organised: Organised | None = None
    verified: bool | None = None
    flows_out: bool | None = None
    total: Annotated[bool, Field(description="是否计总数 / whether to count all")] = False
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
