"""Every select of imports."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.models import Import
from servicekit import cursors
from servicekit.access import Principal
from servicekit.scope import visible


async def by_id(
    session: AsyncSession, principal: Principal, import_id: UUID, *, lock: bool = False
) -> Import | None:
    statement = select(Import).where(
        Import.id == import_id, visible(principal, owner=Import.owner_scope)
    )
    return await session.scalar(statement.with_for_update() if lock else statement)


async def page_of(
    session: AsyncSession, principal: Principal, *, limit: int, cursor: str | None
) -> tuple[list[Import], str | None]:
    rows, next_cursor = await cursors.page(
        session,
        select(Import).where(visible(principal, owner=Import.owner_scope)),
        key=[Import.id],
        limit=limit,
        cursor=cursor,
        bound_to={},
        descending=True,
    )
    return [row[0] for row in rows], next_cursor
