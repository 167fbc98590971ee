"""DC3: a person signs in, and what must not get through on the way."""

import asyncio

import pytest
from tests.gateway.scenes import CLI, REDIRECT, SignIn, bearing, sent_back

from servicekit.testing import ServiceUnderTest


async def test_a_code_is_good_once_and_its_replay_revokes_what_it_became(
    running: ServiceUnderTest, sign_in: SignIn
) -> None:
    code = await sign_in.code()
    first = await sign_in.exchange(code)
    token = first.json()["access_token"]
    before = await running.client.get("/v1/me", headers=bearing(token))

    again = await sign_in.exchange(code)

    running.app.state.exchange.forget()
    after = await running.client.get("/v1/me", headers=bearing(token))
    assert (before.status_code, after.status_code) == (200, 401)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert first.headers["cache-control"] == "no-store"
    announced = await running.sql("select type from events")
    assert announced == [("gateway.token.revoked",)]


async def test_of_many_redemptions_at_once_one_wins(sign_in: SignIn) -> None:
    code = await sign_in.code()

    answers = await asyncio.gather(*(sign_in.exchange(code) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7


async def test_a_code_needs_its_own_verifier_client_and_address(sign_in: SignIn) -> None:
    for changed in (
        {"code_verifier": "a" * 43},
        {"client_id": "wengang-console"},
        {"redirect_uri": "http://127.0.0.1:1/callback"},
    ):
        code = await sign_in.code()
        answer = await sign_in.exchange(code, **changed)
        assert answer.json()["error"] == "invalid_grant", changed


async def test_what_is_asked_wrongly_goes_back_to_a_known_client_only(sign_in: SignIn) -> None:
    await sign_in.form(code_challenge_method="plain")
    plain = sent_back(sign_in.page)
    await sign_in.form(scope="registry.read root")
    scope = sent_back(sign_in.page)
    await sign_in.form(redirect_uri="http://evil.example.cn/callback")
    evil = sign_in.page
    await sign_in.form(client_id="nobody\0")
    nul = sign_in.page
    await sign_in.form(request="eyJ")
    unknown = sign_in.page

    assert (plain["error"], plain["state"], plain["iss"]) == (
        "invalid_request", "s", "http://gateway.test",
    )  # fmt: skip
    assert scope["error"] == "invalid_scope"
    assert [page.status_code for page in (evil, nul, unknown)] == [400] * 3
    assert evil.json()["code"] == "sign_in_request_invalid"


async def test_the_form_belongs_to_one_browser_and_is_used_once(
    running: ServiceUnderTest, sign_in: SignIn
) -> None:
    hidden = await sign_in.form()
    forged = await sign_in.submit({**hidden, "csrf": "x" * 43})
    cookies = dict(running.client.cookies)
    running.client.cookies.clear()
    elsewhere = await sign_in.submit(hidden)
    running.client.cookies.update(cookies)
    right = await sign_in.submit(hidden)
    again = await sign_in.submit(hidden)

    codes = [one.json()["code"] for one in (forged, elsewhere, again)]
    assert codes == ["sign_in_request_expired"] * 3
    assert right.headers["location"].startswith(REDIRECT)


async def test_failures_make_one_address_wait_and_nobody_else(
    running: ServiceUnderTest, sign_in: SignIn
) -> None:
    hidden = await sign_in.form()
    wrong = [await sign_in.submit(hidden, password="guess") for _ in range(6)]
    right = await sign_in.submit(hidden)
    other = await sign_in.submit(hidden, username="nobody", password="guess")

    assert [one.status_code for one in wrong] == [401] * 6
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) >= 1
    assert other.status_code == 401
    assert "guess" not in wrong[0].text
    stored = await running.sql("select username_digest::text from sign_in_failures")
    assert "admin" not in str(stored)


async def test_the_login_page_runs_no_script_and_sends_only_where_it_should(
    sign_in: SignIn,
) -> None:
    await sign_in.form()

    policy = sign_in.page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1" in policy
    assert "httponly" in sign_in.page.headers["set-cookie"].lower()
    assert "samesite=lax" in sign_in.page.headers["set-cookie"].lower()


async def test_a_token_taken_back_opens_nothing(running: ServiceUnderTest, sign_in: SignIn) -> None:
    token = await sign_in.token()

    stranger = await running.client.post(
        "/oauth/revoke", data={"token": token, "client_id": "wengang-console"}
    )
    still = await running.client.get("/v1/me", headers=bearing(token))
    mine = await running.client.post("/oauth/revoke", data={"token": token, "client_id": CLI})
    running.app.state.exchange.forget()
    gone = await running.client.get("/v1/me", headers=bearing(token))

    assert (stranger.status_code, mine.status_code) == (200, 200)
    assert (still.status_code, gone.status_code) == (200, 401)


async def test_openid_gives_an_id_token_without_a_name(sign_in: SignIn) -> None:
    answer = await sign_in.submit(await sign_in.form(scope="openid accounts.admin", nonce="n"))
    tokens = (await sign_in.exchange(sent_back(answer)["code"])).json()

    assert tokens["scope"] == "accounts.admin"
    assert "id_token" in tokens
    assert "管理员" not in str(tokens)


@pytest.mark.parametrize("path", ["/v1/unheard-of", "/v1/me/x", "/v1/%6de"])
async def test_an_unknown_address_is_not_guessed(running: ServiceUnderTest, path: str) -> None:
    for service in ("registry", "matching", "subsidy"):
        running.app.state.directory.learn(service, {"paths": {}})

    answer = await running.client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "route_unknown")
