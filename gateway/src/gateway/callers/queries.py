"""What is stored of a caller, read as `system:sign-in`."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.callers.rules import InForce, RoleAt
from gateway.models import Account, AccountRole, Agreement, Client, RevokedToken
from schemas.regions import ancestors, scope_of
from schemas.roles import RoleName
from servicekit.scope import within


async def is_revoked(session: AsyncSession, token_id: str) -> bool:
    return await session.get(RevokedToken, token_id) is not None


async def client(session: AsyncSession, client_id: str) -> Client | None:
    return await session.scalar(
        select(Client).where(Client.id == client_id, Client.state == "active")
    )


async def account(session: AsyncSession, account_id: UUID) -> Account | None:
    return await session.scalar(
        select(Account).where(Account.id == account_id, Account.state == "active")
    )


async def roles_of(session: AsyncSession, account_id: UUID) -> list[RoleAt]:
    rows = await session.execute(
        select(AccountRole.role, AccountRole.region)
        .where(AccountRole.account_id == account_id)
        .order_by(AccountRole.role, AccountRole.region)
    )
    return [RoleAt(RoleName(role), region) for role, region in rows]


async def agreements_reaching(session: AsyncSession, regions: Collection[str]) -> Sequence[InForce]:
    """Agreements in force whose receiving party lies above or below one of the regions."""
    if not regions:
        return []
    rows = await session.execute(
        select(
            Agreement.id,
            Agreement.origins,
            Agreement.destinations,
            Agreement.purposes,
            Agreement.starts_on,
            Agreement.ends_on,
        ).where(Agreement.state == "in_force", or_(*(_meets(region) for region in regions)))
    )
    return [InForce(*row) for row in rows]


def _meets(region: str) -> ColumnElement[bool]:
    above = [0, *(scope_of(code) for code in ancestors(region))]
    return or_(
        within(Agreement.receiving_scope.expression, region),
        Agreement.receiving_scope.in_(above),
    )
