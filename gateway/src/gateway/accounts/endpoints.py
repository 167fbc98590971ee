from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

import schemas.gateway as wire
from gateway.accounts import queries, service
from gateway.models import Agency, Client
from gateway.signin import passwords
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.regions import RegionCode
from schemas.roles import RoleName
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import etags, routing
from servicekit.access import Caller, allow
from servicekit.context import Ctx
from servicekit.database import Session

ADMINISTRATORS = allow(
    Scope.ACCOUNTS_ADMIN,
    purpose=Purpose.ADMINISTRATION,
    kinds={SubjectKind.OFFICER},
    roles={RoleName.ADMINISTRATOR},
)
Limit = Annotated[int, Query(ge=1, le=100)]

router: APIRouter = routing.router(prefix="/v1", tags=["accounts"])


@router.post(
    "/agencies",
    status_code=201,
    operation_id="registerAgency",
    summary="登记机构 / Register an agency",
    dependencies=[ADMINISTRATORS],
    response_model=wire.Agency,
)
async def register_agency(session: Session, principal: Caller, data: wire.AgencyCreate) -> Agency:
    """An agency within the administrator's regions."""
    return await service.register_agency(session, principal, data)


@router.get(
    "/agencies",
    operation_id="listAgencies",
    summary="机构列表 / List agencies",
    dependencies=[ADMINISTRATORS],
)
async def list_agencies(
    session: Session, principal: Caller, limit: Limit = 20, cursor: str | None = None
) -> Page[wire.Agency]:
    """Agencies within the administrator's regions."""
    rows, following = await queries.page_of_agencies(session, principal, limit=limit, cursor=cursor)
    items = [wire.Agency.model_validate(row[0]) for row in rows]
    return Page[wire.Agency](items=items, next_cursor=following)


@router.post(
    "/accounts",
    status_code=201,
    operation_id="openAccount",
    summary="开设账号 / Open an account",
    dependencies=[ADMINISTRATORS],
)
async def open_account(
    session: Session, principal: Caller, context: Ctx, response: Response, data: wire.AccountCreate
) -> wire.Account:
    """An officer's or an employer's sign-in, its roles within the administrator's regions."""
    hashed = await passwords.hashed(data.password.get_secret_value())
    account = await service.open_account(
        session, principal, context.keys, data, password_hash=hashed
    )
    response.headers["ETag"] = etags.etag(account.version)
    return account


@router.get(
    "/accounts",
    operation_id="listAccounts",
    summary="账号列表 / List accounts",
    dependencies=[ADMINISTRATORS],
)
async def list_accounts(
    session: Session,
    principal: Caller,
    context: Ctx,
    region: RegionCode | None = None,
    limit: Limit = 20,
    cursor: str | None = None,
) -> Page[wire.Account]:
    """Accounts within the administrator's regions."""
    items, following = await service.list_accounts(
        session, principal, context.keys, region=region, limit=limit, cursor=cursor
    )
    return Page[wire.Account](items=items, next_cursor=following)


@router.get(
    "/accounts/{account_id}",
    operation_id="getAccount",
    summary="查看账号 / Get an account",
    dependencies=[ADMINISTRATORS],
)
async def get_account(
    session: Session,
    principal: Caller,
    context: Ctx,
    response: Response,
    account_id: Annotated[UUID, Path()],
) -> wire.Account:
    """One account within the administrator's regions."""
    account = await service.account_of(session, principal, context.keys, account_id)
    response.headers["ETag"] = etags.etag(account.version)
    return account


@router.patch(
    "/accounts/{account_id}",
    operation_id="changeAccount",
    summary="变更账号 / Change an account",
    dependencies=[ADMINISTRATORS],
)
async def change_account(
    session: Session,
    principal: Caller,
    context: Ctx,
    response: Response,
    expected: etags.IfMatch,
    account_id: Annotated[UUID, Path()],
    data: wire.AccountChange,
) -> wire.Account:
    """Suspend, resume, change the password, or replace the roles."""
    new = data.password.get_secret_value() if data.password else None
    hashed = await passwords.hashed(new) if new else None
    account = await service.change_account(
        session,
        principal,
        context.keys,
        account_id,
        data,
        expected=expected,
        password_hash=hashed,
    )
    response.headers["ETag"] = etags.etag(account.version)
    return account


@router.post(
    "/clients",
    status_code=201,
    operation_id="registerClient",
    summary="登记客户端 / Register a client",
    dependencies=[ADMINISTRATORS],
    response_model=wire.Client,
)
async def register_client(session: Session, principal: Caller, data: wire.ClientCreate) -> Client:
    """A system with its public keys, or a program that people sign in with."""
    return await service.register_client(session, principal, data)


@router.get(
    "/clients",
    operation_id="listClients",
    summary="客户端列表 / List clients",
    dependencies=[ADMINISTRATORS],
)
async def list_clients(
    session: Session, principal: Caller, limit: Limit = 20, cursor: str | None = None
) -> Page[wire.Client]:
    """Clients within the administrator's regions."""
    rows, following = await queries.page_of_clients(session, principal, limit=limit, cursor=cursor)
    items = [wire.Client.model_validate(row[0]) for row in rows]
    return Page[wire.Client](items=items, next_cursor=following)
