"""`python -m onebox.compose DIRECTORY` makes the secrets that docker-compose.yml mounts, once.

Mounted files are readable by all, inside a directory that only its owner enters: containers run as
another account, and a mounted file keeps the mode it has here.
"""

import json
import secrets
import sys
from pathlib import Path

from onebox import credentials, preparation
from onebox.credentials import ROLES
from onebox.settings import SERVICES

SUPERUSER = "postgres"
SERVER = "postgres:5432"
MOUNTED = (".jwk.json", ".keys.json", "bootstrap.json", "postgres.password", ".gitignore")


def main(directory: Path) -> int:
    if (directory / "postgres.password").exists():
        print(f"已有，未改动 · already there, unchanged: {directory}")  # noqa: T201
        return 0
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    directory.chmod(0o700)
    passwords = credentials.fresh_passwords()
    preparation.make_keys(directory)
    credentials.write_bootstrap(directory, passwords.administrator)
    for name, text in _files(passwords).items():
        (directory / name).write_text(text)
    for path in directory.iterdir():
        path.chmod(0o644 if path.name.endswith(MOUNTED) else 0o600)
    print(f"已生成 · made: {directory}")  # noqa: T201
    return 0


def _files(passwords: credentials.Secrets) -> dict[str, str]:
    superuser = secrets.token_urlsafe(24)
    admin = f"PROVISION_ADMIN_URL=postgresql+asyncpg://{SUPERUSER}:{superuser}@{SERVER}/postgres\n"
    files = {
        "postgres.password": superuser,
        "passwords.json": json.dumps({"administrator": passwords.administrator}),
    }
    for service in SERVICES:
        urls = {role: _url(passwords, service, role) for role in ROLES}
        prefix = service.upper()
        served = f"{prefix}_DATABASE_URL={urls['app']}\n{prefix}_JOB_DATABASE_URL={urls['job']}\n"
        owner = f"{prefix}_OWNER_DATABASE_URL={urls['owner']}\n"
        files[f"{service}.env"] = served
        files[f"{service}.migrate.env"] = owner
        files[f"{service}.provision.env"] = admin + served + owner
    return files


def _url(passwords: credentials.Secrets, service: str, role: str) -> str:
    name = f"{service}_{role}"
    return f"postgresql+asyncpg://{name}:{passwords.database[name]}@{SERVER}/{service}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
