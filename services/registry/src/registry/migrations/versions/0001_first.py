"""People and their sources, work, follow-ups, imports"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from servicekit import scope, tables

revision = "0001"
down_revision = None

IMPORT, LINK, FLOW = "system:import", "system:link", "system:flow"
FOLLOW, RESOLVE, BOARD = "system:follow", "system:resolve", "system:board"


def upgrade() -> None:
    scope.install(op)
    tables.create(op)
    _people()
    _work()
    _follow_ups()
    _imports()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("region_recorded", sa.String(), nullable=True),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("birth_year", sa.BigInteger(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("labour_ability", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("scheme_year", sa.BigInteger(), nullable=True),
        sa.Column("work_state", sa.String(), nullable=False),
        sa.Column("verified_until", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("provenance", JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("announced_version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_people"),
    )
    op.create_index(
        "ix_people_origin",
        "people",
        ["origin_scope"],
        postgresql_include=["work_scope", "person_id"],
    )
    op.create_index(
        "ix_people_work", "people", ["work_scope", "origin_scope"], postgresql_include=["person_id"]
    )
    scope.protect(
        op,
        "people",
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        jobs=(IMPORT, LINK, FLOW, FOLLOW, RESOLVE, BOARD),
        writes="",
    )
    op.create_table(
        "identifiers",
        sa.Column("digest", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_identifiers"),
    )
    scope.protect(op, "identifiers", jobs=(IMPORT, LINK), writes="")
    op.create_table(
        "subjects",
        sa.Column("digest", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("row_digest", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_subjects"),
    )
    scope.protect(op, "subjects", jobs=(IMPORT, LINK), writes="")
    op.create_table(
        "linkage_keys",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.Uuid(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", "kind", "digest", name="pk_linkage_keys"),
    )
    op.create_index(
        "ix_linkage_keys_digest", "linkage_keys", ["digest"], postgresql_include=["person_id"]
    )
    scope.protect(
        op,
        "linkage_keys",
        origin="origin_scope",
        work="work_scope",
        jobs=(IMPORT, LINK, FLOW),
        writes="",
    )
    op.create_table(
        "source_records",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("supplied_by", sa.String(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row_no", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("link_method", sa.String(), nullable=False),
        sa.Column("link_confidence", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_source_records"),
        sa.UniqueConstraint(
            "person_id", "subject_id", name="uq_source_records_person_id_subject_id"
        ),
    )
    op.create_index("ix_source_records_owner", "source_records", ["owner_scope"])
    scope.protect(op, "source_records", owner="owner_scope", jobs=(IMPORT,), writes="")


def _work() -> None:
    op.create_table(
        "evidence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("work_region", sa.String(), nullable=True),
        sa.Column("employer_name", sa.String(), nullable=True),
        sa.Column("employer_code", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("organised", sa.Boolean(), nullable=True),
        sa.Column("wage_fen", sa.BigInteger(), nullable=True),
        sa.Column("started", sa.String(), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_origin", "evidence", ["origin_scope"])
    op.create_index("ix_evidence_owner", "evidence", ["owner_scope"])
    scope.protect(
        op,
        "evidence",
        origin="origin_scope",
        work="work_scope",
        owner="owner_scope",
        jobs=(IMPORT, FLOW, FOLLOW),
        writes="insert",
    )
    op.create_table(
        "employments",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("work_region", sa.String(), nullable=True),
        sa.Column("employer_name", sa.String(), nullable=True),
        sa.Column("employer_code", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("organised", sa.Boolean(), nullable=True),
        sa.Column("wage_fen", sa.BigInteger(), nullable=True),
        sa.Column("started", sa.String(), nullable=False),
        sa.Column("ended", sa.String(), nullable=True),
        sa.Column("evidence", JSONB(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confidence", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('reported', 'verified', 'contradicted', 'ended')",
            name="ck_employments_state",
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_employments"),
    )
    op.create_index("ix_employments_origin", "employments", ["origin_scope"])
    op.create_index("ix_employments_work", "employments", ["work_scope", "origin_scope"])
    scope.protect(
        op,
        "employments",
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        jobs=(FLOW,),
        writes="",
    )
    op.create_table(
        "flows",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_flows"),
    )
    op.create_index("ix_flows_origin", "flows", ["origin_scope"])
    op.create_index("ix_flows_work", "flows", ["work_scope", "origin_scope"])
    op.create_index(
        "uq_flows_open", "flows", ["person_id"], unique=True, postgresql_where="until is null"
    )
    scope.protect(
        op,
        "flows",
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        jobs=(FLOW,),
        writes="",
    )
    op.create_table(
        "unsettled",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_unsettled"),
    )
    op.create_index("ix_unsettled_import_id", "unsettled", ["import_id"])
    scope.protect(op, "unsettled", jobs=(IMPORT, FLOW, FOLLOW), writes="")
    scope.share(op, "unsettled", app="insert", job="")
    op.execute("create policy unsettled_insert on unsettled for insert with check (true)")


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("post_ids", JSONB(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state in ('open', 'contacted', 'offered', 'accepted', 'closed')",
            name="ck_follow_ups_state",
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_follow_ups"),
    )
    op.create_index(
        "ix_follow_ups_origin",
        "follow_ups",
        ["origin_scope", "state"],
        postgresql_include=["due_at"],
    )
    op.create_index(
        "uq_follow_ups_open",
        "follow_ups",
        ["person_id"],
        unique=True,
        postgresql_where="state <> 'closed'",
    )
    scope.protect(
        op,
        "follow_ups",
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        jobs=(FLOW, FOLLOW, BOARD),
    )
    op.create_table(
        "contacts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contacted_by", sa.String(), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "follow_up_id"],
            ["follow_ups.person_id", "follow_ups.id"],
            name="fk_contacts_person_id_follow_up_id",
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_follow_up", "contacts", ["person_id", "follow_up_id"])
    scope.protect(
        op, "contacts", origin="origin_scope", work="work_scope", jobs=(FLOW,), writes="insert"
    )


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=True),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("file_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("byte_size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("faults", JSONB(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("report_key", sa.String(), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('queued', 'running', 'done', 'refused', 'failed', 'cancelled')",
            name="ck_imports_state",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_owner", "imports", ["owner_scope", "id"])
    scope.protect(op, "imports", owner="owner_scope", jobs=(IMPORT,))
