"""A request to a service: who may, what they see, once only, and every refusal a problem."""

import asyncio
import base64
import hashlib
import json
import uuid
from typing import Any

import pytest
from httpx2 import Response
from notebook.app import COPY

from servicekit import expiry
from servicekit.grants import AgreementProjection
from servicekit.testing import Serve, ServiceUnderTest, officer

COUNTY, OTHER, CITY = "431230", "130624", "320506"
CLERK = officer(f"registrar@{COUNTY}")


def note(origin: str = COUNTY, **more: Any) -> dict[str, Any]:
    return {"person_id": str(uuid.uuid4()), "origin": origin, "words": "在岗", **more}


async def write(
    service: ServiceUnderTest, body: dict[str, Any], headers: dict[str, str] | None = None
) -> Response:
    return await service.client.post(
        "/v1/notes", json=body, headers=headers or service.bearer(**CLERK)
    )


async def listed(service: ServiceUnderTest, claims: dict[str, Any], **params: Any) -> list[Any]:
    answer = await service.client.get("/v1/notes", params=params, headers=service.bearer(**claims))
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


async def agree(service: ServiceUnderTest, state: str = "in_force") -> dict[str, Any]:
    agreement = str(uuid.uuid4())
    await service.sql(
        "insert into agreement_projection values"
        f" ('{agreement}', '{state}', '{{{COUNTY}}}', '{{{CITY}}}', '{{employment_service}}',"
        " '2020-01-01', '2090-01-01')"
    )
    service.app.state.grants = AgreementProjection(service.context.database)  # nothing cached
    return {
        "agreement_id": agreement,
        "origin": COUNTY,
        "destination": CITY,
        "purposes": ["employment_service"],
    }


class TestScope:
    async def test_an_officer_sees_the_rows_of_their_own_region_only(
        self, notebook: ServiceUnderTest
    ) -> None:
        assert (await write(notebook, note())).status_code == 201

        assert len(await listed(notebook, CLERK)) == 1
        assert await listed(notebook, officer(f"registrar@{OTHER}")) == []

    async def test_a_row_of_another_region_cannot_be_written(
        self, notebook: ServiceUnderTest
    ) -> None:
        answer = await write(notebook, note(origin=OTHER))

        assert answer.status_code >= 400
        assert await notebook.sql("select * from notes") == []

    async def test_an_agreement_in_force_opens_the_flow_and_leaves_an_access_record(
        self, notebook: ServiceUnderTest
    ) -> None:
        await write(notebook, note(work=CITY))
        await write(notebook, note(work="330106"))
        grant = await agree(notebook)

        seen = await listed(notebook, officer(f"registrar@{CITY}", sub="city", grants=[grant]))

        assert len(seen) == 1
        records = await notebook.sql(
            "select person_id, purpose, agreement_id from audit_entries where outcome='disclosed'"
        )
        assert [(str(r[0]), r[1], str(r[2])) for r in records] == [
            (seen[0]["person_id"], "employment_service", grant["agreement_id"])
        ]

    async def test_a_token_that_names_a_suspended_agreement_opens_nothing(
        self, notebook: ServiceUnderTest
    ) -> None:
        await write(notebook, note(work=CITY))
        grant = await agree(notebook, state="suspended")

        assert await listed(notebook, officer(f"registrar@{CITY}", grants=[grant])) == []

    async def test_a_worker_sees_their_own_rows(self, notebook: ServiceUnderTest) -> None:
        body = note()
        await write(notebook, body)
        await write(notebook, note())
        me = notebook.bearer(kind="worker", actor_id=body["person_id"])

        answer = await notebook.client.get("/v1/notes/public", headers=me)

        assert [one["person_id"] for one in answer.json()] == [body["person_id"]]

    async def test_a_route_that_forgot_to_say_who_may_is_refused(
        self, notebook: ServiceUnderTest
    ) -> None:
        answer = await notebook.client.get("/v1/notes/forgotten", headers=notebook.bearer(**CLERK))

        assert answer.status_code == 401

    async def test_without_news_from_the_gateway_nothing_is_written_and_nothing_crosses(
        self, serve: Serve
    ) -> None:
        async with serve("notebook", fresh=False) as silent:
            answer = await write(silent, note())

        assert answer.status_code == 503
        assert answer.json()["code"] == "not_ready"


