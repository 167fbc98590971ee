"""Finds seeded people's numbers in bytes, in whatever spelling they may have come there."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from samples.people import Person
from schemas import citizen_ids

SHORTEST = 11
DIGITS = re.compile(rb"\d{11,}")
WIDE = re.compile(rb"(?:\xef\xbc[\x90-\x99]){11,}")
UTF16 = re.compile(rb"(?:\d\0){11,}|(?:\0\d){11,}")
HEX = re.compile(rb"(?:3\d){11,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
GROUPED = re.compile(rb"\d(?:[ -]?\d){10,}")
LEAST_NAME = 3


@dataclass
class Numbers:
    """Citizen ids by their first 17 digits and in their old form of 15, phones, bank accounts.

    `searched`: how many bytes have been looked through.
    """

    people: Iterable[Person]
    searched: int = 0
    _by_length: dict[int, set[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        people = list(self.people)
        self._names = re.compile(
            b"|".join(sorted(p.name.encode() for p in people if len(p.name) >= LEAST_NAME))
        )
        for person in people:
            first17 = person.citizen_id[:17]
            self._add(first17, first17[:6] + first17[8:], person.phone, person.bank_account)
        assert all(citizen_ids.is_valid(person.citizen_id) for person in people)

    def _add(self, *numbers: str) -> None:
        for number in numbers:
            self._by_length.setdefault(len(number), set()).add(number.encode())

    @property
    def count(self) -> int:
        return sum(map(len, self._by_length.values()))

    def found(self, data: bytes, *, text: bool = True) -> list[str]:
        """How each number found was written; `text` looks also where only text can hold one."""
        self.searched += len(data)
        return [spelling for spelling, digits in self._runs(data, text=text) if self._holds(digits)]

    def names_found(self, data: bytes) -> list[str]:
        self.searched += len(data)
        return [found[0].decode() for found in self._names.finditer(data)]

    def _holds(self, run: bytes) -> bool:
        return any(
            run[start : start + length] in numbers
            for length, numbers in self._by_length.items()
            for start in range(len(run) - length + 1)
        )

    @staticmethod
    def _runs(data: bytes, *, text: bool) -> Iterator[tuple[str, bytes]]:
        for found in DIGITS.finditer(data):
            yield "plain", found[0]
        for found in WIDE.finditer(data):
            yield "wide", bytes(byte - 0x60 for byte in found[0][2::3])
        if not text:
            return
        for found in UTF16.finditer(data):
            yield "UTF-16", found[0].replace(b"\0", b"")
        for found in GROUPED.finditer(data):
            if not found[0].isdigit():
                yield "grouped", re.sub(rb"[ -]", b"", found[0])
        for found in HEX.finditer(data):
            yield "hex", binascii.unhexlify(found[0])
        for found in BASE64.finditer(data):
            yield from (("base64", run) for run in _decoded(found[0]))


def _decoded(token: bytes) -> Iterator[bytes]:
    """A token may begin anywhere in what looks like one."""
    for start in range(4):
        part = token[start:]
        whole = part[:-1] if len(part) % 4 == 1 else part
        padded = whole + b"=" * (-len(whole) % 4)
        yield from DIGITS.findall(base64.b64decode(padded, altchars=b"-_"))
