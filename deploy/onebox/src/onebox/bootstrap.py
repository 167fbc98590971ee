"""Databases, roles, migrations and settings of the four services; doing it again changes nothing.

The work is skipped when the migrations are the ones that were applied last, which keeps a later
start short.
"""

import asyncio
import hashlib
import os
import signal
import sys
from importlib import resources

from onebox import tethers
from onebox.credentials import Secrets
from onebox.errors import ServiceFailed
from onebox.home import Home, read_state, remember
from onebox.logfiles import append
from onebox.postgres import Server
from onebox.settings import SERVICES, Settings
from onebox.supervisor import Program
from servicekit import provision

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")


def database_urls(server: Server, secrets: Secrets, service: str) -> dict[str, str]:
    """The addresses of a service's database by role: owner, app and job."""
    return {
        role: server.url(service, f"{service}_{role}", secrets.database[f"{service}_{role}"])
        for role in provision.ROLES
    }


async def prepare_databases(home: Home, server: Server, secrets: Secrets) -> bool:
    """Provision and migrate; False when there was nothing to do. Raises ServiceFailed."""
    fingerprint = _fingerprint(server)
    if read_state(home).get("migrated") == fingerprint:
        return False
    for service in SERVICES:
        await provision.provision(server.admin_url, **database_urls(server, secrets, service))
    migrating = (_migrate(home, server, secrets, service) for service in SERVICES)
    ended = await asyncio.gather(*migrating, return_exceptions=True)
    for failed in (one for one in ended if one is not None):
        raise failed
    remember(home, migrated=fingerprint)
    return True


def programs(home: Home, settings: Settings, server: Server, secrets: Secrets) -> list[Program]:
    """In the order they start; they stop in the reverse."""
    return [
        Program(
            name=service,
            words=[sys.executable, "-m", service],
            environment=environment(home, settings, server, secrets, service),
            log=home.log(service),
            ready_url=f"{settings.address_of(service)}/readyz",
        )
        for service in SERVICES
    ]


def environment(
    home: Home, settings: Settings, server: Server, secrets: Secrets, service: str
) -> dict[str, str]:
    """What a service is told; passwords travel here and never on a command line."""
    urls = database_urls(server, secrets, service)
    told = {
        "DATABASE_URL": urls["app"],
        "JOB_DATABASE_URL": urls["job"],
        "HOST": settings.host,
        "PORT": str(settings.port_of(service)),
        "ISSUER": settings.address,
        **{f"{name.upper()}_URL": settings.address_of(name) for name in SERVICES},
        "SERVICE_KEY_FILE": str(home.secrets / f"{service}.jwk.json"),
        "KEYS_FILE": str(home.secrets / f"{service}.keys.json"),
        "FILES_DIR": str(home.files(service)),
        "SAMPLE_MODE": str(settings.sample).lower(),
        "LOG_LEVEL": settings.log_level,
    }
    if settings.sample:
        told["BUSINESS_CLOCK_START"] = settings.business_clock_start.isoformat()
    if service == "gateway":
        told["BOOTSTRAP_FILE"] = str(home.bootstrap)
        told["SAMPLE_SIGN_INS_FILE"] = str(home.sign_ins)
    return _base_environment() | {f"{service.upper()}_{key}": told[key] for key in told}


async def _migrate(home: Home, server: Server, secrets: Secrets, service: str) -> None:
    owner = database_urls(server, secrets, service)["owner"]
    process = await asyncio.create_subprocess_exec(
        *tethers.command(
            sys.executable, "-m", "servicekit.migrations", service, signal=signal.SIGKILL
        ),
        env=_base_environment() | {f"{service.upper()}_OWNER_DATABASE_URL": owner},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    log = home.log(f"{service}-migrations")
    append(log, output)
    if process.returncode != 0:
        raise ServiceFailed(f"{service} (migrations)", str(log))


def _fingerprint(server: Server) -> str:
    """Changes with any migration, and with the cluster they were applied to."""
    digest = hashlib.sha256(server.password.encode())
    for service in SERVICES:
        versions = resources.files(service) / "migrations" / "versions"
        for file in sorted(versions.iterdir(), key=lambda path: path.name):
            if file.name.endswith(".py"):
                digest.update(f"{service}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()


def _base_environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
