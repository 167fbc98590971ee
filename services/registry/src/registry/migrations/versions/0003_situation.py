"""Kept figures of the situation, by day, with the people counted so far"""

import sqlalchemy as sa
from alembic import op

from servicekit import scope

revision = "0003"
down_revision = "0002"

IMPORT, FLOW, BOARD = "system:import", "system:flow", "system:board"
# The sections of GB/T 4754-2017 as lists write them, by code, name, or code and name.
SECTOR = """
case when e.industry ~ '^[A-Ta-t]([^A-Za-z]|$)' then upper(left(e.industry, 1))
 else (select n.letter from (values
  ('A', '农林牧渔业'), ('B', '采矿业'), ('C', '制造业'), ('D', '电力热力燃气及水生产和供应业'),
  ('E', '建筑业'), ('F', '批发和零售业'), ('G', '交通运输仓储和邮政业'), ('H', '住宿和餐饮业'),
  ('I', '信息传输软件和信息技术服务业'), ('J', '金融业'), ('K', '房地产业'),
  ('L', '租赁和商务服务业'), ('M', '科学研究和技术服务业'), ('N', '水利环境和公共设施管理业'),
  ('O', '居民服务修理和其他服务业'), ('P', '教育'), ('Q', '卫生和社会工作'),
  ('R', '文化体育和娱乐业'), ('S', '公共管理社会保障和社会组织'), ('T', '国际组织')
 ) as n(letter, name) where n.name = regexp_replace(e.industry, '[、，,\\s]', '', 'g')) end
"""
TODAY = "(now() + make_interval(secs => (select coalesce(max(offset_seconds), 0)\
 from business_clock))) at time zone 'Asia/Shanghai'"
PRESENT_WORK = f"""
update people p set sector = w.sector, organised = w.organised
from (select distinct on (e.person_id) e.person_id, {SECTOR} as sector, e.organised
 from employments e where e.ended is null
 order by e.person_id, e.state = 'verified' desc, e.state <> 'contradicted' desc, e.as_of desc,
  e.started desc) w
where p.person_id = w.person_id and p.work_state = 'working'
 and (w.sector is not null or w.organised is not null)
"""  # noqa: S608 - made of the constant above
# Who is verified counts as verified from today, and as not verified from the day after the last.
COUNT = """
insert into situation_changes
 (day, origin_scope, work_scope, state, sector, organised, verified, people)
select day, origin_scope, work_scope, work_state, sector, organised, verified, sum(n)
from (
 select counted_on as day, origin_scope, work_scope, work_state, sector, organised,
  coalesce(verified_until >= counted_on, false) as verified, 1 as n from people
 union all
 select verified_until + 1, origin_scope, work_scope, work_state, sector, organised, v.verified,
  v.n from people cross join (values (true, -1), (false, 1)) as v(verified, n)
 where verified_until >= counted_on
) c group by day, origin_scope, work_scope, work_state, sector, organised, verified
"""
SUM_UP = """
insert into situation_cells (origin_scope, work_scope, state, sector, organised, verified, people)
select origin_scope, work_scope, state, sector, organised, verified, sum(people)
from situation_changes
group by origin_scope, work_scope, state, sector, organised, verified
"""
FILLED = ("people", "employments", "situation_cells", "situation_changes")


def upgrade() -> None:
    _people()
    _figures()
    _past()
    # Forced row-level security binds the owner too, who has no policy; only while it counts, not.
    for table in FILLED:
        op.execute(f"alter table {table} no force row level security")
    for statement in (PRESENT_WORK, COUNT, SUM_UP):
        op.execute(statement)
    for table in FILLED:
        op.execute(f"alter table {table} force row level security")


def _people() -> None:
    op.add_column("people", sa.Column("sector", sa.String(), nullable=True))
    op.add_column("people", sa.Column("organised", sa.Boolean(), nullable=True))
    # The default stays for the release before, which knows no figures and goes on registering.
    day = op.get_bind().scalar(sa.text(f"select cast({TODAY} as date)"))
    op.add_column(
        "people",
        sa.Column("counted_on", sa.Date(), nullable=False, server_default=day.isoformat()),
    )
    op.create_index(
        "ix_employments_verified",
        "employments",
        ["expires_on"],
        postgresql_where="state = 'verified'",
    )


def _cell() -> list[sa.Column[object]]:
    return [
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("organised", sa.Boolean(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
    ]


CELL = ["origin_scope", "work_scope", "state", "sector", "organised", "verified"]


def _figures() -> None:
    op.create_table(
        "situation_cells", *_cell(), sa.Column("people", sa.BigInteger(), nullable=False)
    )
    op.create_index(
        "uq_situation_cells",
        "situation_cells",
        CELL,
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_situation_cells_work", "situation_cells", ["work_scope", "origin_scope"])
    op.create_table(
        "situation_changes",
        sa.Column("day", sa.Date(), nullable=False),
        *_cell(),
        sa.Column("people", sa.BigInteger(), nullable=False),
    )
    op.create_index(
        "uq_situation_changes",
        "situation_changes",
        [*CELL, "day"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_situation_changes_day", "situation_changes", ["day", "origin_scope"])
    for table in ("situation_cells", "situation_changes"):
        scope.protect(
            op,
            table,
            origin="origin_scope",
            work="work_scope",
            jobs=(IMPORT, FLOW, BOARD),
            writes="",
        )


def _past() -> None:
    op.create_table(
        "past_counts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("organised", sa.Boolean(), nullable=True),
        sa.Column("verified_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", "since", name="pk_past_counts"),
    )
    op.create_index("ix_past_counts_origin", "past_counts", ["origin_scope", "until"])
    scope.protect(
        op,
        "past_counts",
        origin="origin_scope",
        work="work_scope",
        jobs=(IMPORT, FLOW),
        writes="",
    )
