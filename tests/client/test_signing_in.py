from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.client.edge import Platform

from wengang import SignInRefused
from wengang.credentials import challenge_of


async def test_a_person_signs_in_with_code_and_pkce(platform: Platform) -> None:
    async with platform.client() as client:
        await client.sign_in("li", "right")
    asked = parse_qs(platform.requests[0].url.query.decode())
    exchanged = parse_qs(platform.requests[2].content.decode())
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["code_challenge"] == [challenge_of(exchanged["code_verifier"][0])]
    assert exchanged["code"] == ["abc"]
    assert platform.requests[3].headers["authorization"] == "Bearer t1"


def test_the_challenge_is_that_of_rfc_7636_appendix_b() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_a_wrong_password_is_told_in_the_words_of_the_page(platform: Platform) -> None:
    async with platform.client() as client:
        with pytest.raises(SignInRefused) as refused:
            await client.sign_in("li", "wrong")
    assert refused.value.status == 401
    assert refused.value.title == "账号或密码不正确 Wrong"


async def test_neither_password_nor_key_shows_in_a_representation(platform: Platform) -> None:
    async with platform.client() as client:
        await client.sign_in("li", "right")
        assert "right" not in repr(client.api._credentials)


async def test_an_expiring_token_is_renewed_before_it_is_refused(platform: Platform) -> None:
    platform.lasts = 0
    async with platform.client() as client:
        await client.sign_in("li", "right")
        client.api._token = None
        await client.me()
    assert platform.sign_ins == 2


async def test_a_system_signs_an_assertion_with_its_own_key(platform: Platform) -> None:
    key = ECKey.generate_key("P-256", {"kid": "k1"})
    async with platform.client() as client:
        await client.system_client("hunan-exchange", key.as_dict(private=True))
    sent = parse_qs(platform.requests[1].content.decode())
    assertion = jwt.decode(sent["client_assertion"][0], key, algorithms=["ES256"])
    assert assertion.header["kid"] == "k1"
    assert assertion.claims["iss"] == assertion.claims["sub"] == "hunan-exchange"
    assert assertion.claims["aud"] == "http://wengang.test"
    assert assertion.claims["exp"] - assertion.claims["iat"] <= 60
