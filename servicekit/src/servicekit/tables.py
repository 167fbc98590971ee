"""The tables that every service has beside its own: coordinator-local plumbing, no person's row.

`attach(metadata)` adds them to a service's metadata, `create(op)` makes them in its first
migration. Event and audit rows are written by the transaction that made the change; only their
sequence number comes later, from the relay.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from servicekit import scope
from servicekit.scope import Operations

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SHARED = MetaData(naming_convention=NAMING)
STAMP = DateTime(timezone=True)

events = Table(
    "events",
    SHARED,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger),
    Column("type", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("origin_scope", BigInteger),
    Column("work_scope", BigInteger),
    Column("traceparent", Text),
    Column("created_at", STAMP, nullable=False),
    Index("uq_events_seq", "seq", unique=True),
    Index("ix_events_unnumbered", "id", postgresql_where=text("seq is null")),
)

audit_entries = Table(
    "audit_entries",
    SHARED,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger),
    Column("at", STAMP, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("actor_region", Text),
    Column("operation", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("object_type", Text),
    Column("object_id", Text),
    Column("person_id", Uuid),
    Column("object_region", Text),
    Column("agreement_id", Uuid),
    Column("trace_id", Text),
    Index("uq_audit_entries_seq", "seq", unique=True),
    Index("ix_audit_entries_unnumbered", "id", postgresql_where=text("seq is null")),
)

inbox = Table(
    "inbox",
    SHARED,
    Column("consumer", Text),
    Column("event_id", Uuid),
    Column("handled_at", STAMP, nullable=False),
    PrimaryKeyConstraint("consumer", "event_id"),
)

feed_cursors = Table(
    "feed_cursors",
    SHARED,
    Column("source", Text, primary_key=True),
    Column("cursor", BigInteger, nullable=False),
    Column("heard_at", STAMP, nullable=False),
)

jobs = Table(
    "jobs",
    SHARED,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("resource_id", Uuid, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("run_after", STAMP, nullable=False),
    Column("leased_until", STAMP),
    Column("finished_at", STAMP),
    Column("failure", Text),
    Column("traceparent", Text),
    Index("ix_jobs_waiting", "run_after", postgresql_where=text("finished_at is null")),
)

idempotency_keys = Table(
    "idempotency_keys",
    SHARED,
    Column("client", Text),
    Column("key", Text),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer),
    Column("headers", JSONB),
    Column("body", LargeBinary),
    Column("created_at", STAMP, nullable=False),
    PrimaryKeyConstraint("client", "key"),
    Index("ix_idempotency_keys_created_at", "created_at"),
)

agreements = Table(
    "agreement_projection",
    SHARED,
    Column("agreement_id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("origins", ARRAY(Text), nullable=False),
    Column("destinations", ARRAY(Text), nullable=False),
    Column("purposes", ARRAY(Text), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
)

business_clock = Table(
    "business_clock",
    SHARED,
    Column("id", Integer, primary_key=True),
    Column("offset_seconds", BigInteger, nullable=False),
)


def attach(metadata: MetaData) -> None:
    for table in SHARED.sorted_tables:
        table.to_metadata(metadata)


def create(op: object) -> None:
    """Make the tables with their grants and policies; `op` is Alembic's, in the first migration."""
    SHARED.create_all(op.get_bind())  # type: ignore[attr-defined]
    grant(op)  # type: ignore[arg-type]


def grant(op: Operations) -> None:
    scope.protect(op, "events", origin="origin_scope", work="work_scope", writes="", jobs=JOB_KINDS)
    scope.share(op, "events", app="insert", job="")
    op.execute("create policy events_insert on events for insert with check (true)")
    scope.share(op, "audit_entries", app="insert", job="select, insert, update")
    scope.share(op, "inbox", app="", job="select, insert, delete")
    scope.share(op, "feed_cursors", app="select", job="select, insert, update")
    scope.share(op, "jobs", app="insert", job="select, insert, update, delete")
    scope.share(op, "idempotency_keys", app="select, insert, update", job="select, delete")
    scope.share(op, "agreement_projection", app="select", job="select, insert, update")
    scope.share(op, "business_clock", app="select", job="select, insert, update")


# Only the relay reads and numbers events as a job; every job may announce (policy above).
JOB_KINDS = ("system:relay",)
