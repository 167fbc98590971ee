"""Bulk writing: COPY into temporary tables of this transaction, then INSERT ... SELECT.

COPY into a table under row-level security is refused, so that the rows pass through tables that
only this transaction sees and that vanish with it; every write into the real tables is checked by
their policies. What is staged is ciphertext, digests and codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry.situation import keeping
from registry.situation.counting import Recount
from servicekit.database import driver_connection


class LostRace(Exception):
    """Another import has registered one of these people since they were linked."""


PEOPLE = (
    "person_id uuid", "subject_id uuid", "is_new boolean", "origin_scope bigint", "origin text",
    "region_recorded text", "registered boolean", "sex text", "birth_year bigint",
    "education text", "labour_ability text", "category text", "scheme_year bigint",
    "sealed bytea", "provenance jsonb", "counted_on date",
)  # fmt: skip
RECORDS = (
    "person_id uuid", "id uuid", "subject_id uuid", "row_no bigint", "sealed bytea",
    "link_method text", "link_confidence bigint",
)  # fmt: skip
EVIDENCE = (
    "person_id uuid", "id uuid", "subject_id uuid", "record_id uuid", "origin_scope bigint",
    "work_scope bigint", "kind text", "works boolean", "work_region text", "employer_name text",
    "employer_code text", "industry text", "channel text", "organised boolean", "wage_fen bigint",
    "started text", "ended text", "as_of date",
)  # fmt: skip
KEYS = ("person_id uuid", "kind text", "digest uuid", "origin_scope bigint")
SUBJECTS = (
    "digest uuid", "subject_id uuid", "person_id uuid", "record_id uuid", "row_digest uuid",
)  # fmt: skip
TABLES = {
    "people": PEOPLE, "records": RECORDS, "evidence": EVIDENCE, "keys": KEYS, "subjects": SUBJECTS
}  # fmt: skip


@dataclass
class Staged:
    """Rows in the order of the columns above, and what they change in the figures."""

    people: list[tuple[Any, ...]] = field(default_factory=list)
    records: list[tuple[Any, ...]] = field(default_factory=list)
    evidence: list[tuple[Any, ...]] = field(default_factory=list)
    keys: list[tuple[Any, ...]] = field(default_factory=list)
    subjects: list[tuple[Any, ...]] = field(default_factory=list)
    recount: Recount = field(default_factory=Recount)


@dataclass(frozen=True)
class Supply:
    """What all rows of one import have in common."""

    import_id: UUID
    owner_scope: int
    region: str
    source: str
    as_of: Any
    at: Any


async def copy(session: AsyncSession, staged: Staged) -> None:
    connection: Any = await driver_connection(session)
    for name, columns in TABLES.items():
        await connection.execute(
            f"create temporary table staged_{name} ({', '.join(columns)}) on commit drop"
        )
        rows: Sequence[tuple[Any, ...]] = getattr(staged, name)
        await connection.copy_records_to_table(f"staged_{name}", records=rows)


CLAIM_IDENTIFIERS = """
insert into identifiers (digest, person_id, created_at)
select digest, person_id, :at from staged_keys where kind = 'citizen_id' order by digest
on conflict (digest) do nothing
"""
CLAIM_SUBJECTS = """
insert into subjects (digest, subject_id, person_id, record_id, row_digest, import_id)
select digest, subject_id, person_id, record_id, row_digest, :import_id
from staged_subjects order by digest
on conflict (digest) do update set
  row_digest = excluded.row_digest, import_id = excluded.import_id
where subjects.person_id = excluded.person_id
"""
LOST = """
select 1 from staged_keys s join identifiers i on i.digest = s.digest
where s.kind = 'citizen_id' and i.person_id <> s.person_id
union all
select 1 from staged_subjects s join subjects j on j.digest = s.digest
where j.person_id <> s.person_id
limit 1
"""
APPLY = (
    """
insert into people (person_id, subject_id, origin_scope, origin, region_recorded, registered, sex,
  birth_year, education, labour_ability, category, scheme_year, work_state, sealed, provenance,
  counted_on, version, announced_version, created_at, updated_at)
