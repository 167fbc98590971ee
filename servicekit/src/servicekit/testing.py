"""What tests of a service stand on: a database from the real migrations, tokens, jobs by hand.

A service under test runs without workers; `settle` does what its workers would have done.
"""

import asyncio
import base64
import fcntl
import json
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from schemas.events import CloudEvent
from schemas.regions import subtree
from schemas.roles import SCOPES_OF, RoleName
from servicekit import clock, jobs, migrations, provision, relay
from servicekit.access import Verifier
from servicekit.calls import Calls
from servicekit.context import Context
from servicekit.database import Database
from servicekit.followers import Follower
from servicekit.ids import uuid7
from servicekit.jobs import Every, Job
from servicekit.tables import feed_cursors

ISSUER = "http://gateway.test"
NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/none"
FAR_FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
Neighbours = Callable[[httpx2.Request], httpx2.Response]


class Signer:
    """Signs inner tokens as the gateway would."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "test"})

    async def jwks(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self, audience: str, **claims: Any) -> str:
        at = int(clock.now().timestamp())
        filled = {
            "iss": ISSUER,
            "aud": audience,
            "sub": "officer-1",
            "client_id": "test",
            "kind": "officer",
            "iat": at,
            "exp": at + 60,
            "jti": str(uuid7()),
            **claims,
        }
        header = {"alg": "ES256", "typ": "at+jwt", "kid": "test"}
        return jwt.encode(header, filled, self.key)


def officer(
    *roles: str, sub: str = "officer-1", grants: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Claims of an officer with `role@region` roles."""
    named = [role.partition("@") for role in roles]
    scopes = {scope for name, _, _ in named for scope in SCOPES_OF[RoleName(name)]}
    return {
        "sub": sub,
        "kind": "officer",
        "region": named[0][2] if named else None,
        "roles": list(roles),
        "scope": " ".join(sorted(scopes)),
        "own": [list(subtree(region)) for _, _, region in named],
        "grants": [dict(grant) for grant in grants],
    }


@dataclass
class ServiceUnderTest:
    """A service's app on a database of its own, its HTTP client, and its workers by hand."""

    name: str
    app: FastAPI
    client: httpx2.AsyncClient
    signer: Signer
    owner_url: str

    @property
    def context(self) -> Context:
        context: Context = self.app.state.context
        return context

    def bearer(self, **claims: Any) -> dict[str, str]:
        """Headers with a token of these claims and a fresh Idempotency-Key."""
        token = self.signer.token(self.name, **claims)
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid7())}

    def service(self, sub: str = "svc-gateway") -> dict[str, str]:
        return self.bearer(sub=sub, client_id=sub, kind="system")

    async def settle(self, named: Sequence[Job] = (), every: Sequence[Every] = ()) -> None:
        """Run waiting jobs and periodic work once, and number what was announced."""
        by_name = {job.name: job for job in named}
        while (leased := await jobs._lease(self.context.database)) is not None:  # noqa: SLF001
            await jobs._attempt(by_name[leased.name], self.context, leased)  # noqa: SLF001
        for task in every:
            await task.run(self.context)
        await relay.number(self.context.database)

    async def deliver(self, follower: Follower, type_: str, *data: Mapping[str, Any]) -> None:
        """Hand events of a neighbour to the follower's handler, as its feed would."""
        events = [
            CloudEvent(
                id=uuid7(),
                source=f"/wengang/{follower.source}",
                type=type_,
                subject=str(one.get("person_id", uuid.uuid4())),
                time=clock.now(),
                sequence=1,
                data=dict(one),
                traceparent=None,
            )
            for one in data
        ]
        async with self.context.database.job_session(kind=follower.kind) as session:
            await follower.handlers[type_](session, events)

    async def lose_database(self) -> None:
        """From here on every connection is refused, as by a server that is down."""
        await self.context.database.dispose()
        vars(self.context.database).update(vars(Database(NOWHERE, NOWHERE)))

    async def sql(self, statement: str) -> list[Any]:
        """Rows as a superuser sees them, past row-level security."""
        engine = create_async_engine(self.owner_url)
        async with engine.begin() as connection:
            result = await connection.execute(text(statement))
            rows = list(result.all()) if result.returns_rows else []
        await engine.dispose()
        return rows


Serve = Callable[..., AbstractAsyncContextManager[ServiceUnderTest]]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build_template(admin_url: str, name: str, worker: str, lock: Path) -> str:
    """Make `template_<name>_<worker>` by the real migrations; returns its database name."""
    database = f"template_{name}_{worker}"
    migrations.upgrade(name, provisioned(admin_url, name, database, lock)["owner"])
    return database


