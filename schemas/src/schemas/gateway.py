"""What the gateway says and hears: identities, agreements, access records, calendar, clock."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AnyUrl, AwareDatetime, Field, SecretStr, model_validator

from schemas.purposes import Purpose
from schemas.regions import RegionCode
from schemas.roles import RoleName
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from schemas.wire import Request, Response

Username = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{2,63}$", examples=["leiyang-clerk"])]
Password = Annotated[SecretStr, Field(min_length=12, max_length=128)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
END_OF_SAMPLE = datetime(2100, 1, 1, tzinfo=UTC)
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class RoleAtRegion(Request):
    role: RoleName
    region: RegionCode


class Grant(Response):
    """What one agreement in force opens to the caller: people of `origin` at `destination`."""

    agreement_id: UUID
    origin: RegionCode
    destination: RegionCode
    purposes: list[Purpose]


class Me(Response):
    """Who the caller is and what the caller may do where."""

    subject: str
    kind: SubjectKind
    client_id: str
    actor_id: UUID | None = None
    username: str | None = None
    display_name: str | None = None
    agency_id: UUID | None = None
    region: RegionCode | None = None
    region_name: str | None = None
    roles: list[RoleAtRegion] = []
    scopes: list[Scope] = []
    grants: list[Grant] = []


class AgencyCreate(Request):
    name: Title
    region: RegionCode


class Agency(Response):
    id: UUID
    name: str
    region: RegionCode
    version: int
    created_at: datetime


class AccountState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class AccountCreate(Request):
    """A person's sign-in. An employer's has `kind` employer and the employer's id as `actor_id`."""

    username: Username
    password: Password
    display_name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Literal[SubjectKind.OFFICER, SubjectKind.EMPLOYER] = SubjectKind.OFFICER
    actor_id: UUID | None = None
    agency_id: UUID | None = None
    region: RegionCode
    roles: Annotated[list[RoleAtRegion], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _actor_belongs_to_employers(self) -> "AccountCreate":
        if (self.kind == SubjectKind.EMPLOYER) != (self.actor_id is not None):
            raise ValueError("actor_id is given for an employer, and only for an employer")
        return self


class AccountChange(Request):
    """Merge patch: absent fields stay; `roles` replaces all roles."""

    state: AccountState | None = None
    roles: Annotated[list[RoleAtRegion], Field(min_length=1, max_length=50)] | None = None
    password: Password | None = None


class Account(Response):
    id: UUID
    username: str
    display_name: str
    kind: SubjectKind
    actor_id: UUID | None = None
    agency_id: UUID | None = None
    region: RegionCode
    roles: list[RoleAtRegion]
    state: AccountState
    version: int
    created_at: datetime


class ClientKind(StrEnum):
    """`system`: another government system, signs with its key; `public`: a program of a person."""

    SYSTEM = "system"
    PUBLIC = "public"


class ClientCreate(Request):
    """A system that calls us (its public keys), or a program people sign in with (redirects)."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,63}$", examples=["hunan-hr-exchange"])]
    name: Title
    kind: ClientKind = ClientKind.SYSTEM
    region: RegionCode
    agency_id: UUID | None = None
    scopes: Annotated[list[Scope], Field(min_length=1)]
    jwks: Annotated[
        dict[str, object] | None,
        Field(description="RFC 7517 key set of public EC P-256 keys (ES256)"),
    ] = None
    redirect_uris: Annotated[list[AnyUrl], Field(max_length=20)] = []

    @model_validator(mode="after")
    def _keys_or_redirects(self) -> "ClientCreate":
        if self.kind == ClientKind.SYSTEM and (self.jwks is None or self.redirect_uris):
            raise ValueError("a system client has jwks and no redirect_uris")
        if self.kind == ClientKind.PUBLIC and (self.jwks is not None or not self.redirect_uris):
            raise ValueError("a public client has redirect_uris and no jwks")
        return self


class Client(Response):
    id: str
    name: str
    kind: str
    region: RegionCode
    agency_id: UUID | None = None
    scopes: list[Scope]
    jwks: dict[str, object] | None = None
    redirect_uris: list[str] = []
    state: AccountState
    created_at: datetime


class Side(StrEnum):
    """输出方 / 输入方 of a labour cooperation agreement."""

    SENDING = "sending"
    RECEIVING = "receiving"


class AgreementState(StrEnum):
    DRAFT = "draft"
    SIGNED_BY_ONE = "signed_by_one"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ENDED = "ended"


class AgreementCreate(Request):
    """A draft between a sending and a receiving region; either side may draw it up.

    `origins` lie within `sending_region` and default to it, `destinations` likewise.
    """

    title: Title
    text: Annotated[str, Field(min_length=1, max_length=50_000)]
    sending_region: RegionCode
    receiving_region: RegionCode
    origins: Annotated[list[RegionCode], Field(max_length=200)] = []
    destinations: Annotated[list[RegionCode], Field(max_length=200)] = []
    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=20)]
    starts_on: date
    ends_on: date

    @model_validator(mode="after")
    def _term_runs_forward(self) -> "AgreementCreate":
        if self.ends_on < self.starts_on:
            raise ValueError("ends_on lies before starts_on")
        return self


class Signature(Response):
    side: Side
    region: RegionCode
    account_id: UUID
    text_digest: Sha256
    signed_at: datetime


class Agreement(Response):
    """`document` is the exact text that is signed; `text_digest` is its SHA-256 over UTF-8."""

    id: UUID
    title: str
    document: str
    text_digest: Sha256
    state: AgreementState
    sending_region: RegionCode
    receiving_region: RegionCode
    origins: list[RegionCode]
    destinations: list[RegionCode]
    purposes: list[Purpose]
    starts_on: date
    ends_on: date
    signatures: list[Signature] = []
    suspended_by: list[Side] = []
    version: int
    created_at: datetime


class SignatureCreate(Request):
    """`side` is needed only where the signatory's region covers both parties."""

    text_digest: Sha256
    side: Side | None = None


class AgreementStep(Request):
    """Suspension, resumption or termination, by either side."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    side: Side | None = None


class AccessRecord(Response):
    """One look at one person's data."""

    id: UUID
    at: datetime
    service: str
    operation: str
    subject: str
    subject_kind: str
    client_id: str | None = None
    region: str | None = None
    region_name: str | None = None
    purpose: str
    agreement_id: UUID | None = None


class Region(Response):
    code: RegionCode
    name: str
    level: str
    parent: RegionCode | None = None
    full_name: str


class WorkingDay(Response):
    date: date
    working: bool


class WorkingDays(Response):
    """Days from `start` to `end`, both included, with the calendar they come from."""

    source: str
    horizon: date
    start: date
    end: date
    working_days: int
    days: list[WorkingDay]


class ClockShift(Request):
    """Where business time shall stand now. Only in sample mode."""

    business_now: Annotated[AwareDatetime, Field(lt=END_OF_SAMPLE)]


class BusinessClock(Response):
    now: datetime
    business_now: datetime
    offset_seconds: int
    sample_mode: bool


class ServiceHealth(Response):
    service: str
    well: bool
    detail_zh: str
    detail_en: str


class Status(Response):
    well: bool
    version: str
    services: list[ServiceHealth]


class AgreementChanged(Response):
    """Data of `gateway.agreement.changed`."""

    agreement_id: UUID
    state: AgreementState
    origins: list[RegionCode]
    destinations: list[RegionCode]
    purposes: list[Purpose]
    starts_on: date
    ends_on: date


class ClockShifted(Response):
    """Data of `gateway.clock.shifted`: seconds that business time is ahead of real time."""

    offset_seconds: int


class TokenRevoked(Response):
    """Data of `gateway.token.revoked`: one token by its `jti`, or all of a subject so far."""

    jti: str | None = None
    subject: str | None = None
