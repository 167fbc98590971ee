"""What matching says and hears: employers, posts, seekers, recommendations, placements."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from schemas import codes
from schemas.codes import Education, LabourAbility
from schemas.credit_codes import CreditCode
from schemas.money import Fen
from schemas.regions import RegionCode
from schemas.wire import Request, Response, Violation, without_defaults

Name = Annotated[str, Field(min_length=2, max_length=100, examples=["苏州示例电子有限公司"])]
Title = Annotated[str, Field(min_length=2, max_length=80, examples=["电子装配工"])]
LEAF = 4


def _leaf(value: str) -> str:
    found = codes.occupations().get(value)
    if found is None or found.level != LEAF:
        raise Violation(
            "不是职业分类大典（2022年版）的细类代码。",
            "Not a leaf code of the 2022 classification of occupations.",
        )
    return value


def _class(value: str) -> str:
    """The shortest form of a class: 6-05-00-00 → 6-05."""
    padded = "-".join([*value.split("-"), "00", "00", "00"][:LEAF])
    if padded not in codes.occupations():
        raise Violation(
            "职业分类大典（2022年版）中没有此类。",
            "There is no such class in the 2022 classification of occupations.",
        )
    while value.endswith("-00"):
        value = value.removesuffix("-00")
    return value


OccupationCode = Annotated[
    str,
    Field(
        pattern=r"^[1-8]-\d{2}-\d{2}-\d{2}$",
        description="职业分类大典（2022年版）细类代码 / leaf code of the 2022 classification",
        examples=["6-05-01-03"],
    ),
    AfterValidator(_leaf),
]
OccupationClass = Annotated[
    str,
    Field(
        pattern=r"^[1-8](-\d{2}){0,3}$",
        description="大类至细类代码 / code of a major class down to a leaf",
        examples=["6-05"],
    ),
    AfterValidator(_class),
]
Skill = Annotated[str, Field(min_length=1, max_length=40)]
Age = Annotated[int, Field(ge=16, le=75)]
Wage = Annotated[Fen, Field(ge=10_000, le=100_000_000, description="分/月 / fen a month")]


class Paging(Request):
    """What every list takes; the cursor belongs to the filters it was made with."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str | None = None


# --- employers ---------------------------------------------------------------------------------


class EmployerCreate(Request):
    name: Name
    credit_code: CreditCode
    region: RegionCode


class EmployerSearch(Paging):
    region: RegionCode | None = None
    credit_code: CreditCode | None = None


class Employer(Response):
    id: UUID
    name: str
    credit_code: str
    region: RegionCode
    created_at: datetime


# --- posts -------------------------------------------------------------------------------------


class PostKind(StrEnum):
    MARKET = "market"
    MAJOR_PROJECT = "major_project"
    LOGISTICS = "logistics"
    RECONSTRUCTION = "reconstruction"
    PUBLIC_WELFARE = "public_welfare"
    WORKSHOP = "workshop"
    HOME_BASED = "home_based"


class PostState(StrEnum):
    PUBLISHED = "published"
    CLOSED = "closed"


class Requirements(Request):
    """What the work truly asks of a person; absent means no requirement.

    Names that the law forbids (sex, ethnicity, religion, marital status, household registration,
    disability, carrier status) are read only to be refused with the article; any other name is
    refused as unknown.
    """

    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": False})

    min_age: Age | None = None
    max_age: Age | None = None
    education_at_least: Education | None = None
    labour_ability: (
        Literal[LabourAbility.WEAK, LabourAbility.ORDINARY, LabourAbility.SKILLED] | None
    ) = Field(default=None, description="至少具备的劳动能力 / least labour ability the work needs")
    skills: list[Skill] = Field(default=[], max_length=20)

    @model_validator(mode="after")
    def _ages_in_order(self) -> Self:
        if self.min_age and self.max_age and self.max_age < self.min_age:
            raise Violation(
                "最高年龄不能低于最低年龄。", "The highest age cannot be below the lowest."
            )
        return self


class PostCreate(Request):
    employer_id: UUID
    kind: PostKind
    title: Title
    occupation: OccupationCode
    work_region: RegionCode
    address: Annotated[str, Field(max_length=200)] | None = None
    description: Annotated[str, Field(max_length=2000)] | None = None
    wage_from_fen: Wage
    wage_to_fen: Wage
    lodging: bool = False
    headcount: Annotated[int, Field(ge=1, le=10_000)]
    requirements: Requirements = Requirements()
    starts_on: date | None = None
    expires_on: date

    @model_validator(mode="after")
    def _wages_in_order(self) -> Self:
        if self.wage_to_fen < self.wage_from_fen:
            raise Violation(
                "最高工资不能低于最低工资。", "The highest wage cannot be below the lowest."
            )
        return self


class PostPatch(Request):
    """A merge patch (RFC 7396): absent leaves, null clears where a post may go without."""

    model_config = ConfigDict(json_schema_extra=without_defaults)

    title: Title = ""
    address: Annotated[str, Field(max_length=200)] | None = None
    description: Annotated[str, Field(max_length=2000)] | None = None
    wage_from_fen: Wage = 0
    wage_to_fen: Wage = 0
    lodging: bool = False
    headcount: Annotated[int, Field(ge=1, le=10_000)] = 1
    requirements: Requirements = Requirements()
    starts_on: date | None = None
    expires_on: date = date.max