def provisioned(admin_url: str, name: str, database: str, lock: Path) -> dict[str, str]:
    """An empty database with the service's roles, by their addresses; a former one is dropped."""
    urls = role_urls(admin_url, name, database)
    with _locked(lock):
        asyncio.run(_drop(admin_url, database))
        asyncio.run(provision.provision(admin_url, **urls))
    return urls


def role_urls(admin_url: str, name: str, database: str) -> dict[str, str]:
    base = make_url(admin_url)
    return {
        role: base.set(
            username=f"{name}_{role}", password=f"test-{role}", database=database
        ).render_as_string(hide_password=False)
        for role in provision.ROLES
    }


async def _drop(admin_url: str, database: str) -> None:
    engine = create_async_engine(admin_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"drop database if exists {database} with (force)"))
    await engine.dispose()


@asynccontextmanager
async def cloned(admin_url: str, template: str) -> AsyncIterator[str]:
    """A database of one test's own, copied from the template and dropped afterwards."""
    database = f"test_{uuid.uuid4().hex}"
    engine = create_async_engine(admin_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"create database {database} template {template}"))
        yield database
        await connection.execute(text(f"drop database {database} with (force)"))
    await engine.dispose()


def environment(name: str, urls: Mapping[str, str], directory: Path) -> dict[str, Any]:
    """Settings of a service under test, as keyword arguments."""
    keys, service_key = directory / f"{name}.keys.json", directory / f"{name}.jwk.json"
    fixed = base64.b64encode(b"0" * 32).decode()
    keys.write_text(json.dumps({"current": "k001", "keys": {"k001": fixed}, "index_key": fixed}))
    private = ECKey.generate_key("P-256").as_dict(private=True)
    service_key.write_text(json.dumps({**private, "client_id": f"svc-{name}"}))
    os.chmod(service_key, 0o600)  # noqa: PTH101
    return {
        "database_url": urls["app"],
        "job_database_url": urls["job"],
        "issuer": ISSUER,
        "service_key_file": service_key,
        "keys_file": keys,
        "files_dir": directory / "files",
        "workers": False,
        "sample_mode": True,
        "log_level": "WARNING",
    }


@asynccontextmanager
async def started(
    name: str,
    admin_url: str,
    database: str,
    directory: Path,
    *,
    neighbours: Neighbours | None = None,
    fresh: bool = True,
) -> AsyncIterator[ServiceUnderTest]:
    """The deployable of that name on a database that the migrations have made."""
    settings = environment(name, role_urls(admin_url, name, database), directory)
    made = import_module(f"{name}.settings").Settings(**settings)
    app = import_module(f"{name}.app").create_app(made)
    owner_url = f"{admin_url.rsplit('/', 1)[0]}/{database}"
    signs_itself = name == "gateway"
    async with serving(
        name, app, owner_url, neighbours=neighbours, fresh=fresh, signs_itself=signs_itself
    ) as service:
        yield service


@asynccontextmanager
async def serving(
    name: str,
    app: FastAPI,
    owner_url: str,
    *,
    neighbours: Neighbours | None = None,
    fresh: bool = True,
    signs_itself: bool = False,
) -> AsyncIterator[ServiceUnderTest]:
    """The app behind an in-process client; other services are answered by `neighbours`.

    `signs_itself`: the gateway, which makes the tokens that it verifies.
    """
    signer = Signer()
    if not signs_itself:
        app.state.verifier = Verifier(issuer=ISSUER, audience=name, fetch=signer.jwks)
    context: Context = app.state.context
    if neighbours is not None:
        app.state.context = replace(context, calls=_neighbouring(context, neighbours))
    if fresh:
        await _hear(context)
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://{name}.test") as client:
        yield ServiceUnderTest(name, app, client, signer, owner_url)
    await context.calls.client.aclose()
    await context.database.dispose()


def _neighbouring(context: Context, neighbours: Neighbours) -> Calls:
    async def mint(service: str) -> tuple[str, float]:
        return f"token-for-{service}", 60.0

    addresses = {
        one: f"http://{one}.test" for one in ("gateway", "registry", "matching", "subsidy")
    }
    client = httpx2.AsyncClient(transport=httpx2.MockTransport(neighbours))
    del context
    return Calls(addresses, mint, client)


async def _hear(context: Context) -> None:
    """As if the gateway's feed had just been heard, and stayed so."""
    async with context.database.job_session(kind="system:follow") as session:
        await session.execute(
            insert(feed_cursors).values(source="gateway", cursor=0, heard_at=FAR_FUTURE)
        )
