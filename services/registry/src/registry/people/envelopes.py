"""The sealed envelopes of people and source records: JSON under the row's own id."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json

from servicekit.sealing import KeyRing


def seal_person(keys: KeyRing, person_id: UUID, values: Mapping[str, Any]) -> bytes:
    return keys.seal(_packed(values), aad=f"person|{person_id}")


def open_person(keys: KeyRing, person_id: UUID, sealed: bytes) -> dict[str, Any]:
    found: dict[str, Any] = from_json(keys.open(sealed, aad=f"person|{person_id}"))
    return found


def seal_record(keys: KeyRing, record_id: UUID, values: Mapping[str, Any]) -> bytes:
    return keys.seal(_packed(values), aad=f"record|{record_id}")


def open_record(keys: KeyRing, record_id: UUID, sealed: bytes) -> dict[str, Any]:
    found: dict[str, Any] = from_json(keys.open(sealed, aad=f"record|{record_id}"))
    return found


def _packed(values: Mapping[str, Any]) -> bytes:
    given = {name: value for name, value in values.items() if value is not None}
    return to_json(given)
