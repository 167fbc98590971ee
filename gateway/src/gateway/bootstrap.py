"""The first administrator and our own clients, from a file; applied at every start, once each.

The file: `{"administrator": {"username", "password", "display_name", "region"}, "clients": [{"id",
"name", "kind", "region", "scopes", "jwks"}]}`. What exists is left as it is, but for the keys of
our own services, which follow the file.
"""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.callers.service import name_aad
from gateway.clock import service as business_clock
from gateway.models import Account, AccountRole, Client
from gateway.settings import Settings
from gateway.signin import keys, passwords
from schemas.purposes import Purpose
from schemas.regions import COUNTRY, scope_of
from schemas.roles import RoleName
from schemas.scopes import Scope
from servicekit import clock, sealing, tables
from servicekit.context import Context
from servicekit.database import Database
from servicekit.ids import uuid7
from servicekit.sealing import KeyRing

log = structlog.get_logger()
KIND = "system:bootstrap"
# Programs that people sign in with: the console and the command line, on this machine.
PUBLIC_CLIENTS = {
    "wengang-console": "稳岗控制台",
    "wengang-cli": "稳岗命令行与软件开发包",
}
REDIRECTS = ["http://127.0.0.1/callback", "http://localhost/callback"]


async def at_start(context: Context) -> None:
    """Background work of the gateway: keys exist, the file is applied, the clock is set."""
    settings = context.settings
    assert isinstance(settings, Settings)
    await keys.rotate(context)
    if settings.bootstrap_file is not None:
        file = settings.bootstrap_file
        await apply(context.database, context.keys, json.loads(_read(file)))
    if settings.sample_mode and settings.business_clock_start is not None:
        await _set_clock(context, settings)
    log.info("bootstrap_applied")
    await asyncio.Event().wait()  # done; a background task that returned would be started again


async def run(settings: Settings, file: Path) -> None:
    """`python -m gateway bootstrap FILE`."""
    database = Database(settings.database_url, settings.job_database_url)
    await apply(database, sealing.load(settings.keys_file), json.loads(_read(file)))
    await database.dispose()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


async def apply(database: Database, ring: KeyRing, wanted: dict[str, Any]) -> None:
    hashed = await _missing_password(database, wanted.get("administrator"))
    async with database.job_session(kind=KIND, purpose=Purpose.ADMINISTRATION) as session:
        if hashed is not None:
            await _administrator(session, ring, wanted["administrator"], hashed)
        for client in wanted.get("clients", ()):
            await _client(session, client)
        for client_id, name in PUBLIC_CLIENTS.items():
            await _client(session, _public(client_id, name))


async def _missing_password(database: Database, account: dict[str, str] | None) -> str | None:
    """The hash to store; None when there is nobody to add. Hashing takes a moment."""
    if account is None:
        return None
    async with database.job_session(kind=KIND, purpose=Purpose.ADMINISTRATION) as session:
        statement = select(Account.id).where(Account.username == account["username"])
        if await session.scalar(statement) is not None:
            return None
    return await passwords.hashed(account["password"])


async def _administrator(
    session: AsyncSession, ring: KeyRing, account: dict[str, str], hashed: str
) -> None:
    account_id, region = uuid7(), account.get("region", COUNTRY)
    added = await session.scalar(
        insert(Account)
        .values(
            id=account_id,
            username=account["username"],
            display_name_sealed=ring.seal(
                account.get("display_name", account["username"]).encode(),
                aad=name_aad(account_id),
            ),
            password_hash=hashed,
            kind="officer",
            region=region,
            owner_scope=scope_of(region),
            state="active",
            version=1,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Account.id)
    )
    if added is not None:
        session.add(
            AccountRole(
                account_id=account_id,
                role=RoleName.ADMINISTRATOR.value,
                region=region,
                owner_scope=scope_of(region),
            )
        )


async def _client(session: AsyncSession, client: dict[str, Any]) -> None:
    statement = insert(Client).values(
        id=client["id"],
        name=client["name"],
        kind=client["kind"],
        region=client["region"],
        owner_scope=scope_of(client["region"]),
        scopes=client["scopes"],
        jwks=client.get("jwks"),
        redirect_uris=client.get("redirect_uris", []),
        state="active",
        created_at=clock.now(),
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={
                "jwks": statement.excluded.jwks,
                "redirect_uris": statement.excluded.redirect_uris,
            },
        )
    )


def _public(client_id: str, name: str) -> dict[str, Any]:
    return {
        "id": client_id,
        "name": name,
        "kind": "public",
        "region": COUNTRY,
        "scopes": sorted(scope.value for scope in Scope),
        "redirect_uris": REDIRECTS,
    }


async def _set_clock(context: Context, settings: Settings) -> None:
    """On the first start business time stands at the sample's first day."""
    assert settings.business_clock_start is not None
    async with context.database.app_engine.connect() as connection:
        stored = await connection.scalar(select(tables.business_clock.c.offset_seconds))
    if stored is not None:
        return
    offset = settings.business_clock_start - clock.now()
    async with context.database.job_session(kind=KIND, purpose=Purpose.ADMINISTRATION) as session:
        await business_clock.announce(session, round(offset.total_seconds()))
    clock.shift_business_clock(timedelta(seconds=round(offset.total_seconds())))
