"""The gateway without its database: a refusal that says when to come back, on every way in."""

import pytest
from tests.gateway.scenes import SignIn, bearing

from servicekit.testing import ServiceUnderTest


@pytest.mark.parametrize("path", ["/v1/me", "/v1/regions", "/v1/accounts", "/v1/workers"])
async def test_without_its_database_the_front_door_answers_503(
    running: ServiceUnderTest, sign_in: SignIn, path: str
) -> None:
    headers = bearing(await sign_in.token())
    running.app.state.directory.learn("registry", {"paths": {"/v1/workers": {"get": {}}}})
    await running.lose_database()
    running.app.state.exchange.forget()

    answer = await running.client.get(path, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