select person_id, subject_id, origin_scope, origin, region_recorded, registered, sex, birth_year,
  education, labour_ability, category, scheme_year, 'unknown', sealed, provenance, counted_on, 1, 0,
  :at, :at
from staged_people where is_new order by origin_scope
""",
    """
update people p set origin_scope = s.origin_scope, origin = s.origin,
  region_recorded = s.region_recorded, registered = s.registered, sex = s.sex,
  birth_year = s.birth_year, education = s.education, labour_ability = s.labour_ability,
  category = s.category, scheme_year = s.scheme_year, sealed = s.sealed,
  provenance = s.provenance, counted_on = s.counted_on, version = p.version + 1, updated_at = :at
from staged_people s where p.person_id = s.person_id and not s.is_new
""",
    """
insert into source_records (person_id, id, subject_id, owner_scope, source, supplied_by, import_id,
  row_no, sealed, link_method, link_confidence, as_of, created_at, updated_at)
select person_id, id, subject_id, :owner_scope, :source, :region, :import_id, row_no, sealed,
  link_method, link_confidence, :as_of, :at, :at
from staged_records
on conflict (person_id, id) do update set import_id = excluded.import_id,
  row_no = excluded.row_no, sealed = excluded.sealed, as_of = excluded.as_of,
  updated_at = excluded.updated_at
""",
    """
delete from identifiers i using staged_keys s, linkage_keys k
where s.kind = 'citizen_id' and k.person_id = s.person_id and k.kind = 'citizen_id'
  and k.digest <> s.digest and i.digest = k.digest and i.person_id = s.person_id
""",
    """
delete from linkage_keys k using staged_keys s
where s.kind = 'citizen_id' and k.person_id = s.person_id and k.kind = 'citizen_id'
  and k.digest <> s.digest
""",
    """
insert into linkage_keys (person_id, kind, digest, origin_scope)
select person_id, kind, digest, origin_scope from staged_keys
on conflict (person_id, kind, digest) do nothing
""",
    """
insert into evidence (person_id, id, subject_id, record_id, owner_scope, origin_scope, work_scope,
  kind, works, work_region, employer_name, employer_code, industry, channel, organised, wage_fen,
  started, ended, as_of, created_at)
select person_id, id, subject_id, record_id, :owner_scope, origin_scope, work_scope, kind, works,
  work_region, employer_name, employer_code, industry, channel, organised, wage_fen, started,
  ended, as_of, :at
from staged_evidence
on conflict (person_id, id) do update set works = excluded.works,
  work_region = coalesce(excluded.work_region, evidence.work_region),
  employer_name = coalesce(excluded.employer_name, evidence.employer_name),
  employer_code = coalesce(excluded.employer_code, evidence.employer_code),
  industry = coalesce(excluded.industry, evidence.industry),
  channel = coalesce(excluded.channel, evidence.channel),
  organised = coalesce(excluded.organised, evidence.organised),
  wage_fen = coalesce(excluded.wage_fen, evidence.wage_fen),
  started = coalesce(excluded.started, evidence.started),
  ended = coalesce(excluded.ended, evidence.ended), as_of = excluded.as_of
""",
    """
insert into unsettled (id, person_id, import_id)
select id, person_id, :import_id from staged_records
on conflict (id) do nothing
""",
)


async def apply(session: AsyncSession, staged: Staged, supply: Supply) -> None:
    """Write what was copied; raises LostRace when a person was registered meanwhile.

    Identifiers first and in order of their digest: an import that meets another's uncommitted
    identifier waits for it, and no two wait for each other.
    """
    common = vars(supply)
    await _run(session, CLAIM_IDENTIFIERS, common)
    await _run(session, CLAIM_SUBJECTS, common)
    if (await session.execute(text(LOST))).first() is not None:
        raise LostRace
    for statement in APPLY:
        await _run(session, statement, common)
    await keeping.keep(session, staged.recount)


async def _run(session: AsyncSession, statement: str, common: dict[str, Any]) -> None:
    clause = text(statement)
    names = clause.compile().params
    await session.execute(clause, {name: common[name] for name in names})
