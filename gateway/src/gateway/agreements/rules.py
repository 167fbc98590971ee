"""The life of a cooperation agreement, decided in memory.

draft -> signed_by_one -> in_force <-> suspended -> ended. Either side suspends and terminates;
only the side that suspended resumes, and while both have, both must.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from schemas.gateway import AgreementState, Side
from schemas.regions import full_name, subtree

COUNTY_DIGITS = 6


class Refusal(StrEnum):
    OUT_OF_ORDER = "out_of_order"
    TEXT_DIFFERS = "text_differs"
    SIGNED_ALREADY = "signed_already"
    ONE_PERSON = "one_person"
    NOT_SUSPENDED_BY_YOU = "not_suspended_by_you"
    TERM_OVER = "term_over"


@dataclass(frozen=True)
class Standing:
    """Where an agreement stands: who has signed each side, which sides hold it suspended."""

    state: AgreementState
    text_digest: str
    ends_on: date
    signed_by: Mapping[Side, UUID]
    suspended_by: frozenset[Side] = frozenset()


def digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def sign(
    standing: Standing, side: Side, account: UUID, text_digest: str, today: date
) -> Standing | Refusal:
    """Both sides sign the same bytes, by two people; the second signature puts it in force."""
    if standing.state not in {AgreementState.DRAFT, AgreementState.SIGNED_BY_ONE}:
        return Refusal.OUT_OF_ORDER
    if side in standing.signed_by:
        return Refusal.SIGNED_ALREADY
    if text_digest != standing.text_digest:
        return Refusal.TEXT_DIFFERS
    if account in standing.signed_by.values():
        return Refusal.ONE_PERSON
    if today > standing.ends_on:
        return Refusal.TERM_OVER
    signed = {**standing.signed_by, side: account}
    state = AgreementState.IN_FORCE if len(signed) == len(Side) else AgreementState.SIGNED_BY_ONE
    return replace(standing, state=state, signed_by=signed)


def suspend(standing: Standing, side: Side) -> Standing | Refusal:
    """Also while the other side has suspended already; the same side twice is out of order."""
    if standing.state not in {AgreementState.IN_FORCE, AgreementState.SUSPENDED}:
        return Refusal.OUT_OF_ORDER
    if side in standing.suspended_by:
        return Refusal.OUT_OF_ORDER
    return replace(
        standing, state=AgreementState.SUSPENDED, suspended_by=standing.suspended_by | {side}
    )


def resume(standing: Standing, side: Side, today: date) -> Standing | Refusal:
    if standing.state is not AgreementState.SUSPENDED:
        return Refusal.OUT_OF_ORDER
    if side not in standing.suspended_by:
        return Refusal.NOT_SUSPENDED_BY_YOU
    if today > standing.ends_on:
        return Refusal.TERM_OVER
    held = standing.suspended_by - {side}
    state = AgreementState.SUSPENDED if held else AgreementState.IN_FORCE
    return replace(standing, state=state, suspended_by=held)


def terminate(standing: Standing) -> Standing | Refusal:
    """A draft is withdrawn the same way."""
    if standing.state is AgreementState.ENDED:
        return Refusal.OUT_OF_ORDER
    return replace(standing, state=AgreementState.ENDED, suspended_by=frozenset())


def regions_fit(
    sending: str, receiving: str, origins: Iterable[str], destinations: Iterable[str]
) -> bool:
    """Origins lie within the sender, destinations within the receiver; the two are apart.

    An origin is a county or wider: row-level policies look no deeper.
    """
    origins = list(origins)
    return (
        all(len(origin) <= COUNTY_DIGITS for origin in origins)
        and all(_lies_within(origin, sending) for origin in origins)
        and all(_lies_within(destination, receiving) for destination in destinations)
        and not _lies_within(sending, receiving)
        and not _lies_within(receiving, sending)
    )


def _lies_within(inner: str, outer: str) -> bool:
    (lo, hi), (from_, to) = subtree(inner), subtree(outer)
    return from_ <= lo and hi <= to


def sides_of(regions: Collection[str], *, sending: str, receiving: str) -> frozenset[Side]:
    """The sides for which a signatory at these regions may act."""
    parties = {Side.SENDING: sending, Side.RECEIVING: receiving}
    return frozenset(
        side
        for side, party in parties.items()
        if any(_lies_within(party, region) for region in regions)
    )


@dataclass(frozen=True)
class Terms:
    """What the two parties agree on."""

    title: str
    text: str
    sending_region: str
    receiving_region: str
    origins: Sequence[str]
    destinations: Sequence[str]
    purposes: Sequence[str]
    starts_on: date
    ends_on: date


def document_of(terms: Terms) -> str:
    """The exact text that both sides sign: the terms that machines follow, then their words."""
    lines = [
        f"劳务协作协议：{terms.title}",
        f"输出方：{_named(terms.sending_region)}",
        f"输入方：{_named(terms.receiving_region)}",
        f"户籍地范围：{'、'.join(map(_named, terms.origins))}",
        f"工作地范围：{'、'.join(map(_named, terms.destinations))}",
        f"用途：{'、'.join(terms.purposes)}",
        f"期限：{terms.starts_on.isoformat()} 至 {terms.ends_on.isoformat()}",
        "",
        terms.text,
    ]
    return "\n".join(lines) + "\n"


def _named(code: str) -> str:
    return f"{full_name(code)}（{code}）"
