"""The shape of a database, as far as a program that uses it can tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Place = tuple[str, str]
NAME = "c.oid::regclass::text"
OURS = "n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'"
TABLES = f"""
pg_class c join pg_namespace n
 on n.oid = c.relnamespace and {OURS} and c.relkind in ('r', 'p', 'v', 'm')
"""
COLUMNS = f"""
select {NAME}, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
 d.adbin is not null or a.attidentity <> '', a.attgenerated <> '' or a.attidentity = 'a'
from {TABLES} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
"""
# Without the index's name, which says nothing.
KEYS = f"""
select {NAME}, regexp_replace(pg_get_indexdef(i.indexrelid), 'INDEX .* ON', 'INDEX ON'),
 array(select attname::text from pg_attribute where attrelid = i.indexrelid)
from {TABLES} join pg_index i on i.indrelid = c.oid and i.indisunique
"""
RULES = f"""
select {NAME}, r.conname, pg_get_constraintdef(r.oid),
 array(select attname::text from pg_attribute where attrelid = c.oid and attnum = any(r.conkey))
from {TABLES} join pg_constraint r on r.conrelid = c.oid and r.contype in ('c', 'f', 'x')
"""
POLICIES = f"""
select {NAME}, p.polname, p.polpermissive, concat_ws(' ', p.polcmd, p.polroles::regrole[],
 pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
from {TABLES} join pg_policy p on p.polrelid = c.oid
"""
GATED = f"select {NAME} from {TABLES} where c.relrowsecurity"
FUNCTIONS = f"""
select f.oid::regprocedure::text, pg_get_function_result(f.oid)
from pg_proc f join pg_namespace n on n.oid = f.pronamespace and {OURS}
"""
GRANTS = f"""
select name, grantee::regrole::text, privilege_type from (
 select {NAME} as name, coalesce(c.relacl, acldefault('r', c.relowner)) as acl from {TABLES}
 union all select {NAME} || '.' || a.attname, a.attacl
 from {TABLES} join pg_attribute a on a.attrelid = c.oid
 union all select f.oid::regprocedure::text, coalesce(f.proacl, acldefault('f', f.proowner))
 from pg_proc f join pg_namespace n on n.oid = f.pronamespace and {OURS}
 union all select n.nspname, n.nspacl from pg_namespace n where {OURS}
), aclexplode(acl)
"""


@dataclass(frozen=True)
class Column:
    """`filled`: an insert need not name it; `computed`: an insert may not name it."""

    type: str
    not_null: bool
    filled: bool
    computed: bool

    @property
    def must_be_given(self) -> bool:
        return self.not_null and not self.filled and not self.computed


@dataclass(frozen=True)
class Shape:
    """Columns, rules and policies by table and name; unique keys by table and definition."""

    columns: Mapping[Place, Column]
    keys: Mapping[Place, frozenset[str]]
    rules: Mapping[Place, tuple[str, frozenset[str]]]
    policies: Mapping[Place, tuple[bool, str]]
    gated: frozenset[str]
    functions: frozenset[Place]
    grants: frozenset[tuple[str, str, str]]

    @property
    def tables(self) -> set[str]:
        return {table for table, _ in self.columns}


async def shape_of(connection: AsyncConnection) -> Shape:
    async def rows(statement: str) -> list[Any]:
        return list((await connection.execute(text(statement))).all())

    return Shape(
        columns={(table, name): Column(*said) for table, name, *said in await rows(COLUMNS)},
        keys={(table, said): frozenset(held) for table, said, held in await rows(KEYS)},
        rules={(table, name): (said, frozenset(of)) for table, name, said, of in await rows(RULES)},
        policies={(table, name): (adds, said) for table, name, adds, said in await rows(POLICIES)},
        gated=frozenset(table for (table,) in await rows(GATED)),
        functions=frozenset((name, result) for name, result in await rows(FUNCTIONS)),
        grants=frozenset((name, role, verb) for name, role, verb in await rows(GRANTS)),
    )
