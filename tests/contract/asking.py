"""Asking a service as each of the table's callers, and reading what it answered."""

from collections.abc import Mapping
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from tests.contract import gateway_world, setting
from tests.contract.table import Ids, Row, Sent, Table, filled
from tests.contract.worlds import World

from schemas.roles import RoleName
from servicekit import clock
from servicekit.testing import ServiceUnderTest, officer

FIGURES = ("people", "working", "verified", "returned", "flows_out", "open")
HOUR = 3600
# Refusals are recorded on purpose, and the agreement is what the question changes.
LEFT_OUT = ("audit_entries", "agreement_projection")


def routes(app: FastAPI) -> dict[str, RouteContext]:
    """Every route by its operationId, hidden ones by the name of their function."""
    found = [
        one for one in iter_route_contexts(app.routes) if isinstance(one.original_route, APIRoute)
    ]
    return {str(one.operation_id or one.name): one for one in found}


def methods(app: FastAPI, name: str) -> frozenset[str]:
    return frozenset(routes(app)[name].methods or ())


def claims(table: Table, caller: str, question: str, ids: Ids) -> dict[str, Any]:
    """Claims of an inner token for the question."""
    rightful = table.callers.get(caller, {})
    is_elsewhere = question in {"other_province", "lower_level", "wrong_region"}
    if question in {"agreement", "suspended"}:
        return _across(table)
    if "employer" in rightful:
        return employer(ids[rightful["rival" if is_elsewhere else "employer"]])
    if "service" in rightful and not is_elsewhere:
        name = rightful["service"]
        return {"sub": name, "client_id": name, "kind": "system"}
    return officer(*table.roles(caller, question), sub=f"{caller}-{question}")


def employer(employer_id: str) -> dict[str, Any]:
    return {
        "sub": f"employer-{employer_id}",
        "kind": "employer",
        "actor_id": employer_id,
        "roles": ["recruiter@320506"],
        "scope": "matching.read matching.write",
        "own": [],
    }


def everything(table: Table) -> dict[str, Any]:
    """Claims of an officer with every role, here and in the receiving city."""
    here = table.everywhere
    return officer(*(f"{name}@{region}" for region in here for name in RoleName), sub="everything")


def _across(table: Table) -> dict[str, Any]:
    across = table.across
    grant = {
        "agreement_id": setting.AGREEMENT,
        "origin": setting.ORIGIN,
        "destination": setting.DESTINATION,
        "purposes": across["purposes"],
    }
    return officer(*across["roles"], sub="across", grants=[grant])


async def bearing(
    service: ServiceUnderTest, table: Table, caller: str, question: str, ids: Ids
) -> dict[str, str]:
    """Headers with the token that the question comes with, and a fresh Idempotency-Key."""
    if service.name == "gateway":
        return await gateway_world.bearing_of(service, table, caller, question, ids)
    told = claims(table, caller, question, ids)
    made, at = service.bearer(**told), int(clock.now().timestamp())
    if question == "no_token":
        del made["Authorization"]
    elif question == "expired":
        old = service.signer.token(service.name, **told, iat=at - HOUR, exp=at - 1)
        made["Authorization"] = f"Bearer {old}"
    elif question == "wrong_audience":
        made["Authorization"] = f"Bearer {service.signer.token('another', **told)}"
    return made


async def ids_of(world: World, row: Row) -> Ids:
    """The world's names; with the forms of sign-in that are good only for a moment."""
    if row.service == "gateway" and row.sent.content is not None:
        return {**world.ids, **await gateway_world.forms(world.running)}
    return world.ids


async def ask(
    service: ServiceUnderTest, row: Row, sent: Sent, ids: Ids, headers: Mapping[str, str]
) -> httpx2.Response:
    route = routes(service.app)[row.name]
    assert route.path is not None
    path = route.path.format_map({**ids, **filled(sent.path, ids)})
    body, told = filled(sent.body, ids), {**headers, **filled(sent.headers, ids)}
    options: dict[str, Any] = {"params": filled(sent.query, ids)}
    if sent.content is not None:
        options["content"] = filled(sent.content, ids)
        told["Content-Type"] = sent.content_type or "application/json"
    elif isinstance(body, str):
        options["content"], told["Content-Type"] = body.encode(), "application/json"
    elif body is not None:
        options["json"] = body
    return await service.client.request(
        min(methods(service.app, row.name)), path, headers=told, **options
    )


def read(answer: httpx2.Response, expected: int | str) -> int | str:
    """The status; where rows are expected or excluded, whether there are any."""
    if answer.status_code != 200 or isinstance(expected, int):
        return answer.status_code
    return "some" if any(map(_shows, answer.json()["items"])) else "empty"


def _shows(item: Mapping[str, Any]) -> bool:
    """An item of figures shows something when one of them is not zero."""
    figures = [item[name] for name in FIGURES if name in item]
    return any(figures) if figures else True


async def set_agreement(service: ServiceUnderTest, state: str) -> None:
    await service.sql(f"update agreement_projection set state = '{state}'")
    service.app.state.grants._read = float("-inf")


async def fingerprint(service: ServiceUnderTest) -> dict[str, str]:
    """What every table holds, past row-level security."""
    tables = await service.sql("select tablename from pg_tables where schemaname = 'public'")
    union = " union all ".join(
        f"select '{name}', md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
        f" from {name} t"
        for (name,) in tables
        if name not in LEFT_OUT
    )
    return dict(tuple(row) for row in await service.sql(union))
