from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.models import Account, AccountRole, Agency, Client
from servicekit import cursors, scope
from servicekit.access import Principal


async def agency(session: AsyncSession, principal: Principal, agency_id: UUID) -> Agency | None:
    return await session.scalar(
        select(Agency).where(
            Agency.id == agency_id, scope.visible(principal, owner=Agency.owner_scope.expression)
        )
    )


async def account(session: AsyncSession, principal: Principal, account_id: UUID) -> Account | None:
    return await session.scalar(
        select(Account).where(
            Account.id == account_id,
            scope.visible(principal, owner=Account.owner_scope.expression),
        )
    )


async def roles_of(
    session: AsyncSession, account_ids: Collection[UUID]
) -> dict[UUID, list[tuple[str, str]]]:
    """Role and region pairs by account, in order."""
    found: dict[UUID, list[tuple[str, str]]] = {account_id: [] for account_id in account_ids}
    rows = await session.execute(
        select(AccountRole.account_id, AccountRole.role, AccountRole.region)
        .where(AccountRole.account_id.in_(account_ids))
        .order_by(AccountRole.role, AccountRole.region)
    )
    for account_id, role, region in rows:
        found[account_id].append((role, region))
    return found


def accounts(principal: Principal, region: str | None) -> Select[Account]:
    statement = select(Account).where(
        scope.visible(principal, owner=Account.owner_scope.expression)
    )
    if region is None:
        return statement
    return statement.where(scope.within(Account.owner_scope.expression, region))


def agencies(principal: Principal) -> Select[Agency]:
    return select(Agency).where(scope.visible(principal, owner=Agency.owner_scope.expression))


def clients(principal: Principal) -> Select[Client]:
    return select(Client).where(scope.visible(principal, owner=Client.owner_scope.expression))


async def page_of_accounts(
    session: AsyncSession,
    principal: Principal,
    *,
    region: str | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Row[Any]], str | None]:
    return await cursors.page(
        session,
        accounts(principal, region),
        key=[Account.id.expression],
        limit=limit,
        cursor=cursor,
        bound_to={"list": "accounts", "region": region},
    )


async def page_of_agencies(
    session: AsyncSession, principal: Principal, *, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    return await cursors.page(
        session,
        agencies(principal),
        key=[Agency.id.expression],
        limit=limit,
        cursor=cursor,
        bound_to={"list": "agencies"},
    )


async def page_of_clients(
    session: AsyncSession, principal: Principal, *, limit: int, cursor: str | None
) -> tuple[list[Row[Any]], str | None]:
    return await cursors.page(
        session,
        clients(principal),
        key=[Client.id.expression],
        limit=limit,
        cursor=cursor,
        bound_to={"list": "clients"},
    )
