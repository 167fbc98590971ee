"""HE5: whoever looked at a person's data from elsewhere stands in the person's access log."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx2
import pytest
from tests.gateway.scenes import bearing, officer, prepared

from gateway.audit.collecting import collect
from servicekit.ids import uuid7
from servicekit.testing import Serve, ServiceUnderTest

PERSON, STRANGER, AGREEMENT = uuid7(), uuid7(), uuid7()


def entry(seq: int, outcome: str) -> dict[str, object]:
    return {
        "id": str(uuid7()),
        "seq": seq,
        "at": datetime(2026, 3, 2, 9, 0, seq, tzinfo=UTC).isoformat(),
        "actor": "city-officer",
        "kind": "officer",
        "client_id": "wengang-cli",
        "actor_region": "3205",
        "operation": "listWorkers",
        "purpose": "verification",
        "outcome": outcome,
        "object_type": "person",
        "object_id": str(PERSON),
        "person_id": str(PERSON),
        "object_region": None,
        "agreement_id": str(AGREEMENT),
        "trace_id": None,
    }


ENTRIES = [entry(1, "disclosed"), entry(2, "done"), entry(3, "disclosed")]


def neighbours(request: httpx2.Request) -> httpx2.Response:
    path = request.url.path
    if path == "/internal/audit" and request.url.host == "registry.test":
        after = int(request.url.params["after"])
        items = [one for one in ENTRIES if int(str(one["seq"])) > after]
        return httpx2.Response(200, json={"items": items, "next_after": 3})
    if path == f"/internal/workers/{PERSON}/scope":
        return httpx2.Response(200, json={"person_id": str(PERSON), "origin": "431230100201"})
    if path.startswith("/internal/workers/"):
        return httpx2.Response(200, json={"origin": None, "work_region": None})
    return httpx2.Response(200, json={"items": [], "next_after": 0})


@pytest.fixture
async def collected(serve: Serve) -> AsyncIterator[ServiceUnderTest]:
    async with serve("gateway", neighbours=neighbours) as service:
        await prepared(service)
        await collect(service.context)
        await collect(service.context)
        yield service


async def looked_up(service: ServiceUnderTest, person: UUID, token: str) -> httpx2.Response:
    return await service.client.get(f"/v1/workers/{person}/access-log", headers=bearing(token))


async def test_the_home_county_sees_who_looked_and_why(collected: ServiceUnderTest) -> None:
    county = await officer(collected, "caseworker", "431230")

    found = (await looked_up(collected, PERSON, county)).json()["items"]

    newest, oldest = found
    assert newest["at"] > oldest["at"]
    assert newest["purpose"] == "verification"
    assert newest["agreement_id"] == str(AGREEMENT)
    assert newest["region_name"].endswith("苏州市")
    assert (await looked_up(collected, STRANGER, county)).status_code == 404


async def test_every_entry_is_kept_once(collected: ServiceUnderTest) -> None:
    kept = await collected.sql(
        "select service, count(*) from collected_entries where service = 'registry' group by 1"
    )

    assert kept == [("registry", 3)]


async def test_another_region_does_not_see_the_log(collected: ServiceUnderTest) -> None:
    city = await officer(collected, "caseworker", "3205")

    assert (await looked_up(collected, PERSON, city)).status_code == 404
