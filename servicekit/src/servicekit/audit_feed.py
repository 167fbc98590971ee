"""Audit entries as the gateway collects them: numbered after commit, read by a cursor."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import select

from servicekit.access import allow_service
from servicekit.events import After
from servicekit.tables import audit_entries as table

router = APIRouter(include_in_schema=False)


@router.get("/internal/audit", dependencies=[allow_service("svc-gateway")])
async def list_audit_entries(
    request: Request,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> dict[str, Any]:
    """`{"items": [...], "next_after": n}`; an item has the columns of `audit_entries`."""
    async with request.app.state.database.job_session(kind="system:relay") as session:
        rows = (
            await session.execute(
                select(table).where(table.c.seq > after).order_by(table.c.seq).limit(limit)
            )
        ).mappings()
        items = [dict(row) for row in rows]
    return {"items": items, "next_after": items[-1]["seq"] if items else after}
