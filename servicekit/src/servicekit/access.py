"""The first gate in a service: who calls, with which scopes, for what purpose.

Services accept only inner tokens of the gateway (RFC 9068 access tokens of at most 60 seconds,
audience one service). A route states what it needs with `allow(...)`; a route that states nothing
is refused, so that forgetting fails closed.
"""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Request, params
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from schemas.purposes import Purpose
from schemas.regions import subtree
from schemas.roles import SCOPES_OF, RoleName
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import clock
from servicekit.problems import Forbidden, TokenExpired, Unauthenticated

Range = tuple[int, int]
ALGORITHMS = ["ES256"]
PEOPLE = frozenset({SubjectKind.OFFICER, SubjectKind.CLIENT})


@dataclass(frozen=True)
class Grant:
    """One origin seen from one destination under an agreement, for some purposes."""

    agreement_id: uuid.UUID
    origin: str
    destination: str
    purposes: frozenset[str]


@dataclass(frozen=True)
class Role:
    name: RoleName
    region: str


@dataclass(frozen=True)
class Principal:
    """Who acts, where, and for what; made from a verified token or by a job."""

    subject: str
    kind: SubjectKind
    purpose: Purpose
    actor_id: uuid.UUID | None = None
    region: str | None = None
    own: tuple[Range, ...] = ()
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] = frozenset()
    roles: tuple[Role, ...] = ()
    client_id: str = ""
    token_id: str = ""
    act: Mapping[str, Any] = field(default_factory=dict)

    def owns(self, scope: int) -> bool:
        return any(lo <= scope < hi for lo, hi in self.own)

    def has_role(self, name: RoleName) -> bool:
        return any(role.name is name for role in self.roles)

    @property
    def database_kind(self) -> str:
        """The kind that row-level policies compare; a job's name stands in `subject`."""
        return self.subject if self.kind is SubjectKind.SYSTEM else self.kind.value


Fetch = Callable[[], Awaitable[dict[str, Any]]]


class Verifier:
    """Verifies inner tokens locally against the gateway's published keys.

    Keys are kept 300 s; an unknown key id asks again, at most every 5 s.
    """

    def __init__(self, *, issuer: str, audience: str, fetch: Fetch) -> None:
        self._issuer, self._audience, self._fetch = issuer, audience, fetch
        self._keys: KeySet | None = None
        self._fetched = float("-inf")
        self._lock = asyncio.Lock()
        self.revoked: set[str] = set()

    async def verify(self, token: str) -> dict[str, Any]:
        """The claims; raises Unauthenticated or TokenExpired and does not say what was wrong."""
        keys = await self._key_set(max_age=300)
        try:
            found = self._decode(token, keys)
        except (JoseError, ValueError):
            refreshed = await self._key_set(max_age=5)
            if refreshed is keys:
                raise Unauthenticated from None
            try:
                found = self._decode(token, refreshed)
            except (JoseError, ValueError):
                raise Unauthenticated from None
        return self._checked(found)

    def _decode(self, token: str, keys: KeySet) -> jwt.Token:
        return jwt.decode(token, keys, algorithms=ALGORITHMS)

    def _checked(self, token: jwt.Token) -> dict[str, Any]:
        claims, at = token.claims, clock.now().timestamp()
        if token.header.get("typ") != "at+jwt" or "crit" in token.header:
            raise Unauthenticated
        if claims.get("iss") != self._issuer or claims.get("aud") != self._audience:
            raise Unauthenticated
        if not all(isinstance(claims.get(name), int) for name in ("iat", "exp")):
            raise Unauthenticated
        if claims["iat"] > at + 5:
            raise Unauthenticated
        if claims["exp"] <= at:
            raise TokenExpired
        if self.revoked & {str(claims.get("jti")), str(claims.get("sub")), str(claims.get("sid"))}:
            raise Unauthenticated
        return claims

    async def _key_set(self, *, max_age: float) -> KeySet:
        async with self._lock:
            if self._keys is None or time.monotonic() - self._fetched > max_age:
                self._keys = KeySet.import_key_set(await self._fetch())  # type: ignore[arg-type]
                self._fetched = time.monotonic()
            return self._keys


def principal_of(claims: Mapping[str, Any]) -> Principal:
    """The principal that verified claims describe, before a route has stated its purpose."""
    roles = [str(role).partition("@") for role in claims.get("roles", ())]
    return Principal(
        subject=claims["sub"],
        kind=SubjectKind(claims["kind"]),
        purpose=Purpose.ADMINISTRATION,
        actor_id=uuid.UUID(claims["actor_id"]) if claims.get("actor_id") else None,
        region=claims.get("region"),
        own=tuple((int(lo), int(hi)) for lo, hi in claims.get("own", ())),
        grants=tuple(
            Grant(
                uuid.UUID(grant["agreement_id"]),
                grant["origin"],
                grant["destination"],
                frozenset(grant["purposes"]),
            )
            for grant in claims.get("grants", ())
        ),
        scopes=frozenset(str(claims.get("scope", "")).split()),
        roles=tuple(Role(RoleName(name), region) for name, _, region in roles),
        client_id=claims.get("client_id", ""),
        token_id=claims.get("jti", ""),
        act=claims.get("act", {}),
    )


