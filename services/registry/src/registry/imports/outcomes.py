"""What is done with a linked record, and what its importer is told. Pure.

The importer learns of own people only: whoever is registered elsewhere gets the same answer as
somebody who is registered nowhere.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from registry.imports.linking import Link
from registry.imports.rows import RowFault
from registry.linkage.records import Method


class Action(StrEnum):
    """`GOLDEN`: the record takes part in the golden record; `RECORD`: it is kept beside it."""

    NEW = "new"
    GOLDEN = "golden"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`id_counts`: the record's id number is valid and not disputed."""

    link: Link
    action: Action
    id_counts: bool
    faults: tuple[RowFault, ...] = field(default=())
    warnings: tuple[RowFault, ...] = field(default=())


def judge(link: Link, *, registers: bool, id_column: str | None) -> Outcome:
    row, method = link.prepared.row, link.decision.method
    wrong = row.citizen_id is not None and not row.id_is_valid
    if method in {Method.CONFLICT, Method.AMBIGUOUS} and link.own:
        code = "citizen_id_conflict" if method is Method.CONFLICT else "person_ambiguous"
        return _refused(link, RowFault(code, id_column))
    if link.known is None and wrong and registers:
        return _refused(link, RowFault("citizen_id_checksum", id_column))
    told: tuple[RowFault, ...] = ()
    if wrong:
        code = "citizen_id_repaired" if registers else "citizen_id_unverified"
        told = (RowFault(code, id_column, warning=True),)
    return Outcome(
        link,
        _action(link, registers=registers),
        row.id_is_valid and not link.decision.people,
        warnings=told,
    )


def _action(link: Link, *, registers: bool) -> Action:
    if link.known is None:
        return Action.NEW
    registration_moves_here = registers and not link.known.registered
    return Action.GOLDEN if link.own or registration_moves_here else Action.RECORD


def _refused(link: Link, fault: RowFault) -> Outcome:
    return Outcome(link, Action.RECORD, id_counts=False, faults=(fault,))
