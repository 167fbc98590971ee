"""From a verified outer token to what its bearer may do now, and to an inner token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

import schemas.gateway as wire
from gateway.callers import queries, rules
from gateway.callers.rules import Grant, RoleAt
from gateway.models import Account
from gateway.signin import tokens
from gateway.signin.tokens import Outer
from schemas.purposes import Purpose
from schemas.regions import full_name
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import clock
from servicekit.access import Principal, Range
from servicekit.sealing import KeyRing

INNER_LIFETIME = 60
ACTOR: Mapping[str, str] = {"sub": "svc-gateway"}


class CallerGone(Exception):
    """The token was revoked, or its account or client is no longer active."""


@dataclass(frozen=True)
class Standing:
    """Who calls and what that person or system may do at this moment."""

    subject: str
    kind: str
    client_id: str
    region: str
    actor_id: UUID | None
    roles: tuple[RoleAt, ...]
    scopes: frozenset[str]
    own: tuple[Range, ...]
    grants: tuple[Grant, ...]


async def standing(session: AsyncSession, outer: Outer) -> Standing:
    """Raises CallerGone."""
    client = await queries.client(session, outer.client_id)
    if client is None or await queries.is_revoked(session, outer.token_id):
        raise CallerGone
    if outer.kind == SubjectKind.CLIENT:
        return Standing(
            subject=outer.subject,
            kind=outer.kind,
            client_id=client.id,
            region=client.region,
            actor_id=None,
            roles=(),
            scopes=outer.scopes & frozenset(client.scopes),
            own=rules.own_ranges([client.region]),
            grants=await _grants(session, {client.region}),
        )
    return await _person(session, outer, frozenset(client.scopes))


async def _person(session: AsyncSession, outer: Outer, ceiling: frozenset[str]) -> Standing:
    account = await queries.account(session, UUID(outer.subject))
    if account is None:
        raise CallerGone
    roles = await queries.roles_of(session, account.id)
    regions = {role.region for role in roles}
    official = account.kind == SubjectKind.OFFICER
    return Standing(
        subject=str(account.id),
        kind=account.kind,
        client_id=outer.client_id,
        region=account.region,
        actor_id=account.actor_id,
        roles=tuple(roles),
        scopes=rules.scopes_of(roles, ceiling) & outer.scopes,
        own=rules.own_ranges(regions) if official else (),
        grants=await _grants(session, regions) if official else (),
    )


async def _grants(session: AsyncSession, regions: set[str]) -> tuple[Grant, ...]:
    today = clock.now().astimezone(clock.SHANGHAI).date()
    return rules.grants_of(await queries.agreements_reaching(session, regions), regions, today)


def inner_claims(standing: Standing, outer: Outer, *, issuer: str, audience: str) -> dict[str, Any]:
    """RFC 8693 narrowing: one service, never longer than the outer token, `act` names us."""
    at = clock.now()
    left = min(INNER_LIFETIME, outer.expires_at - int(at.timestamp()))
    claims = tokens.issued(
        issuer, audience, standing.subject, at=at, lifetime=timedelta(seconds=left)
    )
    claims |= {
        "client_id": standing.client_id,
        "kind": standing.kind,
        "region": standing.region,
        "roles": [f"{role.name}@{role.region}" for role in standing.roles],
        "scope": " ".join(sorted(standing.scopes)),
        "own": [list(range_) for range_ in standing.own],
        "grants": [
            {
                "agreement_id": str(grant.agreement_id),
                "origin": grant.origin,
                "destination": grant.destination,
                "purposes": list(grant.purposes),
            }
            for grant in standing.grants
        ],
        "act": dict(ACTOR),
        "sid": outer.token_id,
        "ctx": uuid4().hex,
    }
    if standing.actor_id is not None:
        claims["actor_id"] = str(standing.actor_id)
    return claims


def public_claims(*, issuer: str, audience: str) -> dict[str, Any]:
    """An inner token for somebody who has not signed in, where an operation is public."""
    lifetime = timedelta(seconds=INNER_LIFETIME)
    claims = tokens.issued(issuer, audience, "public", at=clock.now(), lifetime=lifetime)
    return claims | {
        "client_id": "public",
        "kind": SubjectKind.PUBLIC.value,
        "scope": "",
        "act": dict(ACTOR),
    }


async def describe(session: AsyncSession, principal: Principal, ring: KeyRing) -> wire.Me:
    """What the caller is told about itself; as `system:sign-in`, by its own id only."""
    account = await _own_account(session, principal)
    regions = {role.region for role in principal.roles} or {principal.region or ""}
    receives = principal.kind in {SubjectKind.OFFICER, SubjectKind.CLIENT}
    return wire.Me(
        subject=principal.subject,
        kind=principal.kind,
        client_id=principal.client_id,
        actor_id=principal.actor_id,
        username=account.username if account else None,
        display_name=display_name(account, ring) if account else None,
        agency_id=account.agency_id if account else None,
        region=principal.region,
        region_name=full_name(principal.region) if principal.region else None,
        roles=[wire.RoleAtRegion(role=role.name, region=role.region) for role in principal.roles],
        scopes=[Scope(scope) for scope in sorted(principal.scopes)],
        grants=[
            wire.Grant(
                agreement_id=grant.agreement_id,
                origin=grant.origin,
                destination=grant.destination,
                purposes=[Purpose(purpose) for purpose in grant.purposes],
            )
            for grant in (await _grants(session, regions) if receives else ())
        ],
    )


async def _own_account(session: AsyncSession, principal: Principal) -> Account | None:
    if principal.kind is SubjectKind.CLIENT:
        return None
    return await queries.account(session, UUID(principal.subject))


def display_name(account: Account, ring: KeyRing) -> str:
    return ring.open(account.display_name_sealed, aad=name_aad(account.id)).decode()


def name_aad(account_id: UUID) -> str:
    return f"gateway|accounts|display_name|{account_id}"
