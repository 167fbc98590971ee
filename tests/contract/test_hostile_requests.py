"""Every operation sent what no client means to send: each answer is a documented refusal.

The rows of the table give a request that would be accepted; one thing in it is then made hostile.
"""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from tests.contract import asking, fuzzing, table
from tests.contract.table import Ids, Row, filled
from tests.contract.worlds import World

from servicekit.ids import uuid7
from servicekit.testing import ServiceUnderTest

pytestmark = pytest.mark.contract
SERVICES = ("registry", "matching", "subsidy", "gateway")
Worlds = Callable[[str], Awaitable[World]]
SEGMENTS = ("%00", "%FF", "%ED%A0%80", "%2e%2e", "-1", "9" * 40, "%EF%BC%91", "x" * 4000)
NUMBERS = ("-1", "1e400", "99999999999999999999", "9223372036854775808", "%FF", "%00", "NaN", "")
TEXTS = ("%FF", "%00", "%ED%A0%80", "x" * 4000, "'\"\\%25_", "", "W10", "WzEsIngiLFtudWxsXV0")
HEADERS: tuple[dict[bytes, bytes], ...] = (
    {b"accept-language": b"\xff\xfe,en;q=9e999,*;q=."},
    {b"traceparent": b"00-\xff-\xff-01"},
    {b"if-match": b'"v99999999999999999999"'},
    {b"if-match": b"\xe9"},
    {b"content-type": b"application/json; charset=\xff"},
    {b"content-type": b"text/html"},
    {b"idempotency-key": b"\xff\xff"},
    {b"accept": b"\xff"},
    {b"cookie": b"\xff=\xff"},
)
BODIES = (
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"\xff\xfe",
    b"{",
    b'{"a": NaN}',
    b"[" * 50_000,
    b'{"\\ud800": 1}',
    b'{"\\u0000": 1}',
    b'{"a": ' + b"9" * 5000 + b"}",
)
VALUES: tuple[Any, ...] = (
    None,
    "",
    "\ud800",
    "\x00",
    "x" * 200_000,
    "９",
    -1,
    10**30,
    1.5,
    True,
    [],
    {},
    [None],
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "00000000-0000-0000-0000-000000000000",
)


@dataclass(frozen=True)
class Hostile:
    """A request and what is wrong with it."""

    what: str
    method: str
    target: str
    headers: Mapping[bytes, bytes] = field(default_factory=dict)
    body: bytes | None = None


@pytest.mark.parametrize("service", SERVICES)
async def test_what_no_client_means_to_send_is_refused_as_documented(
    worlds: Worlds, service: str
) -> None:
    world, found, sent = await worlds(service), [], 0
    async with (
        world.untouched(changing=True) as running,
        fuzzing.listening(running.app) as address,
        httpx2.AsyncClient(base_url=address, timeout=60) as client,
    ):
        document = running.app.openapi()
        for row in table.read(service).rows.values():
            operation = _operation(document, row.name)
            bearing = await _bearing(running, world, row)
            for one in _requests(running, row, world.ids) if operation else ():
                answer = await _send(client, one, bearing)
                found += [
                    f"{row.name}: {one.what}: {fault}" for fault in _faults(operation, answer)
                ]
                sent += 1

    assert sent > 0
    assert not found, "\n".join(found)


def _operation(document: dict[str, Any], name: str) -> dict[str, Any]:
    operations = [one for item in document["paths"].values() for one in item.values()]
    return next((one for one in operations if one["operationId"] == name), {})


async def _bearing(service: ServiceUnderTest, world: World, row: Row) -> dict[bytes, bytes]:
    known = table.read(row.service)
    told = await asking.bearing(service, known, row.caller, "caller", world.ids)
    if not row.caller:
        del told["Authorization"]
    return {name.lower().encode(): value.encode() for name, value in told.items()}


def _requests(service: ServiceUnderTest, row: Row, ids: Ids) -> Iterator[Hostile]:
    route = asking.routes(service.app)[row.name]
    (method,) = route.methods or ("",)
    path = route.path or ""
    good = path.format_map({**ids, **filled(row.sent.path, ids)})
    query = str(httpx2.QueryParams(filled(row.sent.query, ids)))
    yield from _places(method, path, good, ids)
    yield from _queries(method, good, query)
    told = {name.lower().encode(): value.encode() for name, value in row.sent.headers.items()}
    body = _body(row, ids)
    for headers in HEADERS:
        yield Hostile(f"{headers}", method, f"{good}?{query}", {**told, **headers}, body)
    for raw in BODIES if body is not None else ():
        yield Hostile(f"body {raw[:20]!r}", method, f"{good}?{query}", told, raw)
    for what, changed in _changed(json.loads(body)) if body is not None else ():
        yield Hostile(what, method, f"{good}?{query}", told, json.dumps(changed).encode())


def _body(row: Row, ids: Ids) -> bytes | None:
    if row.sent.content is not None:
        return None
    body = filled(row.sent.body, ids)
    return None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()


def _places(method: str, path: str, good: str, ids: Ids) -> Iterator[Hostile]:
    for name in [part.strip("{}") for part in path.split("/") if part.startswith("{")]:
        for segment in SEGMENTS:
            target = path.replace(f"{{{name}}}", segment).format_map(dict(ids))
            yield Hostile(f"{name}={segment[:20]}", method, target)


def _queries(method: str, good: str, query: str) -> Iterator[Hostile]:
    for name in ("limit", "after", "wait", "wage_from"):
        for value in NUMBERS:
            yield Hostile(f"?{name}={value}", method, f"{good}?{query}&{name}={value}")
    for name in ("cursor", "region", "state", "person_id", "keyword", "%FF", "start", "level"):
        for value in TEXTS:
            yield Hostile(f"?{name}={value[:20]}", method, f"{good}?{query}&{name}={value}")


def _changed(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The body with each of its values, however deep, made each of the hostile ones."""
    for holder, name, path in _inside(whole, ""):
        kept = holder[name]
        for value in VALUES:
            holder[name] = value
            yield f"{path}={str(value)[:20]!r}", whole
        holder[name] = kept
    yield "an unknown field", {**whole, "\ud800": 1}


def _inside(value: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    """Every place of a JSON value: what holds it, under which name or number, and its path."""
    places = range(len(value)) if isinstance(value, list) else value
    for name in list(places) if isinstance(value, dict | list) else ():
        yield value, name, f"{path}/{name}"
        yield from _inside(value[name], f"{path}/{name}")


async def _send(
    client: httpx2.AsyncClient, one: Hostile, bearing: Mapping[bytes, bytes]
) -> httpx2.Response:
    headers = {**bearing, b"idempotency-key": str(uuid7()).encode(), **one.headers}
    if one.body is not None:
        headers = {b"content-type": b"application/json", **headers}
    return await client.request(
        one.method, one.target, headers=list(headers.items()), content=one.body
    )


def _faults(operation: Mapping[str, Any], answer: httpx2.Response) -> Iterator[str]:
    """A hostile segment may lead to no operation: the 404 and 405 of that belong to none."""
    status = answer.status_code
    documented = {int(one) for one in operation["responses"]} | {404, 405}
    if status >= 500:
        yield f"{status}"
    elif status not in documented:
        yield f"{status} is not documented"
    elif status >= 400 and "json" not in answer.headers.get("content-type", ""):
        yield f"{status} as {answer.headers.get('content-type')}"