def job_principal(kind: str, own: Collection[Range], purpose: Purpose) -> Principal:
    """A job acts as `system:<job>`, bounded by the ranges it is given."""
    return Principal(subject=kind, kind=SubjectKind.SYSTEM, purpose=purpose, own=tuple(own))


PUBLIC = Principal(subject="public", kind=SubjectKind.PUBLIC, purpose=Purpose.EMPLOYMENT_SERVICE)


async def authenticate(request: Request) -> Principal:
    """The bearer's principal, or Unauthenticated."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.isascii() or not token:
        raise Unauthenticated(headers={"WWW-Authenticate": "Bearer"})
    verifier: Verifier = request.app.state.verifier
    return principal_of(await verifier.verify(token.strip()))


def _admit(request: Request, principal: Principal, purpose: Purpose) -> None:
    cut = request.app.state.grants.cut(principal.grants, purpose)
    request.state.principal = replace(principal, purpose=purpose, grants=cut)


def where_held(
    principal: Principal, scopes: Collection[str], roles: Collection[RoleName]
) -> Principal:
    """An officer's ranges and grants, only where a role gives these scopes and is one of `roles`.

    Scopes are the sum over all roles: a region held for one duty must not open it for another.
    """
    if principal.kind is not SubjectKind.OFFICER:
        return principal
    own = tuple(
        subtree(role.region)
        for role in principal.roles
        if SCOPES_OF[role.name].issuperset(scopes) and (not roles or role.name in roles)
    )
    return replace(
        principal,
        own=tuple(dict.fromkeys(own)),
        grants=tuple(grant for grant in principal.grants if _within(grant.destination, own)),
    )


def _within(region: str, ranges: Collection[Range]) -> bool:
    from_, to = subtree(region)
    return any(lo <= from_ and to <= hi for lo, hi in ranges)


def _needs(admit: Callable[[Request], Awaitable[None]]) -> params.Depends:
    made: params.Depends = Depends(admit)
    return made


def allow(
    *scopes: Scope,
    purpose: Purpose,
    kinds: Collection[SubjectKind] = PEOPLE,
    roles: Collection[RoleName] = (),
) -> params.Depends:
    """Admit these kinds of caller, holding every scope and, if any are named, one of the roles.

    An officer acts only where such a role is held; see `where_held`.
    """

    async def admit(request: Request) -> None:
        principal = await authenticate(request)
        request.state.principal = principal
        if principal.kind not in kinds or not principal.scopes.issuperset(scopes):
            raise Forbidden
        if roles and not any(role.name in roles for role in principal.roles):
            raise Forbidden
        await request.app.state.grants.refresh()
        _admit(request, where_held(principal, scopes, roles), purpose)

    admit.allowed = ("scopes", scopes, purpose)  # type: ignore[attr-defined]
    return _needs(admit)


def allow_public(purpose: Purpose = Purpose.EMPLOYMENT_SERVICE) -> params.Depends:
    """Admit everybody; a token, when sent, must be a good one."""

    async def admit(request: Request) -> None:
        sent = "authorization" in request.headers
        principal = await authenticate(request) if sent else PUBLIC
        await request.app.state.grants.refresh()
        _admit(request, principal, purpose)

    admit.allowed = ("public", (), purpose)  # type: ignore[attr-defined]
    return _needs(admit)


def allow_service(*names: str) -> params.Depends:
    """Admit only services of ours, by the client ids given (`svc-registry`); all when none is."""

    async def admit(request: Request) -> None:
        principal = await authenticate(request)
        known = principal.kind is SubjectKind.SYSTEM and principal.subject.startswith("svc-")
        if not known or (names and principal.subject not in names):
            raise Forbidden
        await request.app.state.grants.refresh()
        _admit(request, principal, Purpose.ADMINISTRATION)

    admit.allowed = ("service", names, Purpose.ADMINISTRATION)  # type: ignore[attr-defined]
    return _needs(admit)


def caller(request: Request) -> Principal:
    """The admitted principal; a route without `allow(...)` has none and is refused."""
    principal: Principal | None = getattr(request.state, "principal", None)
    if principal is None:
        raise Unauthenticated
    return principal


Caller = Annotated[Principal, Depends(caller)]
