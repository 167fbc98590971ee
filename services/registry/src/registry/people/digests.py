"""Blind indexes: under which keyed digests a person and a record are found again."""

from uuid import UUID

from servicekit.sealing import KeyRing


def citizen_id(keys: KeyRing, number: str) -> UUID:
    return keys.digest("citizen_id", number)


def phone_name(keys: KeyRing, phone: str, name: str) -> UUID:
    return keys.digest("phone_name", f"{phone}|{name}")
