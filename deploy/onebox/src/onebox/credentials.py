"""Passwords of this installation, made once and kept in `secrets/`, mode 0600;
and what the gateway is told of who may come in."""

import json
import secrets
import string
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from onebox.errors import StateBroken
from onebox.files import write_whole
from onebox.home import Home
from onebox.settings import SERVICES

ADMINISTRATOR = "admin"
# The roles of each service's database; see servicekit.provision.
ROLES = ("owner", "app", "job")
# The members of an elliptic-curve JWK that may be shown: everything but `d`.
PUBLIC = ("kty", "crv", "x", "y", "use", "kid")
COUNTRY = "00"
PASSWORD_ALPHABET = string.ascii_letters + string.digits
PASSWORD_LENGTH = 20


@dataclass(frozen=True)
class Secrets:
    """Database passwords by `<service>_<role>`, and the first administrator's."""

    database: Mapping[str, str] = field(repr=False)
    administrator: str = field(repr=False)


def load_or_make(home: Home) -> Secrets:
    """Raises StateBroken when the database is there and its passwords are not."""
    path = home.secrets / "passwords.json"
    if not path.exists():
        if home.postgres.exists():
            raise StateBroken(str(home.root), "缺少密码文件", "the password file is missing")
        write_whole(path, json.dumps(asdict(fresh_passwords()), indent=2))
    try:
        return Secrets(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise StateBroken(str(path), "密码文件损坏", "the password file is damaged") from error


def fresh_passwords() -> Secrets:
    roles = [f"{service}_{role}" for service in SERVICES for role in ROLES]
    return Secrets(
        database={role: secrets.token_urlsafe(24) for role in roles},
        administrator="".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(PASSWORD_LENGTH)),
    )


def write_bootstrap(directory: Path, administrator: str) -> None:
    """The file that the gateway applies at its start: first administrator, our own clients."""
    account = {
        "username": ADMINISTRATOR,
        "password": administrator,
        "display_name": "平台管理员",
        "region": COUNTRY,
    }
    clients = [_client(directory, service) for service in SERVICES]
    text = json.dumps({"administrator": account, "clients": clients}, ensure_ascii=False)
    write_whole(directory / "bootstrap.json", text)


def _client(directory: Path, service: str) -> dict[str, object]:
    key = json.loads((directory / f"{service}.jwk.json").read_text())
    client_id = key["client_id"]
    public = {name: key[name] for name in PUBLIC}
    return {
        "id": client_id,
        "name": service,
        "kind": "service",
        "region": COUNTRY,
        "scopes": [],
        "jwks": {"keys": [public]},
    }
