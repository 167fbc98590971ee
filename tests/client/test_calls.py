import json
import time
from datetime import date

import httpx2
import pytest
from pydantic import SecretStr
from tests.client.edge import Platform

from schemas.gateway import AccountCreate, AgencyCreate, RoleAtRegion
from schemas.registry import Dimension, SituationPeopleSearch
from schemas.roles import RoleName
from wengang import ApiProblem, Person, Unreachable
from wengang.retrying import LONGEST_WAIT, wait_before

AGENCY = {
    "id": "0199d3a0-0000-7000-8000-000000000001",
    "name": "通道县人社局",
    "region": "431230",
    "version": 1,
    "created_at": "2026-03-02T01:00:00Z",
}
BODY = AgencyCreate(name="通道县人社局", region="431230")


def problem(status: int, code: str, **headers: str) -> httpx2.Response:
    body = {"title": "不行", "status": status, "code": code, "trace_id": "ab", "errors": []}
    content = json.dumps(body).encode()
    kind = {"content-type": "application/problem+json"}
    return httpx2.Response(status, content=content, headers=kind | headers)


async def test_a_busy_answer_is_repeated_under_the_same_key(platform: Platform) -> None:
    platform.then(
        problem(503, "not_ready"),
        problem(409, "idempotency_key_running"),
        httpx2.Response(201, json=AGENCY),
    )
    async with platform.client() as client:
        made = await client.agencies.create(BODY)
    keys = {request.headers["idempotency-key"] for request in platform.api_requests}
    assert made.name == "通道县人社局"
    assert len(platform.api_requests) == 3
    assert len(keys) == 1


async def test_a_lost_answer_is_asked_for_again(platform: Platform) -> None:
    platform.then(httpx2.ReadError("reset"), httpx2.Response(201, json=AGENCY))
    async with platform.client() as client:
        await client.agencies.create(BODY)
    assert len(platform.api_requests) == 2


async def test_two_calls_have_two_keys(platform: Platform) -> None:
    platform.then(httpx2.Response(201, json=AGENCY), httpx2.Response(201, json=AGENCY))
    async with platform.client() as client:
        await client.agencies.create(BODY)
        await client.agencies.create(BODY)
    first, second = platform.api_requests
    assert first.headers["idempotency-key"] != second.headers["idempotency-key"]


async def test_an_unkeyed_change_is_not_repeated_once_it_was_sent(platform: Platform) -> None:
    platform.then(httpx2.ReadError("reset"))
    async with platform.client() as client:
        with pytest.raises(Unreachable):
            await client.api.patch(type(BODY), "/v1/agencies/1", {"name": "x"}, etag='"v1"')
    assert len(platform.api_requests) == 1


async def test_patience_ends(platform: Platform) -> None:
    platform.then(*[httpx2.ConnectError("refused") for _ in range(10_000)])
    async with platform.client(patience=0.05) as client:
        with pytest.raises(Unreachable) as lost:
            await client.regions.get("43")
    assert lost.value.unsent


async def test_a_refusal_is_typed_and_not_repeated(platform: Platform) -> None:
    platform.then(problem(409, "agreement_signed_already"))
    async with platform.client() as client:
        with pytest.raises(ApiProblem) as refused:
            await client.agencies.create(BODY)
    assert (refused.value.code, refused.value.status) == ("agreement_signed_already", 409)
    assert refused.value.trace_id == "ab"


async def test_a_refused_token_is_renewed_once(platform: Platform) -> None:
    platform.then(problem(401, "token_expired"), problem(401, "unauthenticated"))
    async with platform.client() as client:
        client._use(Person("li", "right"))
        with pytest.raises(ApiProblem):
            await client.regions.get("43")
    assert [r.headers["authorization"] for r in platform.api_requests] == ["Bearer t1", "Bearer t2"]


