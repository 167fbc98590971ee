"""Accounts and clients: within the administrator's regions, their secrets nowhere to be read."""

import base64
import json

import pytest
from joserfc.jwk import ECKey
from tests.gateway.scenes import SignIn, bearing, officer

from servicekit.testing import ServiceUnderTest


async def test_only_an_administrator_administers(running: ServiceUnderTest) -> None:
    caseworker = bearing(await officer(running, "caseworker", "431230"))

    answers = [
        await running.client.get(f"/v1/{name}", headers=caseworker)
        for name in ("accounts", "agencies", "clients")
    ]

    assert [one.status_code for one in answers] == [403] * 3
    assert (await running.client.get("/v1/accounts")).status_code == 401


async def test_an_administrator_lists_its_own_subtree(running: ServiceUnderTest) -> None:
    await officer(running, "caseworker", "130624")
    county = bearing(await officer(running, "administrator", "431230"))

    listed = (await running.client.get("/v1/accounts", headers=county)).json()["items"]
    clients = (await running.client.get("/v1/clients", headers=county)).json()["items"]

    assert [one["username"] for one in listed] == ["administrator-431230"]
    assert "password" not in str(listed)
    assert clients == []


async def test_a_suspended_account_is_shut_out_at_once(running: ServiceUnderTest) -> None:
    token = await officer(running, "caseworker", "431230")
    admin = await SignIn(running.client).token()
    listed = await running.client.get("/v1/accounts?region=431230", headers=bearing(admin))
    path = f"/v1/accounts/{listed.json()['items'][0]['id']}"
    tag = (await running.client.get(path, headers=bearing(admin))).headers["etag"]

    unseen = await running.client.patch(path, json={"state": "suspended"}, headers=bearing(admin))
    stale = await running.client.patch(
        path, json={"state": "suspended"}, headers={**bearing(admin), "If-Match": '"v9"'}
    )
    done = await running.client.patch(
        path, json={"state": "suspended"}, headers={**bearing(admin), "If-Match": tag}
    )

    running.app.state.exchange.forget()
    after = await running.client.get("/v1/me", headers=bearing(token))
    assert [unseen.status_code, stale.status_code, done.status_code] == [428, 412, 200]
    assert after.status_code == 401


async def test_a_client_brings_public_keys_only(running: ServiceUnderTest) -> None:
    admin = await SignIn(running.client).token()
    key = ECKey.generate_key("P-256")
    client = {"id": "suzhou-hr", "name": "苏州人社", "region": "3205", "scopes": ["events.read"]}

    async def registered(jwks: object) -> tuple[int, str]:
        answer = await running.client.post(
            "/v1/clients", json={**client, "jwks": jwks}, headers=bearing(admin)
        )
        return answer.status_code, answer.json().get("code", "")

    private = {"keys": [key.as_dict(private=True)]}
    secret = {"keys": [{"kty": "oct", "k": "AAAA"}]}
    assert await registered(private) == (422, "client_keys_unusable")
    assert await registered(secret) == (422, "client_keys_unusable")
    assert await registered({"keys": []}) == (422, "client_keys_unusable")
    public = {"keys": [key.as_dict(private=False)]}
    assert (await registered(public))[0] == 201
    assert await registered(public) == (409, "client_exists")


async def test_names_and_passwords_are_not_stored_in_plain(running: ServiceUnderTest) -> None:
    await officer(running, "caseworker", "431230")

    stored = str(await running.sql("select * from accounts"))
    keys = str(await running.sql("select body from idempotency_keys"))

    assert "secret of" not in stored + keys
    assert "经办人" not in stored
    assert "argon2id" in stored


async def test_an_administrator_does_not_reach_a_wider_role_through_its_holder(
    running: ServiceUnderTest,
) -> None:
    admin = bearing(await SignIn(running.client).token())
    account = {
        "username": "from-tongdao",
        "password": "secret of the province",
        "display_name": "经办人",
        "region": "431230",
        "roles": [{"role": "caseworker", "region": "43"}],
    }
    made = await running.client.post("/v1/accounts", json=account, headers=admin)
    county = bearing(await officer(running, "administrator", "431230"))

    answer = await running.client.patch(
        f"/v1/accounts/{made.json()['id']}",
        json={"password": "chosen by the county"},
        headers={**county, "If-Match": made.headers["etag"]},
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "outside_your_administration")


@pytest.mark.parametrize("last", ["a\0", "\ud800"])
async def test_a_cursor_with_what_the_database_cannot_hold_is_refused(
    running: ServiceUnderTest, sign_in: SignIn, last: str
) -> None:
    headers = bearing(await sign_in.token())
    first = await running.client.get("/v1/clients?limit=1", headers=headers)
    version, bound, _ = json.loads(base64.urlsafe_b64decode(first.json()["next_cursor"] + "=="))
    changed = base64.urlsafe_b64encode(json.dumps([version, bound, [last]]).encode()).decode()

    params = {"limit": "1", "cursor": changed}
    answer = await running.client.get("/v1/clients", params=params, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")
