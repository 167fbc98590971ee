"""A checked list made ready for linkage: one record a person, with its digests. Pure CPU work.

Runs in a thread over the whole file before anything is written, so that the report of faults
exists first and the last of several rows of one person is known.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from registry.imports.rows import FIELD_NAMES, Checked, ListRow, RowFault, told
from registry.linkage.comparing import soft
from registry.people import digests
from schemas import citizen_ids
from servicekit.sealing import KeyRing

_written = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


@dataclass(slots=True)
class Prepared:
    """One person of the list. `repairs`: digests of the valid numbers one slip away."""

    number: int
    row: ListRow
    row_digest: UUID
    subject_digest: UUID
    citizen_id_digest: UUID | None
    phone_name_digest: UUID | None
    repairs: tuple[UUID, ...] = ()
    merged_rows: tuple[int, ...] = field(default=())


def unique_people(checked: Iterable[Checked]) -> tuple[list[Checked], dict[int, int]]:
    """The rows that count, and for each superseded row the row that counts instead.

    Rows of one person (same person number, else same valid id, else a repairable id or no id with
    the name and phone of another row) become one: the last row wins, its blanks filled from the
    earlier ones. Two names under one valid id are two people: the later row is faulty.
    """
    kept: dict[str, Checked] = {}
    known: dict[str, str] = {}
    superseded: dict[int, int] = {}
    for one in checked:
        if one.faults:
            continue
        names = _names_of(one.row)
        key = _earlier(names, known, kept, one.row) or f"row|{one.number}"
        before = kept.get(key)
        if before is not None and _two_people(before.row, one.row):
            one.faults.append(RowFault("citizen_id_conflict"))
            continue
        if before is not None:
            superseded[before.number] = one.number
            one = replace(one, row=_overlaid(before.row, one.row))  # noqa: PLW2901
        kept[key] = one
        known.update(dict.fromkeys(names, key))
    return list(kept.values()), _followed(superseded)


def prepare(
    people: Sequence[Checked], keys: KeyRing, *, source: str, region: str
) -> list[Prepared]:
    return [_prepared(one, keys, source, region) for one in people]


def _prepared(one: Checked, keys: KeyRing, source: str, region: str) -> Prepared:
    row = one.row
    number = (
        digests.citizen_id(keys, row.citizen_id) if row.citizen_id and row.id_is_valid else None
    )
    contact = digests.phone_name(keys, row.phone, soft(row.name)) if row.phone else None
    row_digest = keys.digest("row", f"{source}|{region}|{_written(told(row))}")
    subject = row.external_key or str(number or contact or row_digest)
    repairs = (
        tuple(digests.citizen_id(keys, c) for c in citizen_ids.repairs(row.citizen_id))
        if row.citizen_id and not row.id_is_valid
        else ()
    )
    return Prepared(
        one.number,
        row,
        row_digest,
        keys.digest("subject", f"{source}|{region}|{subject}"),
        number,
        contact,
        repairs,
    )


CONTACT = "contact|"


def _names_of(row: ListRow) -> list[str]:
    """Under what a row finds, and is found by, other rows of the same person; strongest first."""
    found = [f"key|{row.external_key}"] if row.external_key else []
    if row.citizen_id and row.id_is_valid:
        found += [f"id|{row.citizen_id}", f"id+name|{row.citizen_id}|{soft(row.name)}"]
    elif row.citizen_id:
        numbers = citizen_ids.repairs(row.citizen_id)
        found += [f"id+name|{number}|{soft(row.name)}" for number in numbers]
    if row.phone:
        found.append(f"{CONTACT}{row.phone}|{soft(row.name)}")
    return found


def _earlier(
    names: Sequence[str], known: dict[str, str], kept: dict[str, Checked], row: ListRow
) -> str | None:
    for name in names:
        key = known.get(name)
        if key and not (name.startswith(CONTACT) and _ids_differ(kept[key].row, row)):
            return key
    return None


def _ids_differ(one: ListRow, other: ListRow) -> bool:
    return one.id_is_valid and other.id_is_valid and one.citizen_id != other.citizen_id


def _two_people(before: ListRow, after: ListRow) -> bool:
    return _ids_differ(before, after) or not set(soft(before.name)) & set(soft(after.name))


def _overlaid(before: ListRow, after: ListRow) -> ListRow:
    """The later row, its blanks filled from the earlier: a blank never erases."""
    earlier, values = told(before), told(after)
    values |= {name: earlier[name] for name in FIELD_NAMES if values[name] is None}
    if before.id_is_valid and not after.id_is_valid:
        values["citizen_id"], values["id_is_valid"] = before.citizen_id, True
        values["birth_date"] = before.birth_date
    return ListRow(**values)


def _followed(superseded: dict[int, int]) -> dict[int, int]:
    """Each superseded row with the row that counts in the end."""
    final = {}
    for row, first in superseded.items():
        last = first
        while last in superseded:
            last = superseded[last]
        final[row] = last
    return final