class TestTokens:
    @pytest.mark.parametrize(
        "claims",
        [
            {"aud": "registry"},
            {"iss": "http://elsewhere"},
            {"exp": 1},
            {"exp": None},
            {"iat": 4_000_000_000, "exp": 4_000_000_060},
        ],
    )
    async def test_a_token_not_made_for_here_and_now_is_refused(
        self, notebook: ServiceUnderTest, claims: dict[str, Any]
    ) -> None:
        answer = await notebook.client.get(
            "/v1/notes", headers=notebook.bearer(**{**CLERK, **claims})
        )

        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "." * 5000])
    async def test_a_token_that_is_none_is_refused(
        self, notebook: ServiceUnderTest, token: str
    ) -> None:
        headers = {b"Authorization": f"Bearer {token}".encode()}

        answer = await notebook.client.get("/v1/notes", headers=headers)

        assert answer.status_code == 401

    async def test_a_missing_scope_is_403_and_the_refusal_is_kept(
        self, notebook: ServiceUnderTest
    ) -> None:
        answer = await write(notebook, note(), notebook.bearer(**officer(f"payer@{COUNTY}")))

        assert answer.status_code == 403
        rows = await notebook.sql("select outcome from audit_entries")
        assert [row[0] for row in rows] == ["refused:forbidden"]


class TestIdempotency:
    async def test_twenty_at_once_have_one_effect_and_one_answer(
        self, notebook: ServiceUnderTest
    ) -> None:
        body, headers = note(), notebook.bearer(**CLERK)

        answers = await asyncio.gather(*(write(notebook, body, headers) for _ in range(20)))

        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert len(await notebook.sql("select * from notes")) == 1

    async def test_the_same_key_with_another_body_is_refused(
        self, notebook: ServiceUnderTest
    ) -> None:
        headers = notebook.bearer(**CLERK)
        await write(notebook, note(), headers)

        answer = await write(notebook, note(), headers)

        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")

    async def test_while_the_first_runs_the_second_is_told_to_wait(
        self, notebook: ServiceUnderTest
    ) -> None:
        body, headers = note(pause=3.0), notebook.bearer(**CLERK)
        first = asyncio.create_task(write(notebook, body, headers))
        await asyncio.sleep(0.3)

        second = await write(notebook, body, headers)

        assert (second.status_code, second.json()["code"]) == (409, "idempotency_key_running")
        assert (await first).status_code == 201

    async def test_a_refused_attempt_does_not_use_up_the_key(
        self, notebook: ServiceUnderTest
    ) -> None:
        headers = notebook.bearer(**CLERK)
        await write(notebook, {**note(), "words": "长" * 51}, headers)

        assert (await write(notebook, note(), headers)).status_code == 201

    async def test_what_is_kept_of_a_body_tells_nothing_without_the_key(
        self, notebook: ServiceUnderTest
    ) -> None:
        body = note()
        answer = await write(notebook, body)
        sent = answer.request.content

        ((kept,),) = await notebook.sql("select fingerprint from idempotency_keys")
        guessed = b"POST /v1/notes?\n" + sent
        assert kept not in {hashlib.sha256(guessed).digest(), hashlib.sha256(sent).digest()}
        assert kept == notebook.context.keys.fingerprint("idempotency", guessed)

    async def test_answers_are_forgotten_after_seven_days(self, notebook: ServiceUnderTest) -> None:
        for _ in range(3):
            await write(notebook, note())
        await notebook.sql(
            "update idempotency_keys set created_at = now() - interval '7 days 1 minute'"
            " where key <> (select max(key) from idempotency_keys)"
        )
        await notebook.settle([COPY], expiry.EVERY)

        assert await notebook.sql("select count(*) from idempotency_keys") == [(1,)]

    async def test_a_post_without_a_key_is_refused(self, notebook: ServiceUnderTest) -> None:
        headers = notebook.bearer(**CLERK)
        del headers["Idempotency-Key"]

        assert (await write(notebook, note(), headers)).json()["code"] == "idempotency_key_missing"


