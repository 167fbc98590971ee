"""Row scope: the second gate, enforced by PostgreSQL row-level security.

A transaction opens its context once with `scope.begin(...)`; policies compare a row's scope columns
with that context and read no table, so that the same SQL runs on Citus. Without a context there are
no rows. Queries add `visible(...)` or `within(...)`: plain ranges are leakproof and use the index.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, or_, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from schemas.regions import subtree
from servicekit.access import Principal

COUNTY_DIGITS = 6  # agreements are made between counties or wider; the policies probe no deeper

FUNCTIONS = (
    "create schema if not exists scope",
    """
create or replace function scope.covers(x bigint, setting text) returns boolean
language sql stable parallel safe as
$$select width_bucket(x, nullif(current_setting(setting, true), '')::int8[]) & 1 = 1$$
""",
    """
create or replace function scope.agreed(origin bigint, work bigint) returns boolean
language sql stable parallel safe as
$$select scope.covers(work, 'app.o0') or scope.covers(work, 'app.o' || origin / 10000000000)
  or scope.covers(work, 'app.o' || origin / 100000000)
  or scope.covers(work, 'app.o' || origin / 1000000)$$
""",
    """
create or replace function scope.kind() returns text language sql stable parallel safe as
$$select coalesce(current_setting('app.kind', true), '')$$
""",
    """
create or replace function scope.subject() returns uuid language sql stable parallel safe as
$$select nullif(current_setting('app.subject', true), '')::uuid$$
""",
    """
create or replace function scope.begin(
  own int8multirange, pairs jsonb, purpose text, kind text, subject uuid) returns void
language plpgsql volatile set search_path = pg_catalog as $$
declare r record;
begin
 if coalesce(current_setting('app.kind', true), '') <> '' then
  raise exception 'scope already set in this transaction' using errcode = '25001';
 end if;
 if coalesce(kind, '') = '' then raise exception 'kind missing' using errcode = '22023'; end if;
 execute 'set local citus.propagate_set_commands = local';
 execute format('set local app.kind = %L', kind);
 execute format('set local app.purpose = %L', coalesce(purpose, ''));
 execute format('set local app.subject = %L', coalesce(subject::text, ''));
 execute format('set local app.own = %L', array(
  select b from unnest(own) m, unnest(array[lower(m), upper(m)]) b order by b)::text);
 for r in
  select o, array(
   select b from unnest(mr) m, unnest(array[lower(m), upper(m)]) b order by b)::text v
  from (select p->>0 o, range_agg(int8range((p->>1)::bigint, (p->>2)::bigint)) mr
   from jsonb_array_elements(coalesce(pairs, '[]')) p group by 1) s
 loop
  if r.o !~ '^(0|[1-9][0-9]([0-9]{2}){0,2})$' then
   raise exception 'bad origin code' using errcode = '22023';
  end if;
  execute format('set local app.o%s = %L', r.o, r.v);
 end loop;
end$$
""",
)


Column = SQLColumnExpression[Any]


class Operations(Protocol):
    """What of Alembic's `op` is used here."""

    def execute(self, sqltext: str) -> None: ...


def install(op: Operations) -> None:
    """Create the functions; called by the first migration of every service."""
    for statement in FUNCTIONS:
        op.execute(statement)
    for role in ("app", "job"):
        _as_role(op, role, "grant usage on schema scope to %I")
        _as_role(op, role, "grant execute on all functions in schema scope to %I")


