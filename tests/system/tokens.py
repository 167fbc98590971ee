"""A genuine access token, changed in one way each."""

import base64
import json
import time
from typing import Any

from bench.onebox_process import Onebox
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from gateway.signin import keystore
from servicekit import sealing

HOUR = 3600


def parts(token: str) -> list[dict[str, Any]]:
    """Header and claims."""
    return [
        json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        for part in token.split(".")[:2]
    ]


def unsigned(token: str) -> str:
    """`alg` none (RFC 8725, 2.1)."""
    header, claims = parts(token)
    return f"{_encoded({**header, 'alg': 'none'})}.{_encoded(claims)}."


def forged(token: str) -> str:
    """Signed by a stranger under the name of the platform's key."""
    header, claims = parts(token)
    return jwt.encode(header, claims, ECKey.generate_key("P-256"), algorithms=["ES256"])


def altered(token: str) -> str:
    """Other claims under the genuine signature."""
    head, _, signature = token.split(".")
    return f"{head}.{_encoded({**parts(token)[1], 'sub': 'somebody-else'})}.{signature}"


async def expired(token: str, onebox: Onebox) -> str:
    """Ended an hour ago; signed by the platform's own key, sealed in the gateway's database."""
    header, claims = parts(token)
    past = {"iat": int(time.time()) - 2 * HOUR, "exp": int(time.time()) - HOUR}
    ring = sealing.load(onebox.home / "secrets" / "gateway.keys.json")
    engine = create_async_engine(_database(onebox))
    async with AsyncSession(engine) as session:
        keys = await keystore.load(session, ring)
    await engine.dispose()
    return jwt.encode(header, {**claims, **past}, keys.current, algorithms=["ES256"])


def _database(onebox: Onebox) -> str:
    home = onebox.home / "postgres"
    port = (home / "data" / "postmaster.pid").read_text().splitlines()[3]
    password = (home / "password").read_text()
    return f"postgresql+asyncpg://postgres:{password}@127.0.0.1:{port}/gateway"


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
