"""Who did what to whose data, and why: an entry with every write, before every cross-region read.

Entries hold identifiers of ours, never personal values. The gateway collects and seals them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.regions import subtree
from servicekit import clock, traces
from servicekit.access import Principal
from servicekit.ids import uuid7
from servicekit.tables import audit_entries


@dataclass(frozen=True)
class Disclosure:
    """One person whose row is about to be shown, by the scope columns of the row."""

    person_id: UUID
    origin: int
    work: int | None = None


def note(
    session: AsyncSession,
    *,
    object_type: str,
    object_id: UUID | str,
    person_id: UUID | None = None,
    region: str | None = None,
    agreement_id: UUID | None = None,
) -> None:
    """Say what the request's own audit entry is about."""
    session.info["audit"] = {
        "object_type": object_type,
        "object_id": str(object_id),
        "person_id": person_id,
        "object_region": region,
        "agreement_id": agreement_id,
    }


async def write(session: AsyncSession, principal: Principal, request: Request) -> None:
    """The entry of a write, in the transaction of the write."""
    operation = getattr(request.scope.get("route"), "operation_id", None) or "unknown"
    about = session.info.pop("audit", {})
    await session.execute(insert(audit_entries).values(entry(principal, operation, **about)))


def entry(
    principal: Principal, operation: str, *, outcome: str = "done", **about: Any
) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "at": clock.now(),
        "actor": principal.subject,
        "kind": principal.kind.value,
        "client_id": principal.client_id,
        "actor_region": principal.region,
        "operation": operation,
        "purpose": principal.purpose.value,
        "outcome": outcome,
        "object_type": None,
        "object_id": None,
        "person_id": None,
        "object_region": None,
        "agreement_id": None,
        "trace_id": traces.trace_id(),
        **about,
    }


async def disclose(request: Request, principal: Principal, rows: Sequence[Disclosure]) -> None:
    """Commit an access record for each person who is not the caller's own, before the answer."""
    foreign = [row for row in rows if not principal.owns(row.origin)]
    if not foreign:
        return
    operation = getattr(request.scope.get("route"), "operation_id", None) or "unknown"
    entries = [
        entry(
            principal,
            operation,
            outcome="disclosed",
            object_type="person",
            object_id=str(row.person_id),
            person_id=row.person_id,
            agreement_id=_agreement(principal, row),
        )
        for row in foreign
    ]
    async with request.app.state.database.app_engine.begin() as connection:
        await connection.execute(insert(audit_entries), entries)


async def refused(request: Request, principal: Principal, code: str) -> None:
    """The entry of a refusal, in a transaction of its own."""
    operation = getattr(request.scope.get("route"), "operation_id", None) or "unknown"
    async with request.app.state.database.app_engine.begin() as connection:
        await connection.execute(
            insert(audit_entries).values(entry(principal, operation, outcome=f"refused:{code}"))
        )


def _agreement(principal: Principal, row: Disclosure) -> UUID | None:
    for grant in principal.grants:
        (lo, hi), (from_, to) = subtree(grant.origin), subtree(grant.destination)
        if lo <= row.origin < hi and row.work is not None and from_ <= row.work < to:
            return grant.agreement_id
    return None
