"""How a caller proves who it is: a person through the login form, a system with its key."""

import base64
import hashlib
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey

from wengang.pages import login_form, spoken_problem
from wengang.problems import ApiProblem, SignInRefused, problem_of, retry_after

PUBLIC_CLIENT = "wengang-cli"
REDIRECT_URI = "http://127.0.0.1/callback"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60
RENEW_BEFORE = 20.0
FOUND = frozenset({302, 303})


@dataclass(frozen=True)
class Token:
    """An access token and the monotonic time at which it is to be renewed."""

    value: str
    renew_at: float


class Credentials(Protocol):
    async def token(self, http: httpx2.AsyncClient) -> Token:
        """A fresh token; raises SignInRefused."""
        ...


@dataclass(frozen=True, repr=False)
class Person:
    """Authorization code with PKCE (RFC 7636, S256), walked as a browser walks it."""

    username: str
    password: str
    client_id: str = PUBLIC_CLIENT
    redirect_uri: str = REDIRECT_URI

    async def token(self, http: httpx2.AsyncClient) -> Token:
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        code = await self._code(http, challenge_of(verifier), state)
        return await _exchange(
            http,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.redirect_uri,
                "client_id": self.client_id,
                "code_verifier": verifier,
            },
        )

    async def _code(self, http: httpx2.AsyncClient, challenge: str, state: str) -> str:
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        page = await http.get("/oauth/authorize", params=asked)
        if page.status_code != httpx2.codes.OK:
            raise problem_of(page, SignInRefused)
        form = login_form(page.text)
        filled = {**form.hidden, "username": self.username, "password": self.password}
        answer = await http.post(
            urlsplit(form.action).path, data=filled, headers={"Cookie": _cookies(page)}
        )
        return _code_in(answer, self.redirect_uri, state)


@dataclass(frozen=True, repr=False)
class System:
    """client_credentials with private_key_jwt (RFC 7523); `private_jwk` is an EC P-256 key."""

    client_id: str
    private_jwk: Mapping[str, Any]

    async def token(self, http: httpx2.AsyncClient) -> Token:
        discovered = await http.get("/.well-known/openid-configuration")
        if discovered.status_code != httpx2.codes.OK:
            raise problem_of(discovered, SignInRefused)
        return await _exchange(
            http,
            {
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": self._assertion(discovered.json()["issuer"]),
            },
        )

    def _assertion(self, audience: str) -> str:
        key = ECKey.import_key(dict(self.private_jwk))
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": audience,
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
            "jti": uuid.uuid4().hex,
        }
        header = {"alg": "ES256", "typ": "JWT"}
        if "kid" in self.private_jwk:
            header["kid"] = str(self.private_jwk["kid"])
        return jwt.encode(header, claims, key, algorithms=["ES256"])


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _cookies(page: httpx2.Response) -> str:
    """What a browser would send back; by hand, so that no cookie outlives this one sign-in."""
    jar: SimpleCookie = SimpleCookie()
    for line in page.headers.get_list("set-cookie"):
        jar.load(line)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def _code_in(answer: httpx2.Response, redirect_uri: str, state: str) -> str:
    location = answer.headers.get("location", "")
    if answer.status_code not in FOUND or not location.startswith(redirect_uri):
        raise _refused_by(answer)
    sent = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    if sent.get("state") != state:
        raise _refused("state_differs", "The answer belongs to another sign-in")
    if "code" not in sent:
        raise _refused(sent.get("error", "no_code"), sent.get("error_description", "No code"))
    return sent["code"]


def _refused_by(page: httpx2.Response) -> ApiProblem:
    """The form came back: what it says to the person is the title."""
    told = spoken_problem(page.text) if "html" in page.headers.get("content-type", "") else ""
    if not told:
        return problem_of(page, SignInRefused)
    wait = retry_after(page)
    return SignInRefused(
        status=page.status_code, code="sign_in_refused", title=told, retry_after=wait
    )


def _refused(code: str, title: str) -> ApiProblem:
    return SignInRefused(status=400, code=code, title=title)


async def _exchange(http: httpx2.AsyncClient, form: dict[str, str]) -> Token:
    began = time.monotonic()
    answer = await http.post("/oauth/token", data=form)
    if answer.status_code != httpx2.codes.OK:
        raise problem_of(answer, SignInRefused)
    body = answer.json()
    lasts = max(float(body["expires_in"]) - RENEW_BEFORE, 1.0)
    return Token(body["access_token"], began + lasts)
