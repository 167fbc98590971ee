"""Passwords and keys of this installation, made once and kept in `secrets/`, mode 0600."""

import json
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field

from joserfc.jwk import ECKey

from onebox.errors import StateBroken
from onebox.home import Home, write_whole
from onebox.settings import SERVICES
from servicekit import sealing
from servicekit.provision import ROLES

ADMINISTRATOR = "admin"
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
        _make_keys(home)
        write_whole(path, json.dumps(_fresh_passwords(), indent=2))
    try:
        stored = json.loads(path.read_text())
        return Secrets(stored["database"], stored["administrator"])
    except (ValueError, KeyError) as error:
        raise StateBroken(str(path), "密码文件损坏", "the password file is damaged") from error


def write_bootstrap(home: Home, secrets: Secrets) -> None:
    """The file that the gateway applies at its start: first administrator, our own clients."""
    administrator = {
        "username": ADMINISTRATOR,
        "password": secrets.administrator,
        "display_name": "平台管理员",
        "region": COUNTRY,
    }
    clients = [_client(home, service) for service in SERVICES]
    text = json.dumps({"administrator": administrator, "clients": clients}, ensure_ascii=False)
    write_whole(home.bootstrap, text)


def _client(home: Home, service: str) -> dict[str, object]:
    stored = json.loads((home.secrets / f"{service}.jwk.json").read_text())
    client_id = stored.pop("client_id")
    public = ECKey.import_key(stored).as_dict(private=False)
    return {
        "id": client_id,
        "name": service,
        "kind": "service",
        "region": COUNTRY,
        "scopes": [],
        "jwks": {"keys": [public]},
    }


def _make_keys(home: Home) -> None:
    for service in SERVICES:
        key = ECKey.generate_key("P-256", {"use": "sig", "kid": f"svc-{service}-1"})
        private = {**key.as_dict(private=True), "client_id": f"svc-{service}"}
        write_whole(home.secrets / f"{service}.jwk.json", json.dumps(private))
        write_whole(home.secrets / f"{service}.keys.json", sealing.generate())


def _fresh_passwords() -> dict[str, object]:
    roles = [f"{service}_{role}" for service in SERVICES for role in ROLES]
    return {
        "database": {role: secrets.token_urlsafe(24) for role in roles},
        "administrator": "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(PASSWORD_LENGTH)),
    }
