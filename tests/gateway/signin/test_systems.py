"""Systems sign in with a key of their own; what a stolen or repeated assertion gets."""

from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.gateway.scenes import ASSERTION, assertion, bearing, client_credentials

from servicekit import clock
from servicekit.testing import ISSUER, ServiceUnderTest

AT = int(clock.now().timestamp())


async def asked(running: ServiceUnderTest, form: dict[str, Any]) -> tuple[int, str]:
    answer = await running.client.post("/oauth/token", data=form)
    body = answer.json()
    return answer.status_code, body.get("error", body.get("scope", ""))


async def test_a_system_gets_a_token_once_for_each_assertion(running: ServiceUnderTest) -> None:
    stated = assertion()
    answer = await running.client.post("/oauth/token", data=client_credentials(stated))
    token = answer.json()["access_token"]

    me = await running.client.get("/v1/me", headers=bearing(token))

    assert answer.json()["expires_in"] == 300
    assert (me.json()["kind"], me.json()["region"]) == ("client", "43")
    assert me.json()["scopes"] == ["events.read", "registry.read"]
    assert await asked(running, client_credentials(stated)) == (401, "invalid_client")
    assert await asked(running, client_credentials(assertion(), scope="events.read")) == (
        200,
        "events.read",
    )
    assert await asked(running, client_credentials(assertion(), scope="subsidy.pay")) == (
        400,
        "invalid_scope",
    )


async def test_an_assertion_speaks_for_nobody_else(running: ServiceUnderTest) -> None:
    stranger = ECKey.generate_key("P-256")
    claims = {"iss": "hunan-hr", "sub": "hunan-hr", "aud": ISSUER, "exp": AT + 60, "jti": "1"}
    forged = jwt.encode({"alg": "ES256"}, claims, stranger, algorithms=["ES256"])
    refused = [
        client_credentials(forged),
        client_credentials(assertion(), client_id="hunan-bureau"),
        client_credentials(assertion(iss="hunan-bureau")),
        client_credentials(assertion("nobody")),
        client_credentials(assertion(aud="http://elsewhere.test")),
        client_credentials(assertion(aud=[ISSUER, "http://elsewhere.test"])),
        client_credentials(assertion(exp=AT - 1)),
        client_credentials(assertion(exp=AT + 90_000)),
        client_credentials(assertion(exp=...)),
        client_credentials(assertion(jti=...)),
        client_credentials("令牌"),
        client_credentials(""),
        {"grant_type": "client_credentials", "client_id": "hunan-hr"},
    ]

    answers = [await asked(running, form) for form in refused]

    assert answers == [(401, "invalid_client")] * len(refused)


async def test_the_token_endpoint_is_strict(running: ServiceUnderTest) -> None:
    form = "application/x-www-form-urlencoded"
    twice = (
        f"grant_type=client_credentials&grant_type=client_credentials&client_assertion={ASSERTION}"
    )
    bodies = [twice, "grant_type=x%00", "grant_type=client_credentials&evil=1", "", "\u00e9=1"]
    for body in bodies:
        answer = await running.client.post(
            "/oauth/token", content=body.encode(), headers={"Content-Type": form}
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), body
    assert await asked(running, {"grant_type": "password"}) == (400, "unsupported_grant_type")
    mixed = client_credentials(assertion(), code="x")
    assert await asked(running, mixed) == (400, "invalid_request")
    basic = await running.client.post(
        "/oauth/token",
        data=client_credentials(assertion()),
        headers={"Authorization": "Basic eA=="},
    )
    assert basic.status_code == 400


async def test_only_a_service_of_ours_gets_a_token_for_a_service(
    running: ServiceUnderTest,
) -> None:
    ours = client_credentials(assertion("svc-registry"), resource="gateway")
    answer = await running.client.post("/oauth/token", data=ours)
    outside = client_credentials(assertion(), resource="registry")
    nowhere = client_credentials(assertion("svc-registry"), resource="elsewhere")

    assert answer.json()["expires_in"] == 60
    assert await asked(running, outside) == (400, "invalid_target")
    assert await asked(running, nowhere) == (400, "invalid_target")
    token = answer.json()["access_token"]
    assert (await running.client.get("/v1/me", headers=bearing(token))).status_code == 401


async def test_discovery_tells_the_truth(running: ServiceUnderTest) -> None:
    found = (await running.client.get("/.well-known/openid-configuration")).json()
    jwks = await running.client.get("/oauth/jwks")

    assert found["issuer"] == ISSUER
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert "max-age=300" in jwks.headers["cache-control"]
    assert len(jwks.json()["keys"]) == 2
    stored = await running.sql("select private_sealed from signing_keys")
    assert all(b'"d"' not in bytes(sealed) for (sealed,) in stored)


@pytest.mark.parametrize("header", ["Bearer", "Basic abc", "Bearer a.b.c", "Bearer a, Bearer b"])
async def test_what_is_no_token_is_refused_at_the_door(
    running: ServiceUnderTest, header: str
) -> None:
    answer = await running.client.get("/v1/me", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