def protect(  # noqa: PLR0913 - each column of the row scope is named at the call
    op: Operations,
    table: str,
    *,
    origin: str | None = None,
    work: str | None = None,
    owner: str | None = None,
    subject: str | None = None,
    actor: str | None = None,
    public: str | None = None,
    jobs: Collection[str] = (),
    writes: str = "insert, update",
) -> None:
    """Force row-level security on `table` and grant it to the service's two roles.

    `origin` and `owner` rows are seen and written by their region; with `work`, an agreement in
    force lets the work region see; `subject` is the worker's own id, `actor` an employer's or
    agency's; `public` is an SQL condition of rows that everyone sees; `jobs` are the job kinds
    that reach every row as the job role; `writes` what the request role may do besides select
    ("" for nothing).
    """
    own = [f"scope.covers({column}, 'app.own')" for column in (origin, owner) if column]
    if actor:
        own.append(
            f"({actor} = scope.subject() and scope.kind() in ('employer','agency','trainer'))"
        )
    seen = list(own)
    if origin and work:
        seen.append(f"scope.agreed({origin}, {work})")
    if subject:
        seen.append(f"({subject} = scope.subject() and scope.kind() = 'worker')")
    if public:
        seen.append(f"({public})")
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    may_see, may_write = " or ".join(seen) or "false", " or ".join(own) or "false"
    _as_role(op, "app", f"grant select on {table} to %I")
    _policy(op, "app", f"create policy {table}_read on {table} for select to %I using ({may_see})")
    if writes:
        _as_role(op, "app", f"grant {writes} on {table} to %I")
    for verb in (verb.strip() for verb in writes.split(",") if verb.strip()):
        clause = {
            "insert": f"with check ({may_write})",
            "update": f"using ({may_write}) with check ({may_write})",
            "delete": f"using ({may_write})",
        }[verb]
        _policy(op, "app", f"create policy {table}_{verb} on {table} for {verb} to %I {clause}")
    if jobs:
        kinds = ", ".join(f"'{kind}'" for kind in jobs)
        condition = f"scope.kind() in ({kinds})"
        _as_role(op, "job", f"grant select, insert, update, delete on {table} to %I")
        _policy(
            op,
            "job",
            f"create policy {table}_jobs on {table} to %I using ({condition})"
            f" with check ({condition})",
        )


def share(op: Operations, table: str, *, app: str = "select", job: str = "select") -> None:
    """Grant a table that holds nothing personal or regional; no row-level security."""
    if app:
        _as_role(op, "app", f"grant {app} on {table} to %I")
    if job:
        _as_role(op, "job", f"grant {job} on {table} to %I")


def _as_role(op: Operations, role: str, statement: str) -> None:
    """Run `statement` with the service's role name, taken from the owner that migrates."""
    quoted = statement.replace("'", "''")
    op.execute(
        "do $do$ begin execute format('"
        + quoted
        + f"', regexp_replace(current_user, '_owner$', '_{role}')); end $do$"
    )


_policy = _as_role


async def begin(session: AsyncSession | AsyncConnection, principal: Principal) -> None:
    """Open the transaction's row scope; a second call in one transaction is refused."""
    await session.execute(
        text(
            "select scope.begin(cast(cast(:own as text) as int8multirange),"
            " cast(cast(:pairs as text) as jsonb), :purpose, :kind,"
            " cast(cast(:subject as text) as uuid))"
        ),
        {
            "own": "{" + ",".join(f"[{lo},{hi})" for lo, hi in principal.own) + "}",
            "pairs": json.dumps(_pairs(principal)),
            "purpose": principal.purpose.value,
            "kind": principal.database_kind,
            "subject": str(principal.actor_id) if principal.actor_id else None,
        },
    )


def _pairs(principal: Principal) -> list[tuple[str, int, int]]:
    return [
        ("0" if grant.origin == "00" else grant.origin, *subtree(grant.destination))
        for grant in principal.grants
        if len(grant.origin) <= COUNTY_DIGITS
    ]


def visible(
    principal: Principal,
    *,
    origin: Column | None = None,
    work: Column | None = None,
    owner: Column | None = None,
) -> ColumnElement[bool]:
    """The ranges that the caller may see, as index conditions; add it to every query."""
    seen: list[ColumnElement[bool]] = []
    for column in (origin, owner):
        if column is not None:
            seen += [and_(column >= lo, column < hi) for lo, hi in principal.own]
    if origin is not None and work is not None:
        seen += [
            and_(within(origin, grant.origin), within(work, grant.destination))
            for grant in principal.grants
        ]
    return or_(false(), *seen)


def within(column: Column, region: str) -> ColumnElement[bool]:
    lo, hi = subtree(region)
    return and_(column >= lo, column < hi)


def merged(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted, disjoint half-open ranges that cover the same codes."""
    result: list[tuple[int, int]] = []
    for lo, hi in sorted(ranges):
        if result and lo <= result[-1][1]:
            result[-1] = (result[-1][0], max(hi, result[-1][1]))
        else:
            result.append((lo, hi))
    return tuple(result)
