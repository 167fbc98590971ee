from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.models import Agreement, AgreementStep
from servicekit import cursors, scope
from servicekit.access import Principal


def visible_to(principal: Principal) -> ColumnElement[bool]:
    return scope.visible(
        principal,
        origin=Agreement.sending_scope.expression,
        owner=Agreement.receiving_scope.expression,
    )


async def one(
    session: AsyncSession, principal: Principal, agreement_id: UUID, *, locked: bool = False
) -> Agreement | None:
    statement = select(Agreement).where(Agreement.id == agreement_id, visible_to(principal))
    return await session.scalar(statement.with_for_update() if locked else statement)


async def signatures_of(
    session: AsyncSession, agreement_ids: Collection[UUID]
) -> Sequence[AgreementStep]:
    found = await session.scalars(
        select(AgreementStep)
        .where(AgreementStep.agreement_id.in_(agreement_ids), AgreementStep.action == "signature")
        .order_by(AgreementStep.id)
    )
    return found.all()


async def page(
    session: AsyncSession,
    principal: Principal,
    *,
    state: str | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Row[Any]], str | None]:
    statement = select(Agreement).where(visible_to(principal))
    if state is not None:
        statement = statement.where(Agreement.state == state)
    return await cursors.page(
        session,
        statement,
        key=[Agreement.id.expression],
        limit=limit,
        cursor=cursor,
        bound_to={"list": "agreements", "state": state},
    )
