"""Tokens this gateway signs and reads: outer for callers, inner for one service, id tokens.

ES256 only, the key named by `kid`, one key tried, type and audience exact (RFC 8725, RFC 9068).
"""

import base64
import binascii
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
OUTER_AUDIENCE = "wengang"
ACCESS_TYPE = "at+jwt"
CLOCK_SKEW = 5
LONGEST_TOKEN = 8192
PARTS = 3  # header, claims, signature (RFC 7515 section 7.1)


class TokenRefused(Exception):
    """Not a token of ours, or not one for this use; says nothing more on purpose."""


class TokenTooOld(TokenRefused):
    """One of ours that has expired."""


@dataclass(frozen=True)
class SigningKeys:
    """The key that signs now, and all keys whose signatures still count."""

    current_kid: str
    current: ECKey
    published: Mapping[str, ECKey]

    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "keys": [
                {**key.as_dict(private=False), "kid": kid, "use": "sig", "alg": ALGORITHM}
                for kid, key in self.published.items()
            ]
        }


@dataclass(frozen=True)
class Outer:
    """A verified outer access token."""

    subject: str
    client_id: str
    kind: str
    scopes: frozenset[str]
    token_id: str
    expires_at: int


def sign(keys: SigningKeys, claims: Mapping[str, object], *, kind: str = ACCESS_TYPE) -> str:
    header = {"alg": ALGORITHM, "kid": keys.current_kid, "typ": kind}
    return jwt.encode(header, dict(claims), keys.current, algorithms=[ALGORITHM])


def issued(
    issuer: str, audience: str, subject: str, *, at: datetime, lifetime: timedelta
) -> dict[str, object]:
    """The claims every token has; `jti` is fresh."""
    second = int(at.timestamp())
    return {
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "iat": second,
        "exp": second + int(lifetime.total_seconds()),
        "jti": uuid.uuid4().hex,
    }


def read(
    keys: SigningKeys, token: str, *, issuer: str, audience: str, at: datetime
) -> dict[str, Any]:
    """The claims of an access token of ours for `audience`; raises TokenRefused otherwise."""
    header = peek(token)
    key = keys.published.get(str(header.get("kid")))
    if key is None or header.get("typ") != ACCESS_TYPE:
        raise TokenRefused
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError, TypeError):
        raise TokenRefused from None
    _check(claims, issuer=issuer, audience=audience, at=at)
    return claims


def read_outer(keys: SigningKeys, token: str, *, issuer: str, at: datetime) -> Outer:
    claims = read(keys, token, issuer=issuer, audience=OUTER_AUDIENCE, at=at)
    names = ("sub", "client_id", "kind", "scope", "jti")
    if not all(isinstance(claims.get(name), str) for name in names):
        raise TokenRefused
    return Outer(
        subject=claims["sub"],
        client_id=claims["client_id"],
        kind=claims["kind"],
        scopes=frozenset(claims["scope"].split()),
        token_id=claims["jti"],
        expires_at=claims["exp"],
    )


def peek(token: str) -> dict[str, Any]:
    """The unverified header, only to learn which key to try."""
    return _part(token, 0)


def unverified_claims(token: str) -> dict[str, Any]:
    """The claims before any check, only to learn whose keys to try."""
    return _part(token, 1)


def _part(token: str, number: int) -> dict[str, Any]:
    parts = token.split(".")
    if len(token) > LONGEST_TOKEN or len(parts) != PARTS or not token.isascii():
        raise TokenRefused
    try:
        part = parts[number]
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise TokenRefused from None
    if not isinstance(found, dict):
        raise TokenRefused
    return found


def _check(claims: Mapping[str, Any], *, issuer: str, audience: str, at: datetime) -> None:
    issued_at, expires_at = claims.get("iat"), claims.get("exp")
    if type(issued_at) is not int or type(expires_at) is not int:
        raise TokenRefused
    if not hmac.compare_digest(str(claims.get("iss")).encode(), issuer.encode()):
        raise TokenRefused
    if claims.get("aud") != audience or issued_at > at.timestamp() + CLOCK_SKEW:
        raise TokenRefused
    if expires_at <= at.timestamp():
        raise TokenTooOld