class TestProblems:
    async def test_faults_name_the_field_in_the_callers_language_and_not_the_value(
        self, notebook: ServiceUnderTest
    ) -> None:
        headers = notebook.bearer(**CLERK) | {"Accept-Language": "en"}
        secret = "431230199001011234" * 3
        answer = await write(notebook, {**note(), "words": secret, "extra": 1}, headers)

        assert answer.status_code == 422
        assert answer.headers["content-language"] == "en"
        assert {item["pointer"] for item in answer.json()["errors"]} == {"#/words", "#/extra"}
        assert secret not in answer.text

    async def test_chinese_is_the_default(self, notebook: ServiceUnderTest) -> None:
        answer = await notebook.client.get("/v1/nowhere")

        assert answer.status_code == 404
        assert answer.headers["content-language"] == "zh-CN"

    async def test_an_unknown_filter_is_an_error_never_the_whole_table(
        self, notebook: ServiceUnderTest
    ) -> None:
        answer = await notebook.client.get(
            "/v1/notes", params={"regoin": COUNTY}, headers=notebook.bearer(**CLERK)
        )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == "regoin"

    async def test_a_crash_tells_nothing(self, notebook: ServiceUnderTest) -> None:
        answer = await notebook.client.get("/v1/notes/broken", headers=notebook.bearer(**CLERK))

        assert answer.status_code == 500
        assert "431230" not in answer.text

    @pytest.mark.parametrize("content", [b'{"a":"\\u0000"}', b'{"a":"\x00"}'])
    async def test_nul_bytes_stop_at_the_edge(
        self, notebook: ServiceUnderTest, content: bytes
    ) -> None:
        headers = notebook.bearer(**CLERK) | {"Content-Type": "application/json"}

        answer = await notebook.client.post("/v1/notes", content=content, headers=headers)

        assert (answer.status_code, answer.json()["code"]) == (400, "nul_byte")

    async def test_a_body_that_is_no_json_is_malformed(self, notebook: ServiceUnderTest) -> None:
        headers = notebook.bearer(**CLERK) | {"Content-Type": "application/json"}

        answer = await notebook.client.post("/v1/notes", content=b"{", headers=headers)

        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")

    async def test_a_change_needs_the_version_that_was_seen(
        self, notebook: ServiceUnderTest
    ) -> None:
        made = (await write(notebook, note())).json()
        path = f"/v1/notes/{made['id']}"

        async def patch(**more: str) -> Response:
            headers = notebook.bearer(**CLERK) | more
            return await notebook.client.patch(path, json=note(), headers=headers)

        assert (await patch()).status_code == 428
        assert (await patch(**{"If-Match": "x"})).status_code == 400
        assert (await patch(**{"If-Match": '"v7"'})).status_code == 412
        assert (await patch(**{"If-Match": '"v1"'})).headers["etag"] == '"v2"'


class TestPages:
    async def test_pages_follow_each_other_without_gaps(self, notebook: ServiceUnderTest) -> None:
        for _ in range(5):
            await write(notebook, note())
        seen: list[str] = []
        cursor: str | None = None
        while True:
            params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            answer = await notebook.client.get(
                "/v1/notes", params=params, headers=notebook.bearer(**CLERK)
            )
            seen += [one["id"] for one in answer.json()["items"]]
            cursor = answer.json()["next_cursor"]
            if cursor is None:
                break

        assert len(seen) == len(set(seen)) == 5

    @pytest.mark.parametrize("cursor", ["x", "e30", "WzEsICJ4IiwgW11d", "\u00e9"])
    async def test_a_forged_cursor_is_refused(
        self, notebook: ServiceUnderTest, cursor: str
    ) -> None:
        answer = await notebook.client.get(
            "/v1/notes", params={"cursor": cursor}, headers=notebook.bearer(**CLERK)
        )

        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")

    @pytest.mark.parametrize("last", [7, 1.5, None, True, {}, [], "x", [["x"]]])
    async def test_a_cursor_whose_last_row_was_changed_is_refused(
        self, notebook: ServiceUnderTest, last: Any
    ) -> None:
        """Whoever reads our code can bind a cursor of their own to the filters."""
        for _ in range(2):
            await write(notebook, note())
        headers = notebook.bearer(**CLERK)
        first = await notebook.client.get("/v1/notes", params={"limit": 1}, headers=headers)
        padded = first.json()["next_cursor"] + "=="
        version, bound, _ = json.loads(base64.urlsafe_b64decode(padded))
        changed = json.dumps([version, bound, [last, last]]).encode()

        params = {"limit": "1", "cursor": base64.urlsafe_b64encode(changed).decode().rstrip("=")}
        answer = await notebook.client.get("/v1/notes", params=params, headers=headers)

        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")

    async def test_a_cursor_nested_without_end_is_refused(self, notebook: ServiceUnderTest) -> None:
        cursor = base64.urlsafe_b64encode(b"[" * 20_000).decode()

        answer = await notebook.client.get(
            "/v1/notes", params={"cursor": cursor}, headers=notebook.bearer(**CLERK)
        )

        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")


class TestHealth:
    async def test_a_live_process_says_so_without_asking_anybody(
        self, notebook: ServiceUnderTest
    ) -> None:
        assert (await notebook.client.get("/livez")).status_code == 200

    async def test_ready_names_the_revision_of_the_database(
        self, notebook: ServiceUnderTest
    ) -> None:
        answer = await notebook.client.get("/readyz")

        assert (answer.status_code, answer.json()["migration"]) == (200, "0001")

    async def test_a_draining_process_is_not_ready(self, notebook: ServiceUnderTest) -> None:
        notebook.app.state.draining = True

        assert (await notebook.client.get("/readyz")).status_code == 503
