"""People and their work as wire models, masked as the caller must see them."""

from collections.abc import Mapping
from typing import Any

from registry.linkage.records import Method
from registry.models import Employment, Person, SourceRecord
from registry.people import envelopes
from schemas import citizen_ids, names, phones
from schemas import registry as wire
from schemas.regions import canonical
from schemas.subjects import SubjectKind
from servicekit.access import Principal
from servicekit.audit import Disclosure
from servicekit.sealing import KeyRing


def disclosure(person: Person) -> Disclosure:
    return Disclosure(person.person_id, person.origin_scope, person.work_scope)


def worker(person: Person, principal: Principal, keys: KeyRing) -> wire.Worker:
    return wire.Worker(**_worker(person, principal, keys))


def detail(
    person: Person, employment: Employment | None, principal: Principal, keys: KeyRing
) -> wire.WorkerDetail:
    shown = employed(employment) if employment is not None else None
    return wire.WorkerDetail(**_worker(person, principal, keys), employment=shown)


def _worker(person: Person, principal: Principal, keys: KeyRing) -> dict[str, Any]:
    """The name in full for officers of the origin; number and phone masked for everybody."""
    sealed = envelopes.open_person(keys, person.person_id, person.sealed)
    in_full = principal.kind is SubjectKind.OFFICER and principal.owns(person.origin_scope)
    return {
        "person_id": person.person_id,
        "name": sealed["name"] if in_full else names.mask(sealed["name"]),
        "name_is_masked": not in_full,
        "citizen_id": _masked(sealed, "citizen_id"),
        "phone": _masked(sealed, "phone"),
        "sex": person.sex,
        "birth_year": person.birth_year,
        "education": person.education,
        "labour_ability": person.labour_ability,
        "category": person.category,
        "scheme_year": person.scheme_year,
        "origin": person.origin,
        "work_region": region_text(person.work_scope),
        "registered": person.registered,
        "work_state": person.work_state,
        "verified_until": person.verified_until,
        "version": person.version,
        "updated_at": person.updated_at,
    }


def _masked(sealed: Mapping[str, Any], field: str) -> str | None:
    value = sealed.get(field)
    if value is None:
        return None
    return citizen_ids.mask(value) if field == "citizen_id" else phones.mask(value)


def region_text(scope: int | None) -> str | None:
    return None if scope is None else canonical(f"{scope:012}")


def employed(one: Employment) -> wire.Employment:
    return wire.Employment(
        employment_id=one.id,
        **{
            name: getattr(one, name)
            for name in wire.Employment.model_fields
            if name != "employment_id"
        },
    )


def provenance(
    person: Person, records: list[SourceRecord], reasons: Mapping[Method, tuple[str, str]]
) -> wire.Provenance:
    return wire.Provenance(
        person_id=person.person_id,
        fields=[
            wire.FieldProvenance(
                field=name,
                source=mark["source"],
                record_id=mark["record_id"],
                as_of=mark["as_of"],
            )
            for name, mark in sorted(person.provenance.items())
        ],
        records=[
            wire.SourceRecord(
                record_id=record.id,
                source=record.source,
                supplied_by=record.supplied_by,
                row=record.row_no,
                as_of=record.as_of,
                link_method=record.link_method,
                link_confidence=record.link_confidence,
                link_reason_zh=reasons[Method(record.link_method)][0],
                link_reason_en=reasons[Method(record.link_method)][1],
            )
            for record in records
        ],
    )
