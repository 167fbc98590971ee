"""Agencies, people's accounts and programs, each within the administrator's subtree."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

import schemas.gateway as wire
from gateway.accounts import queries, rules
from gateway.accounts.errors import (
    AccountExists,
    AgencyUnknown,
    ClientExists,
    ClientKeysUnusable,
    OutsideYourAdministration,
)
from gateway.callers.service import display_name, name_aad
from gateway.models import Account, AccountRole, Agency, Client
from schemas.regions import scope_of
from servicekit import audit, clock, etags
from servicekit.access import Principal
from servicekit.ids import uuid7
from servicekit.problems import NotFound
from servicekit.sealing import KeyRing


def _administered(principal: Principal, regions: Iterable[str]) -> None:
    if not rules.administers(principal, regions):
        raise OutsideYourAdministration


async def _known_agency(
    session: AsyncSession, principal: Principal, agency_id: UUID | None
) -> None:
    if agency_id is not None and await queries.agency(session, principal, agency_id) is None:
        raise AgencyUnknown


async def register_agency(
    session: AsyncSession, principal: Principal, data: wire.AgencyCreate
) -> Agency:
    _administered(principal, [data.region])

    agency = Agency(
        id=uuid7(),
        name=data.name,
        region=data.region,
        owner_scope=scope_of(data.region),
        created_at=clock.now(),
    )
    session.add(agency)
    await session.flush()
    audit.note(session, object_type="agency", object_id=agency.id, region=agency.region)
    return agency


async def open_account(
    session: AsyncSession,
    principal: Principal,
    ring: KeyRing,
    data: wire.AccountCreate,
    *,
    password_hash: str,
) -> wire.Account:
    """Raises OutsideYourAdministration, AgencyUnknown, AccountExists."""
    _administered(principal, [data.region, *(role.region for role in data.roles)])
    await _known_agency(session, principal, data.agency_id)

    account_id, region_scope = uuid7(), scope_of(data.region)
    account = Account(
        id=account_id,
        username=data.username,
        display_name_sealed=ring.seal(data.display_name.encode(), aad=name_aad(account_id)),
        password_hash=password_hash,
        kind=data.kind,
        actor_id=data.actor_id,
        agency_id=data.agency_id,
        region=data.region,
        owner_scope=region_scope,
        state="active",
        version=1,
        created_at=clock.now(),
    )
    session.add(account)
    try:
        await session.flush()
    except IntegrityError:
        raise AccountExists from None
    _give(session, account, data.roles)
    await session.flush()
    audit.note(session, object_type="account", object_id=account.id, region=account.region)
    return shown(account, _pairs(data.roles), ring)


def _pairs(roles: Iterable[wire.RoleAtRegion]) -> list[tuple[str, str]]:
    return sorted({(role.role.value, role.region) for role in roles})


def _give(session: AsyncSession, account: Account, roles: Iterable[wire.RoleAtRegion]) -> None:
    session.add_all(
        AccountRole(
            account_id=account.id, role=role, region=region, owner_scope=account.owner_scope
        )
        for role, region in _pairs(roles)
    )


async def change_account(
    session: AsyncSession,
    principal: Principal,
    ring: KeyRing,
    account_id: UUID,
    data: wire.AccountChange,
    *,
    expected: int,
    password_hash: str | None,
) -> wire.Account:
    """A suspended account is refused at the front door within two seconds.

    Whoever holds a role beyond the administrator's regions is not the administrator's to change:
    a new password would be a way to that role.
    """
    account = await queries.account(session, principal, account_id)
    if account is None:
        raise NotFound
    etags.check(account.version, expected)
    held = (await queries.roles_of(session, [account.id]))[account.id]
    wanted = [role.region for role in data.roles or []]
    _administered(principal, [account.region, *wanted, *(region for _, region in held)])

    account.state = data.state.value if data.state is not None else account.state
    account.password_hash = password_hash or account.password_hash
    account.version += 1
    if data.roles is not None:
        await session.execute(delete(AccountRole).where(AccountRole.account_id == account.id))
        _give(session, account, data.roles)
    await session.flush()
    audit.note(session, object_type="account", object_id=account.id, region=account.region)
    roles = await queries.roles_of(session, [account.id])
    return shown(account, roles[account.id], ring)


async def account_of(
    session: AsyncSession, principal: Principal, ring: KeyRing, account_id: UUID
) -> wire.Account:
    account = await queries.account(session, principal, account_id)
    if account is None:
        raise NotFound
    roles = await queries.roles_of(session, [account.id])
    return shown(account, roles[account.id], ring)


async def list_accounts(
    session: AsyncSession,
    principal: Principal,
    ring: KeyRing,
    *,
    region: str | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[wire.Account], str | None]:
    rows, following = await queries.page_of_accounts(
        session, principal, region=region, limit=limit, cursor=cursor
    )
    found = [row[0] for row in rows]
    roles = await queries.roles_of(session, [account.id for account in found])
    return [shown(account, roles[account.id], ring) for account in found], following


def shown(account: Account, roles: Sequence[tuple[str, str]], ring: KeyRing) -> wire.Account:
    return wire.Account.model_validate(
        {
            **{
                name: getattr(account, name)
                for name in wire.Account.model_fields
                if name not in {"display_name", "roles"}
            },
            "display_name": display_name(account, ring),
            "roles": [{"role": role, "region": region} for role, region in roles],
        }
    )


async def register_client(
    session: AsyncSession, principal: Principal, data: wire.ClientCreate
) -> Client:
    """Raises OutsideYourAdministration, AgencyUnknown, ClientKeysUnusable, ClientExists."""
    _administered(principal, [data.region])
    await _known_agency(session, principal, data.agency_id)
    jwks = rules.public_keys(data.jwks) if data.jwks is not None else None
    if data.jwks is not None and jwks is None:
        raise ClientKeysUnusable

    client = Client(
        id=data.id,
        name=data.name,
        kind=data.kind.value,
        region=data.region,
        owner_scope=scope_of(data.region),
        agency_id=data.agency_id,
        scopes=sorted({scope.value for scope in data.scopes}),
        jwks=jwks,
        redirect_uris=[str(uri) for uri in data.redirect_uris],
        state="active",
        created_at=clock.now(),
    )
    session.add(client)
    try:
        await session.flush()
    except IntegrityError:
        raise ClientExists from None
    audit.note(session, object_type="client", object_id=client.id, region=client.region)
    return client
