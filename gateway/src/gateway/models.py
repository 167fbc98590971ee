"""The gateway's tables. Regions are kept twice: the code as given, and its scope as a bigint."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from servicekit import database
from servicekit.ids import uuid7


class Base(DeclarativeBase):
    metadata = database.metadata()
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        dict[str, Any]: JSONB,
        str: Text,
        bytes: LargeBinary,
    }


class Agency(Base):
    __tablename__ = "agencies"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    region: Mapped[str]
    owner_scope: Mapped[int] = mapped_column(BigInteger, index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class Account(Base):
    """A person who signs in here; the display name is sealed, the password is Argon2id."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("username"),
        CheckConstraint("kind in ('officer', 'employer')", name="kind"),
        CheckConstraint("state in ('active', 'suspended')", name="state"),
        CheckConstraint("(kind = 'employer') = (actor_id is not null)", name="actor"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    username: Mapped[str]
    display_name_sealed: Mapped[bytes]
    password_hash: Mapped[str]
    kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agencies.id"))
    region: Mapped[str]
    owner_scope: Mapped[int] = mapped_column(BigInteger, index=True)
    state: Mapped[str] = mapped_column(default="active")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class AccountRole(Base):
    """A role at a region; `owner_scope` is the account's, so that its administrator sees it."""

    __tablename__ = "account_roles"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    owner_scope: Mapped[int] = mapped_column(BigInteger)


class Client(Base):
    """A program that may ask for tokens: a person's (public), a system's, a service of ours."""

    __tablename__ = "clients"
    __table_args__ = (
        CheckConstraint("kind in ('public', 'system', 'service')", name="kind"),
        CheckConstraint("state in ('active', 'suspended')", name="state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    region: Mapped[str]
    owner_scope: Mapped[int] = mapped_column(BigInteger, index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agencies.id"))
    scopes: Mapped[list[str]]
    jwks: Mapped[dict[str, Any] | None]
    redirect_uris: Mapped[list[str]]
    state: Mapped[str] = mapped_column(default="active")
    created_at: Mapped[datetime]


class SigningKey(Base):
    """The private half is sealed with the key ring; `next` is published before it signs."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        CheckConstraint("state in ('next', 'current', 'retired')", name="state"),
        Index(
            "ix_signing_keys_current", "state", unique=True, postgresql_where="state = 'current'"
        ),
    )

    kid: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    private_sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class AuthorizationRequest(Base):
    """A login form that was shown; the browser's cookie and its token are kept as digests."""

    __tablename__ = "authorization_requests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    client_id: Mapped[str]
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    state: Mapped[str | None]
    nonce: Mapped[str | None]
    code_challenge: Mapped[str]
    browser_digest: Mapped[str]
    csrf_digest: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class AuthorizationCode(Base):
    """One code; `token_id` is the access token it became, so that a replay can revoke it."""

    __tablename__ = "authorization_codes"

    digest: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(index=True)
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    nonce: Mapped[str | None]
    code_challenge: Mapped[str]
    signed_in_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    token_id: Mapped[str | None]


class UsedAssertion(Base):
    __tablename__ = "used_assertions"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    jti: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RevokedToken(Base):
    __tablename__ = "revoked_tokens"

    jti: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInFailure(Base):
    """Failures in a row of one account name from one address, both as keyed digests."""

    __tablename__ = "sign_in_failures"

    username_digest: Mapped[UUID] = mapped_column(primary_key=True)
    address_digest: Mapped[UUID] = mapped_column(primary_key=True)
    failures: Mapped[int]
    not_before: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)


class Agreement(Base):
    """A cooperation agreement; either party's region sees it and acts on it."""

    __tablename__ = "agreements"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'signed_by_one', 'in_force', 'suspended', 'ended')", name="state"
        ),
        CheckConstraint("starts_on <= ends_on", name="term"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    title: Mapped[str]
    document: Mapped[str]
    text_digest: Mapped[str]
    state: Mapped[str]
    sending_region: Mapped[str]
    receiving_region: Mapped[str]
    sending_scope: Mapped[int] = mapped_column(BigInteger, index=True)
    receiving_scope: Mapped[int] = mapped_column(BigInteger, index=True)
    origins: Mapped[list[str]]
    destinations: Mapped[list[str]]
    purposes: Mapped[list[str]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    suspended_by: Mapped[list[str]]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class AgreementStep(Base):
    """What was done to an agreement by which side: signed, suspended, resumed, terminated."""

    __tablename__ = "agreement_steps"
    __table_args__ = (
        CheckConstraint(
            "action in ('signature', 'suspension', 'resumption', 'termination')", name="action"
        ),
        Index(
            "ix_agreement_steps_signature",
            "agreement_id",
            "side",
            unique=True,
            postgresql_where="action = 'signature'",
        ),
    )

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreements.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    action: Mapped[str]
    side: Mapped[str]
    region: Mapped[str]
    account_id: Mapped[UUID]
    text_digest: Mapped[str]
    reason: Mapped[str | None]
    sending_scope: Mapped[int] = mapped_column(BigInteger)
    receiving_scope: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class CollectedEntry(Base):
    """An audit entry as the acting service wrote it, kept here for good."""

    __tablename__ = "collected_entries"

    service: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    kind: Mapped[str]
    client_id: Mapped[str]
    actor_region: Mapped[str | None]
    operation: Mapped[str]
    purpose: Mapped[str]
    outcome: Mapped[str]
    object_type: Mapped[str | None]
    object_id: Mapped[str | None]
    person_id: Mapped[UUID | None]
    object_region: Mapped[str | None]
    agreement_id: Mapped[UUID | None]
    trace_id: Mapped[str | None]


class AccessRecord(Base):
    """The entries about one person, beside each other: who looked, when, for what."""

    __tablename__ = "access_records"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    service: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    client_id: Mapped[str]
    actor_region: Mapped[str | None]
    operation: Mapped[str]
    purpose: Mapped[str]
    agreement_id: Mapped[UUID | None]


class AuditCursor(Base):
    __tablename__ = "audit_cursors"

    service: Mapped[str] = mapped_column(primary_key=True)
    cursor: Mapped[int] = mapped_column(BigInteger)
