"""Reads and single-statement writes of sign-in, as `system:sign-in`."""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.models import (
    Account,
    AccountRole,
    AuthorizationCode,
    AuthorizationRequest,
    Client,
    RevokedToken,
    SignInFailure,
    UsedAssertion,
)
from gateway.signin import rules
from schemas.roles import RoleName


async def active_client(session: AsyncSession, client_id: str) -> Client | None:
    return await session.scalar(
        select(Client).where(Client.id == client_id, Client.state == "active")
    )


async def active_account(session: AsyncSession, username: str) -> Account | None:
    return await session.scalar(
        select(Account).where(Account.username == username, Account.state == "active")
    )


async def role_names(session: AsyncSession, account_id: UUID) -> list[RoleName]:
    names = await session.scalars(
        select(AccountRole.role).where(AccountRole.account_id == account_id)
    )
    return [RoleName(name) for name in names]


async def open_request(
    session: AsyncSession, request_id: UUID, at: datetime
) -> AuthorizationRequest | None:
    return await session.scalar(
        select(AuthorizationRequest).where(
            AuthorizationRequest.id == request_id,
            AuthorizationRequest.used_at.is_(None),
            AuthorizationRequest.expires_at > at,
        )
    )


async def use_request(session: AsyncSession, request_id: UUID, at: datetime) -> bool:
    used = await session.scalar(
        update(AuthorizationRequest)
        .where(AuthorizationRequest.id == request_id, AuthorizationRequest.used_at.is_(None))
        .values(used_at=at)
        .returning(AuthorizationRequest.id)
    )
    return used is not None


async def consume_code(
    session: AsyncSession, code: str, client_id: str, *, token_id: str, at: datetime
) -> AuthorizationCode | None:
    """The code's row, for exactly one caller ever."""
    return await session.scalar(
        update(AuthorizationCode)
        .where(
            AuthorizationCode.digest == rules.digest(code),
            AuthorizationCode.client_id == client_id,
            AuthorizationCode.used_at.is_(None),
            AuthorizationCode.expires_at > at,
        )
        .values(used_at=at, token_id=token_id)
        .returning(AuthorizationCode)
    )


async def token_of_used_code(session: AsyncSession, code: str, client_id: str) -> str | None:
    return await session.scalar(
        select(AuthorizationCode.token_id).where(
            AuthorizationCode.digest == rules.digest(code),
            AuthorizationCode.client_id == client_id,
            AuthorizationCode.used_at.is_not(None),
        )
    )


async def take_assertion(
    session: AsyncSession, client_id: str, jti: str, *, until: datetime
) -> bool:
    """False when this client has presented this assertion before."""
    taken = await session.scalar(
        insert(UsedAssertion)
        .values(client_id=client_id, jti=jti, expires_at=until)
        .on_conflict_do_nothing()
        .returning(UsedAssertion.jti)
    )
    return taken is not None


async def revoke(session: AsyncSession, jti: str, *, until: datetime) -> bool:
    """False when it is revoked already."""
    revoked = await session.scalar(
        insert(RevokedToken)
        .values(jti=jti, expires_at=until)
        .on_conflict_do_nothing()
        .returning(RevokedToken.jti)
    )
    return revoked is not None


async def attempt(
    session: AsyncSession, username: UUID, address: UUID, at: datetime
) -> datetime | None:
    """Count this try as failed until it succeeds; the time to wait for instead, if there is one.

    Counting first, in one statement, leaves no gap for many guesses at once.
    """
    statement = insert(SignInFailure).values(
        username_digest=username, address_digest=address, failures=1, not_before=at, last_at=at
    )
    failures = await session.scalar(
        statement.on_conflict_do_update(
            index_elements=[SignInFailure.username_digest, SignInFailure.address_digest],
            set_={"failures": SignInFailure.failures + 1, "last_at": at},
            where=SignInFailure.not_before <= at,
        ).returning(SignInFailure.failures)
    )
    mine = (SignInFailure.username_digest == username) & (SignInFailure.address_digest == address)
    if failures is None:
        return await session.scalar(select(SignInFailure.not_before).where(mine))
    later = at + rules.wait_after(failures)
    await session.execute(update(SignInFailure).where(mine).values(not_before=later))
    return None


async def forget_failures(session: AsyncSession, username: UUID, address: UUID) -> None:
    await session.execute(
        delete(SignInFailure).where(
            SignInFailure.username_digest == username, SignInFailure.address_digest == address
        )
    )


async def forget_expired(session: AsyncSession, at: datetime) -> int:
    """Rows that can no longer matter; a used code is kept as long as its token could live."""
    gone = 0
    for column, before in (
        (AuthorizationRequest.expires_at, at),
        (AuthorizationCode.expires_at, at - rules.OUTER_LIFETIME - rules.CODE_LIFETIME),
        (UsedAssertion.expires_at, at),
        (RevokedToken.expires_at, at),
        (SignInFailure.last_at, at - timedelta(days=1)),
    ):
        statement = delete(column.class_).where(column < before)
        gone += cast("CursorResult[object]", await session.execute(statement)).rowcount
    return gone
