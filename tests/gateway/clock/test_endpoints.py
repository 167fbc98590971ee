"""The sample's business clock is set forward to a moment that the calendar knows."""

import pytest
from tests.gateway.scenes import SignIn, bearing

from servicekit.testing import ServiceUnderTest


@pytest.mark.parametrize(
    "moment", ["2026-12-31", "2026-12-31T09:00:00", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
async def test_a_moment_without_an_offset_or_beyond_the_sample_is_refused(
    running: ServiceUnderTest, sign_in: SignIn, moment: str
) -> None:
    answer = await running.client.post(
        "/v1/business-clock", json={"business_now": moment}, headers=bearing(await sign_in.token())
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == "#/business_now"
