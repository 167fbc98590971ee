"""Databases, roles, migrations and settings of the four services; doing it again changes nothing.

The work is skipped when the migrations are the ones that were applied last, which keeps a later
start short.
"""

import hashlib
import os
import sys
from importlib import resources

from onebox import processes
from onebox.credentials import ROLES, Secrets
from onebox.errors import ServiceFailed
from onebox.home import Home, read_state, remember
from onebox.postgres import Server
from onebox.settings import SERVICES, Settings
from onebox.supervisor import Program

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
TELEMETRY = "OTEL_"


def database_urls(server: Server, secrets: Secrets, service: str) -> dict[str, str]:
    """The addresses of a service's database by role: owner, app and job."""
    return {
        role: server.url(service, f"{service}_{role}", secrets.database[f"{service}_{role}"])
        for role in ROLES
    }


async def prepare(home: Home, server: Server, secrets: Secrets) -> bool:
    """Keys, databases, migrations; False when there was nothing to do. Raises ServiceFailed."""
    fingerprint = _fingerprint(server)
    if read_state(home).get("prepared") == fingerprint:
        return False
    log = home.log("preparation")
    words = [sys.executable, "-m", "onebox.preparation", str(home.secrets)]
    addresses = {"PROVISION_ADMIN_URL": server.admin_url}
    for service in SERVICES:
        urls, prefix = database_urls(server, secrets, service), service.upper()
        addresses[f"{prefix}_OWNER_DATABASE_URL"] = urls["owner"]
        addresses[f"{prefix}_DATABASE_URL"] = urls["app"]
        addresses[f"{prefix}_JOB_DATABASE_URL"] = urls["job"]
    if await processes.run(*words, environment=base_environment() | addresses, log=log) != 0:
        raise ServiceFailed("数据库准备 databases", str(log))
    remember(home, prepared=fingerprint)
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
    if settings.spans:
        told["SPANS_FILE"] = str(home.spans(service))
    if service == "gateway":
        told["BOOTSTRAP_FILE"] = str(home.bootstrap)
        told["SAMPLE_SIGN_INS_FILE"] = str(home.sign_ins)
    return base_environment() | {f"{service.upper()}_{key}": told[key] for key in told}


def base_environment() -> dict[str, str]:
    passed = {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or name.startswith(TELEMETRY)
    }
    return {**passed, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def _fingerprint(server: Server) -> str:
    """Changes with any migration, and with the cluster they were applied to."""
    digest = hashlib.sha256(server.password.encode())
    for service in SERVICES:
        versions = resources.files(service) / "migrations" / "versions"
        for file in sorted(versions.iterdir(), key=lambda path: path.name):
            if file.name.endswith(".py"):
                digest.update(f"{service}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()
