"""The token endpoint: authorization_code with PKCE, client_credentials with private_key_jwt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.models import Account, AuthorizationCode, Client
from gateway.signin import assertions, queries, rules, tokens
from gateway.signin.errors import OAuthError, invalid_client
from gateway.signin.forms import required
from gateway.signin.sessions import as_sign_in
from schemas.gateway import TokenRevoked
from schemas.roles import SCOPES_OF
from schemas.subjects import SubjectKind
from servicekit import clock, events
from servicekit.context import Context

SERVICES = frozenset({"registry", "matching", "subsidy", "gateway"})
KNOWN = frozenset(
    [
        "grant_type",
        "code",
        "redirect_uri",
        "client_id",
        "code_verifier",
        "scope",
        "resource",
        "client_assertion_type",
        "client_assertion",
    ]
)
OF_GRANT = {
    "authorization_code": frozenset(
        {"grant_type", "code", "redirect_uri", "client_id", "code_verifier"}
    ),
    "client_credentials": KNOWN - {"code", "redirect_uri", "code_verifier"},
}
Answer = dict[str, object]


@dataclass(frozen=True)
class Signer:
    """What signing needs, read once a request."""

    keys: tokens.SigningKeys
    issuer: str


async def token(context: Context, signer: Signer, found: Mapping[str, str]) -> Answer:
    """The answer of the token endpoint; raises OAuthError.

    A replayed code and a spent assertion change rows and must commit: they are answered by
    raising only after their transaction has ended.
    """
    grant = required(dict(found), "grant_type")
    if grant not in OF_GRANT:
        raise OAuthError("unsupported_grant_type", "authorization_code or client_credentials")
    if not found.keys() <= OF_GRANT[grant]:
        raise OAuthError("invalid_request", "a parameter does not belong to this grant")
    if grant == "authorization_code":
        return await _for_code(context, signer, found)
    client = await authenticated_client(context, found)
    return _for_client(signer, client, found)


async def _for_code(context: Context, signer: Signer, found: Mapping[str, str]) -> Answer:
    given = dict(found)
    code, client_id = required(given, "code"), required(given, "client_id")
    verifier, redirect_uri = required(given, "code_verifier"), required(given, "redirect_uri")
    at = clock.now()
    async with as_sign_in(context) as session:
        client = await queries.active_client(session, client_id)
        if client is None or client.kind != "public":
            raise invalid_client("unknown client, or one that does not sign people in")
        claims = tokens.issued(
            signer.issuer, tokens.OUTER_AUDIENCE, "", at=at, lifetime=rules.OUTER_LIFETIME
        )
        row = await queries.consume_code(
            session, code, client_id, token_id=str(claims["jti"]), at=at
        )
        if row is None:
            await _revoke_what_it_became(session, code, client_id, at)
        usable = row is not None and _usable(row, verifier, redirect_uri)
        account = await session.get(Account, row.account_id) if row and usable else None
        roles = await queries.role_names(session, account.id) if account else []
    if row is None or account is None or account.state != "active":
        raise OAuthError("invalid_grant", "the code is unknown, used, expired or not yours")
    held = {scope.value for role in roles for scope in SCOPES_OF[role]}
    scope = " ".join(sorted(held & set(client.scopes) & set(row.scope.split())))
    claims |= _about(account, client_id, scope, row.signed_in_at)
    return _answer(signer, claims, rules.OUTER_LIFETIME, scope) | _id_token(signer, row, claims)


def _usable(row: AuthorizationCode, verifier: str, redirect_uri: str) -> bool:
    return rules.proves(verifier, row.code_challenge) and row.redirect_uri == redirect_uri


def _about(account: Account, client_id: str, scope: str, signed_in: datetime) -> Answer:
    return {
        "sub": str(account.id),
        "client_id": client_id,
        "kind": account.kind,
        "region": account.region,
        "scope": scope,
        "auth_time": int(signed_in.timestamp()),
    }


def _id_token(signer: Signer, row: AuthorizationCode, claims: Mapping[str, object]) -> Answer:
    """OpenID Connect Core section 2, when `openid` was asked for."""
    if "openid" not in row.scope.split():
        return {}
    stated = tokens.issued(
        signer.issuer,
        row.client_id,
        str(claims["sub"]),
        at=clock.now(),
        lifetime=timedelta(minutes=10),
    )
    stated["auth_time"] = claims["auth_time"]
    if row.nonce is not None:
        stated["nonce"] = row.nonce
    return {"id_token": tokens.sign(signer.keys, stated, kind="JWT")}


async def _revoke_what_it_became(
    session: AsyncSession, code: str, client_id: str, at: datetime
) -> None:
    """RFC 6749 section 4.1.2: a code used twice revokes the tokens it gave."""
    token_id = await queries.token_of_used_code(session, code, client_id)
    if token_id is not None:
        await revoke_token(session, token_id, until=at + rules.OUTER_LIFETIME)


async def revoke_token(session: AsyncSession, token_id: str, *, until: datetime) -> None:
    """Refuse the token here from now on, and tell the services."""
    if await queries.revoke(session, token_id, until=until):
        data = TokenRevoked(jti=token_id)
        await events.publish(
            session, "gateway.token.revoked", subject=UUID(hex=token_id), data=data
        )


async def authenticated_client(context: Context, found: Mapping[str, str]) -> Client:
    """The client whose assertion this is; the assertion is spent. Raises invalid_client."""
    if found.get("client_assertion_type") != assertions.TYPE:
        raise invalid_client("client_assertion_type must be jwt-bearer")
    assertion = found.get("client_assertion", "")
    claimed = assertions.claimed_client(assertion)
    if found.get("client_id", claimed) != claimed:
        raise invalid_client("client_id differs from the client_assertion")
    at, issuer = clock.now(), context.settings.issuer
    async with as_sign_in(context) as session:
        client = await queries.active_client(session, claimed)
        if client is None or client.jwks is None:
            raise invalid_client("unknown client, or one without keys")
        audiences = (issuer, f"{issuer}/oauth/token")
        verified = assertions.verify(assertion, client.jwks, audiences=audiences, at=at)
        until = at + rules.ASSERTION_LIFETIME + timedelta(seconds=tokens.CLOCK_SKEW)
        fresh = await queries.take_assertion(session, claimed, verified.jti, until=until)
    if not fresh:
        raise invalid_client("client_assertion has been used before")
    return client


def _for_client(signer: Signer, client: Client, found: Mapping[str, str]) -> Answer:
    resource = found.get("resource")
    if client.kind == "service":
        return _for_service(signer, client, resource)
    if resource is not None:
        raise OAuthError("invalid_target", "resource is not for this client")
    scopes = rules.narrowed(found.get("scope"), client.scopes)
    if scopes is None:
        raise OAuthError("invalid_scope", "a scope is not among those of this client")
    scope = " ".join(sorted(scopes))
    claims = tokens.issued(
        signer.issuer,
        tokens.OUTER_AUDIENCE,
        client.id,
        at=clock.now(),
        lifetime=rules.OUTER_LIFETIME,
    )
    claims |= {
        "client_id": client.id,
        "kind": SubjectKind.CLIENT.value,
        "region": client.region,
        "scope": scope,
    }
    return _answer(signer, claims, rules.OUTER_LIFETIME, scope)


def _for_service(signer: Signer, client: Client, resource: str | None) -> Answer:
    if resource not in SERVICES:
        raise OAuthError("invalid_target", "resource must name one service")
    claims = service_claims(signer.issuer, client.id, resource)
    return _answer(signer, claims, rules.SERVICE_LIFETIME, "")


def service_claims(issuer: str, client_id: str, service: str) -> dict[str, Any]:
    """What one service of ours shows another."""
    claims = tokens.issued(
        issuer, service, client_id, at=clock.now(), lifetime=rules.SERVICE_LIFETIME
    )
    return claims | {"client_id": client_id, "kind": SubjectKind.SYSTEM.value, "scope": ""}


def _answer(
    signer: Signer, claims: Mapping[str, object], lifetime: timedelta, scope: str
) -> Answer:
    return {
        "access_token": tokens.sign(signer.keys, claims),
        "token_type": "Bearer",
        "expires_in": int(lifetime.total_seconds()),
        "scope": scope,
    }