class PostSearch(Paging):
    region: RegionCode | None = Field(default=None, description="工作地 / place of work")
    kind: PostKind | None = None
    wage_from: Annotated[int, Field(ge=0, le=100_000_000)] | None = Field(
        default=None, description="最低月工资不少于（分） / lowest wage at least, fen a month"
    )
    keyword: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    lodging: bool | None = None
    employer_id: UUID | None = None
    state: PostState = PostState.PUBLISHED


class Post(Response):
    id: UUID
    employer_id: UUID
    employer_name: str
    kind: PostKind
    title: str
    occupation: str
    work_region: RegionCode
    work_region_name: str
    address: str | None
    description: str | None
    wage_from_fen: Fen
    wage_to_fen: Fen
    lodging: bool
    headcount: int
    filled: int
    requirements: Requirements
    starts_on: date | None
    expires_on: date
    state: PostState
    published_at: datetime
    closed_at: datetime | None


# --- seekers -----------------------------------------------------------------------------------


class Intent(Request):
    """What a person wants; a merge patch where it changes an intent that is there."""

    regions: list[RegionCode] | None = Field(default=None, max_length=20)
    occupations: list[OccupationClass] | None = Field(default=None, max_length=20)
    least_wage_fen: Wage | None = None


class Seeker(Response):
    person_id: UUID
    origin: RegionCode
    work: RegionCode | None
    birth_year: int | None
    sex: str | None
    education: str | None
    labour_ability: str | None
    work_state: str
    last_wage_fen: Fen | None
    intent: Intent
    as_of: datetime


# --- recommendations ---------------------------------------------------------------------------


class Rung(StrEnum):
    OTHER_PROVINCE = "other_province"
    OWN_PROVINCE = "own_province"
    OWN_CITY = "own_city"
    OWN_COUNTY = "own_county"
    WORKSHOP = "workshop"
    PUBLIC_WELFARE = "public_welfare"


class ScorePart(Response):
    """One reason among the sum: its points of at most `most`, said in both languages."""

    name: Literal["place", "wage", "occupation", "lodging"]
    points: int
    most: int
    zh: str
    en: str


class RecommendationSearch(Paging):
    follow_up_id: UUID | None = None


class Recommendation(Response):
    id: UUID
    person_id: UUID
    follow_up_id: UUID
    rank: int
    rung: Rung
    score: int
    parts: list[ScorePart]
    post: Post
    made_at: datetime


# --- applications and placements ---------------------------------------------------------------


class ApplicationState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    PLACED = "placed"
    WITHDRAWN = "withdrawn"


class ApplicationCreate(Request):
    """The worker's acceptance of a post, recorded by the officer who heard it."""

    person_id: UUID
    post_id: UUID
    follow_up_id: UUID | None = None


class WithdrawalReason(StrEnum):
    WORKER_DECLINED = "worker_declined"
    EMPLOYER_DECLINED = "employer_declined"
    NO_SHOW = "no_show"
    RECORDED_IN_ERROR = "recorded_in_error"


class WithdrawalCreate(Request):
    reason: WithdrawalReason


class ApplicationSearch(Paging):
    post_id: UUID | None = None
    person_id: UUID | None = None
    follow_up_id: UUID | None = None
    state: ApplicationState | None = None


class Application(Response):
    id: UUID
    person_id: UUID
    masked_name: str | None = Field(
        default=None, description="招用单位可见的隐名；登记服务不可达时为空"
    )
    post_id: UUID
    employer_id: UUID
    follow_up_id: UUID | None
    state: ApplicationState
    recorded_by: str
    recorded_at: datetime
    withdrawal_reason: WithdrawalReason | None


class PlacementCreate(Request):
    """The employer's confirmation of a first day at work."""

    application_id: UUID
    started_on: date


class PlacementSearch(Paging):
    post_id: UUID | None = None
    person_id: UUID | None = None
    follow_up_id: UUID | None = None


class Placement(Response):
    id: UUID
    person_id: UUID
    application_id: UUID
    post_id: UUID
    employer_id: UUID
    follow_up_id: UUID | None
    work_region: RegionCode
    started_on: date
    wage_fen: Fen
    confirmed_at: datetime


# --- events ------------------------------------------------------------------------------------


class RecommendationsMade(Response):
    """`matching.recommendations.made`"""

    person_id: UUID
    follow_up_id: UUID
    post_ids: list[UUID]


class ApplicationChanged(Response):
    """`matching.application.changed`"""

    person_id: UUID
    application_id: UUID
    post_id: UUID
    employer_id: UUID
    follow_up_id: UUID | None
    state: ApplicationState


class PlacementConfirmed(Response):
    """`matching.placement.confirmed`"""

    person_id: UUID
    placement_id: UUID
    application_id: UUID
    post_id: UUID
    follow_up_id: UUID | None
    employer_id: UUID
    employer_name: str
    employer_code: str
    work_region: RegionCode
    started_on: date
    wage_fen: Fen
