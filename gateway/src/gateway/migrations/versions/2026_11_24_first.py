"""Identities, sign-in, agreements, collected audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from servicekit import scope, tables

revision = "0001"
down_revision = None

SIGN_IN = "system:sign-in"
BOOTSTRAP = "system:bootstrap"
COLLECT = "system:collect"
ACCESS_LOG = "system:access-log"


def upgrade() -> None:
    scope.install(op)
    tables.create(op)
    scope.share(op, "business_clock", app="insert, update", job="")
    _agencies()
    _accounts()
    _account_roles()
    _clients()
    _signing_keys()
    _authorization_requests()
    _authorization_codes()
    _used_assertions()
    _revoked_tokens()
    _sign_in_failures()
    _agreements()
    _agreement_steps()
    _collected_entries()
    _access_records()
    _audit_cursors()
    _protect()


def _agencies() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
    )
    op.create_index(op.f("ix_agencies_owner_scope"), "agencies", ["owner_scope"], unique=False)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("display_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'employer') = (actor_id is not null)", name=op.f("ck_accounts_actor")
        ),
        sa.CheckConstraint("kind in ('officer', 'employer')", name=op.f("ck_accounts_kind")),
        sa.CheckConstraint("state in ('active', 'suspended')", name=op.f("ck_accounts_state")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_accounts_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("username", name=op.f("uq_accounts_username")),
    )
    op.create_index(op.f("ix_accounts_owner_scope"), "accounts", ["owner_scope"], unique=False)


def _account_roles() -> None:
    op.create_table(
        "account_roles",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_account_roles_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "role", "region", name=op.f("pk_account_roles")),
    )


def _clients() -> None:
    op.create_table(
        "clients",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("jwks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("redirect_uris", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('public', 'system', 'service')", name=op.f("ck_clients_kind")),
        sa.CheckConstraint("state in ('active', 'suspended')", name=op.f("ck_clients_state")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_clients_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
    )
    op.create_index(op.f("ix_clients_owner_scope"), "clients", ["owner_scope"], unique=False)


def _signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('next', 'current', 'retired')", name=op.f("ck_signing_keys_state")
        ),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_keys")),
    )
    op.create_index(
        "ix_signing_keys_current",
        "signing_keys",
        ["state"],
        unique=True,
        postgresql_where="state = 'current'",
    )


def _authorization_requests() -> None:
    op.create_table(
        "authorization_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("code_challenge", sa.Text(), nullable=False),
        sa.Column("browser_digest", sa.Text(), nullable=False),
        sa.Column("csrf_digest", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorization_requests")),
    )
    op.create_index(
        op.f("ix_authorization_requests_expires_at"),
        "authorization_requests",
        ["expires_at"],
        unique=False,
    )


def _authorization_codes() -> None:
    op.create_table(
        "authorization_codes",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("code_challenge", sa.Text(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_authorization_codes")),
    )
    op.create_index(
        op.f("ix_authorization_codes_account_id"),
        "authorization_codes",
        ["account_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_authorization_codes_expires_at"),
        "authorization_codes",
        ["expires_at"],
        unique=False,
    )


def _used_assertions() -> None:
    op.create_table(
        "used_assertions",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "jti", name=op.f("pk_used_assertions")),
    )
    op.create_index(
        op.f("ix_used_assertions_expires_at"), "used_assertions", ["expires_at"], unique=False
    )


def _revoked_tokens() -> None:
    op.create_table(
        "revoked_tokens",
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jti", name=op.f("pk_revoked_tokens")),
    )
    op.create_index(
        op.f("ix_revoked_tokens_expires_at"), "revoked_tokens", ["expires_at"], unique=False
    )


def _sign_in_failures() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("username_digest", sa.Uuid(), nullable=False),
        sa.Column("address_digest", sa.Uuid(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "username_digest", "address_digest", name=op.f("pk_sign_in_failures")
        ),
    )
    op.create_index(
        op.f("ix_sign_in_failures_last_at"), "sign_in_failures", ["last_at"], unique=False
    )


def _agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sending_region", sa.Text(), nullable=False),
        sa.Column("receiving_region", sa.Text(), nullable=False),
        sa.Column("sending_scope", sa.BigInteger(), nullable=False),
        sa.Column("receiving_scope", sa.BigInteger(), nullable=False),
        sa.Column("origins", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("destinations", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("purposes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("suspended_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'signed_by_one', 'in_force', 'suspended', 'ended')",
            name=op.f("ck_agreements_state"),
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_agreements_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    op.create_index(
        op.f("ix_agreements_receiving_scope"), "agreements", ["receiving_scope"], unique=False
    )
    op.create_index(
        op.f("ix_agreements_sending_scope"), "agreements", ["sending_scope"], unique=False
    )


def _agreement_steps() -> None:
    op.create_table(
        "agreement_steps",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sending_scope", sa.BigInteger(), nullable=False),
        sa.Column("receiving_scope", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "action in ('signature', 'suspension', 'resumption', 'termination')",
            name=op.f("ck_agreement_steps_action"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_steps_agreement_id")
        ),
        sa.PrimaryKeyConstraint("agreement_id", "id", name=op.f("pk_agreement_steps")),
    )
    op.create_index(
        "ix_agreement_steps_signature",
        "agreement_steps",
        ["agreement_id", "side"],
        unique=True,
        postgresql_where="action = 'signature'",
    )


def _collected_entries() -> None:
    op.create_table(
        "collected_entries",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("actor_region", sa.Text(), nullable=True),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=True),
        sa.Column("object_id", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("object_region", sa.Text(), nullable=True),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("trace_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("service", "id", name=op.f("pk_collected_entries")),
    )
    op.create_index(op.f("ix_collected_entries_at"), "collected_entries", ["at"], unique=False)


def _access_records() -> None:
    op.create_table(
        "access_records",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("actor_region", sa.Text(), nullable=True),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_access_records")),
    )


def _audit_cursors() -> None:
    op.create_table(
        "audit_cursors",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_audit_cursors")),
    )


def _protect() -> None:
    for table in ("agencies", "accounts", "clients"):
        scope.protect(op, table, owner="owner_scope", jobs=(SIGN_IN, BOOTSTRAP))
    scope.protect(
        op,
        "account_roles",
        owner="owner_scope",
        jobs=(SIGN_IN, BOOTSTRAP),
        writes="insert, delete",
    )
    for table in (
        "signing_keys",
        "authorization_requests",
        "authorization_codes",
        "used_assertions",
        "revoked_tokens",
        "sign_in_failures",
    ):
        scope.protect(op, table, jobs=(SIGN_IN,), writes="")
    # Both parties see an agreement and act on it: each owns its side's column.
    for table, writes in (("agreements", "insert, update"), ("agreement_steps", "insert")):
        scope.protect(
            op,
            table,
            origin="sending_scope",
            owner="receiving_scope",
            jobs=(SIGN_IN,),
            writes=writes,
        )
    for table in ("collected_entries", "audit_cursors"):
        scope.protect(op, table, jobs=(COLLECT,), writes="")
    scope.protect(op, "access_records", subject="person_id", jobs=(COLLECT, ACCESS_LOG), writes="")
