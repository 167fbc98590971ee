"""private_key_jwt (RFC 7523): what a system signs to say who it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from gateway.signin import rules, tokens
from gateway.signin.errors import invalid_client

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_JTI = 200


@dataclass(frozen=True)
class Assertion:
    """A verified assertion; `jti` must still be taken, once."""

    client_id: str
    jti: str
    expires_at: int


def claimed_client(assertion: str) -> str:
    """The client that the assertion says it is from, unverified: to look up its keys."""
    try:
        tokens.peek(assertion)
        claims = tokens.unverified_claims(assertion)
    except tokens.TokenRefused:
        raise invalid_client("client_assertion is not readable") from None
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject or claims.get("iss") != subject:
        raise invalid_client("iss and sub of client_assertion must both be the client_id")
    return subject


def verify(
    assertion: str, jwks: Mapping[str, Any], *, audiences: Collection[str], at: datetime
) -> Assertion:
    """Raises invalid_client unless one of the client's own keys signed it, for us, just now."""
    for key in _candidates(jwks, tokens.peek(assertion).get("kid")):
        try:
            claims = jwt.decode(assertion, key, algorithms=[tokens.ALGORITHM]).claims
        except (JoseError, ValueError, TypeError):
            continue
        return _checked(claims, audiences=audiences, at=at)
    raise invalid_client("client_assertion is not signed by a key of this client")


def _candidates(jwks: Mapping[str, Any], kid: object) -> list[ECKey]:
    stored = [key for key in jwks.get("keys", []) if key.get("kty") == "EC"]
    named = [key for key in stored if kid is None or key.get("kid") in (None, kid)]
    return [ECKey.import_key(key) for key in named]


def _checked(claims: Mapping[str, Any], *, audiences: Collection[str], at: datetime) -> Assertion:
    audience = claims.get("aud")
    if isinstance(audience, list) and len(audience) == 1:
        audience = audience[0]
    if not isinstance(audience, str) or audience not in audiences:
        raise invalid_client("aud of client_assertion is not this server")
    now, expires_at = int(at.timestamp()), claims.get("exp")
    latest = now + int(rules.ASSERTION_LIFETIME.total_seconds()) + tokens.CLOCK_SKEW
    if type(expires_at) is not int or not now < expires_at <= latest:
        raise invalid_client("exp of client_assertion is missing, past, or over 3600 s ahead")
    early = [claims.get(name) for name in ("nbf", "iat") if name in claims]
    if any(type(when) is not int or when > now + tokens.CLOCK_SKEW for when in early):
        raise invalid_client("client_assertion is not valid yet")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI or "\0" in jti:
        raise invalid_client("jti of client_assertion is missing")
    return Assertion(claims["sub"], jti, expires_at)
