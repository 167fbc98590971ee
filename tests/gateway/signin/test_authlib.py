"""A client that nobody here wrote: Authlib's, on httpx2."""

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from tests.gateway.scenes import CLI, KEY, PASSWORD, REDIRECT

from servicekit.testing import ISSUER, ServiceUnderTest
from wengang.pages import login_form


def client_of(running: ServiceUnderTest, client_id: str, **options: object) -> AsyncOAuth2Client:
    transport = httpx2.ASGITransport(running.app)
    return AsyncOAuth2Client(
        client_id=client_id,
        transport=transport,
        code_challenge_method="S256",
        **options,
    )


async def test_a_person_signs_in_with_authlib(running: ServiceUnderTest) -> None:
    async with client_of(
        running, CLI, redirect_uri=REDIRECT, token_endpoint_auth_method="none"
    ) as client:
        verifier = "v" * 64
        url, state = client.create_authorization_url(
            f"{ISSUER}/oauth/authorize", code_verifier=verifier
        )
        page = await running.client.get(url.replace(ISSUER, ""))
        form = login_form(page.text)
        filled = {**form.hidden, "username": "admin", "password": PASSWORD}
        back = await running.client.post("/oauth/login", data=filled)

        token = await client.fetch_token(
            f"{ISSUER}/oauth/token",
            authorization_response=back.headers["location"],
            state=state,
            code_verifier=verifier,
        )
        me = await client.get(f"{ISSUER}/v1/me")

    assert token["expires_in"] == 300
    assert me.json()["username"] == "admin"


async def test_a_system_signs_in_with_authlib(running: ServiceUnderTest) -> None:
    async with client_of(
        running,
        "hunan-hr",
        client_secret=KEY,
        token_endpoint_auth_method="private_key_jwt",
    ) as client:
        endpoint = f"{ISSUER}/oauth/token"
        client.register_client_auth_method(PrivateKeyJWT(endpoint, alg="ES256"))

        await client.fetch_token(endpoint, grant_type="client_credentials")
        me = await client.get(f"{ISSUER}/v1/me")

    assert me.json()["kind"] == "client"