async def test_pages_follow_the_cursor_to_the_end(platform: Platform) -> None:
    platform.then(
        httpx2.Response(200, json={"items": [AGENCY], "next_cursor": "c2"}),
        httpx2.Response(200, json={"items": [AGENCY], "next_cursor": None}),
    )
    async with platform.client() as client:
        found = [agency async for agency in client.agencies.list()]
    assert len(found) == 2
    assert "cursor=c2" in platform.api_requests[1].url.query.decode()


async def test_retry_after_is_honoured(platform: Platform) -> None:
    platform.then(problem(429, "rate_limited", **{"retry-after": "1"}), _region())
    async with platform.client() as client:
        began = time.monotonic()
        await client.regions.get("43")
    assert time.monotonic() - began >= 1


def _region() -> httpx2.Response:
    body = {"code": "43", "name": "湖南省", "level": "province", "full_name": "湖南省"}
    return httpx2.Response(200, json=body)


def test_waits_grow_and_are_capped() -> None:
    assert all(0 < wait_before(attempt) <= LONGEST_WAIT for attempt in range(1, 50))
    assert wait_before(1, 7.0) >= 7


async def test_a_file_name_in_chinese_reaches_the_server_percent_encoded(
    platform: Platform,
) -> None:
    platform.then(problem(415, "unsupported_media_type"))
    async with platform.client() as client:
        with pytest.raises(ApiProblem):
            await client.imports.upload(b"x", filename="台账.xlsx", source="hr-transfer")
    request = platform.api_requests[0]
    assert "UTF-8''%E5%8F%B0%E8%B4%A6.xlsx" in request.headers["content-disposition"]
    assert request.url.params["source"] == "hr-transfer"


async def test_an_id_number_is_looked_up_in_a_body(platform: Platform) -> None:
    platform.then(httpx2.Response(200, json={"items": []}))
    async with platform.client() as client:
        await client.workers.lookup(citizen_id="431230199001010026")
    request = platform.api_requests[0]
    assert "4312301990" not in str(request.url)
    assert b"4312301990" in request.content


async def test_a_figure_names_its_day_and_dimensions_and_leads_to_its_people(
    platform: Platform,
) -> None:
    figures = dict.fromkeys(("people", "working", "verified", "returned", "flows_out"), 0)
    row = {"region": "431230", "region_name": "通道侗族自治县", **figures}
    told = {"region": "431230", "region_name": "", "level": "township", "as_of": "2026-03-01"}
    platform.then(
        httpx2.Response(200, json=told | {"total": row, "items": []}),
        httpx2.Response(200, json={"items": [], "next_cursor": "c1"}),
        httpx2.Response(200, json={"items": [], "next_cursor": None}),
        httpx2.Response(200, json={"items": [], "next_cursor": None, "total": 7}),
    )
    day, by = date(2026, 3, 1), [Dimension.STATE, Dimension.VERIFIED]
    figure = SituationPeopleSearch(region="431230", on=day, verified=False, sector="C")
    async with platform.client() as client:
        await client.situation("431230", on=day, by=by)
        assert [one async for one in client.people_behind(figure)] == []
        assert await client.count_behind(figure) == 7
    sent = [request.url.params for request in platform.api_requests]
    table, first, second, counted = (dict(one.multi_items()) for one in sent)
    assert sent[0].get_list("by") == ["state", "verified"]
    assert table["on"] == first["on"] == "2026-03-01"
    assert (first["verified"], first["sector"], "state" in first) == ("false", "C", False)
    assert (second["cursor"], counted["total"]) == ("c1", "true")


async def test_secrets_are_written_out_only_in_the_body_that_needs_them(
    platform: Platform,
) -> None:
    account = AccountCreate(
        username="village-1",
        password=SecretStr("long-enough-secret"),
        display_name="村干部",
        region="431230",
        roles=[RoleAtRegion(role=RoleName.CASEWORKER, region="431230")],
    )
    platform.then(problem(409, "account_exists"))
    async with platform.client() as client:
        with pytest.raises(ApiProblem) as refused:
            await client.accounts.create(account)
    assert b"long-enough-secret" in platform.api_requests[0].content
    assert "long-enough-secret" not in f"{refused.value} {account!r}"
