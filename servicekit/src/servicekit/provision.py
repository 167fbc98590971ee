"""`python -m servicekit.provision registry` makes a service's database and its three roles.

The owner migrates, the app role serves requests, the job role runs jobs; none of them is a
superuser or bypasses row-level security, and none may connect to another service's database.
Addresses come from PROVISION_ADMIN_URL and <SERVICE>_OWNER_DATABASE_URL, _DATABASE_URL,
_JOB_DATABASE_URL; running it again sets the passwords again and changes nothing else.
"""

import asyncio
import os
import sys

from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

ROLES = ("owner", "app", "job")


async def provision(admin_url: str, *, owner: str, app: str, job: str) -> None:
    """Make the roles and the database that the three addresses name."""
    urls = [make_url(url) for url in (owner, app, job)]
    engine = create_async_engine(admin_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for url in urls:
            await _role(connection, url)
        await _database(connection, urls)
    await engine.dispose()


async def _role(connection: AsyncConnection, url: URL) -> None:
    name, password = _identifier(url.username), str(url.password).replace("'", "''")
    exists = await connection.scalar(
        text("select 1 from pg_roles where rolname = :name"), {"name": name}
    )
    verb = "alter" if exists else "create"
    await connection.exec_driver_sql(
        f"{verb} role {name} login nosuperuser nobypassrls nocreatedb nocreaterole"
        f" password '{password}'"
    )


async def _database(connection: AsyncConnection, urls: list[URL]) -> None:
    database, owner = _identifier(urls[0].database), _identifier(urls[0].username)
    exists = await connection.scalar(
        text("select 1 from pg_database where datname = :name"), {"name": database}
    )
    if not exists:
        await connection.exec_driver_sql(f"create database {database} owner {owner}")
    await connection.exec_driver_sql(f"revoke all on database {database} from public")
    names = ", ".join(_identifier(url.username) for url in urls)
    await connection.exec_driver_sql(f"grant connect, temporary on database {database} to {names}")


def _identifier(name: str | None) -> str:
    if name is None or not name.isidentifier() or not name.isascii():
        raise ValueError("database and role names are plain identifiers")
    return name.lower()


def main(service: str) -> None:
    prefix = service.upper()
    asyncio.run(
        provision(
            os.environ["PROVISION_ADMIN_URL"],
            owner=os.environ[f"{prefix}_OWNER_DATABASE_URL"],
            app=os.environ[f"{prefix}_DATABASE_URL"],
            job=os.environ[f"{prefix}_JOB_DATABASE_URL"],
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
