"""A gateway with its first administrator, a system client, and sign-ins step by step."""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey

from gateway import bootstrap
from gateway.signin import keys, rules
from servicekit import clock
from servicekit.ids import uuid7
from servicekit.testing import ISSUER, ServiceUnderTest
from wengang.pages import login_form

PASSWORD = "correct horse battery staple"
CLI, REDIRECT = "wengang-cli", "http://127.0.0.1/callback"
ADMINISTRATOR = {
    "username": "admin",
    "password": PASSWORD,
    "display_name": "管理员",
    "region": "00",
}
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
KEY = ECKey.generate_key("P-256")


def client_of(client_id: str, kind: str, scopes: list[str], region: str = "43") -> dict[str, Any]:
    return {
        "id": client_id,
        "name": client_id,
        "kind": kind,
        "region": region,
        "scopes": scopes,
        "jwks": {"keys": [KEY.as_dict(private=False)]},
    }


CLIENTS = [
    client_of("hunan-hr", "system", ["registry.read", "events.read"]),
    client_of("hunan-bureau", "system", ["subsidy.read"]),
    client_of("svc-registry", "service", []),
]


def assertion(client_id: str = "hunan-hr", **changed: Any) -> str:
    at = int(clock.now().timestamp())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": f"{ISSUER}/oauth/token",
        "iat": at,
        "exp": at + 60,
        "jti": secrets.token_hex(8),
        **changed,
    }
    stated = {name: value for name, value in claims.items() if value is not ...}
    return jwt.encode({"alg": "ES256"}, stated, KEY, algorithms=["ES256"])


def client_credentials(stated: str, **more: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": stated,
        **more,
    }


@dataclass
class SignIn:
    """One person's way through the form, each step with its own faults if wished."""

    http: httpx2.AsyncClient
    verifier: str = ""

    async def form(self, **changed: str) -> dict[str, str]:
        self.verifier = secrets.token_urlsafe(48)
        asked = {
            "response_type": "code",
            "client_id": CLI,
            "redirect_uri": REDIRECT,
            "state": "s",
            "code_challenge": rules.challenge_of(self.verifier),
            "code_challenge_method": "S256",
            **changed,
        }
        self.page = await self.http.get("/oauth/authorize", params=asked)
        return login_form(self.page.text).hidden if self.page.status_code == 200 else {}

    async def submit(
        self, hidden: dict[str, str], username: str = "admin", password: str = PASSWORD
    ) -> httpx2.Response:
        filled = {**hidden, "username": username, "password": password}
        return await self.http.post("/oauth/login", data=filled)

    async def code(self) -> str:
        answer = await self.submit(await self.form())
        return sent_back(answer)["code"]

    async def exchange(self, code: str, **changed: str) -> httpx2.Response:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": CLI,
            "redirect_uri": REDIRECT,
            "code_verifier": self.verifier,
            **changed,
        }
        return await self.http.post("/oauth/token", data=asked)

    async def token(self) -> str:
        answer = await self.exchange(await self.code())
        token: str = answer.json()["access_token"]
        return token


def sent_back(answer: httpx2.Response) -> dict[str, str]:
    """What the redirect tells the client."""
    assert answer.status_code == 303, answer.text
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


async def prepared(service: ServiceUnderTest) -> ServiceUnderTest:
    context = service.context
    await keys.rotate(context)
    wanted = {"administrator": ADMINISTRATOR, "clients": CLIENTS}
    await bootstrap.apply(context.database, context.keys, wanted)
    return service


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid7())}


async def officer(running: ServiceUnderTest, role: str, region: str) -> str:
    """The outer token of a new officer with one role."""
    username, password = f"{role}-{region}", f"secret of {region} 2026"
    account = {
        "username": username,
        "password": password,
        "display_name": "经办人",
        "region": region,
        "roles": [{"role": role, "region": region}],
    }
    admin = await SignIn(running.client).token()
    made = await running.client.post("/v1/accounts", json=account, headers=bearing(admin))
    assert made.status_code == 201, made.text
    person = SignIn(running.client)
    signed_in = await person.submit(await person.form(), username, password)
    answer = await person.exchange(sent_back(signed_in)["code"])
    token: str = answer.json()["access_token"]
    return token
