"""Calls between our services: a short service token a target, timeouts, retries of reads only.

Never call inside a transaction: call first, or leave it to a job.
"""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey
from opentelemetry.trace import SpanKind

from servicekit import clock, traces
from servicekit.ids import uuid7
from servicekit.problems import NotFound, UpstreamUnavailable

TIMEOUT = httpx2.Timeout(10, connect=2, read=40)
ATTEMPTS = 3
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
Mint = Callable[[str], Awaitable[tuple[str, float]]]


class Calls:
    """One HTTP client a process; tokens are kept until shortly before they expire."""

    def __init__(self, addresses: dict[str, str], mint: Mint, client: httpx2.AsyncClient) -> None:
        self._addresses, self._mint, self.client = addresses, mint, client
        self._tokens: dict[str, tuple[str, float]] = {}

    async def get(self, service: str, path: str, **params: str | int) -> Any:
        """The JSON answer, or NotFound; connection errors and 5xx are tried three times."""
        for attempt in range(ATTEMPTS):
            try:
                answer = await self._send("GET", service, path, params=params)
            except (httpx2.TransportError, UpstreamUnavailable):
                answer = None
            if answer is not None and answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR:
                if answer.status_code == httpx2.codes.NOT_FOUND:
                    raise NotFound
                return _read(answer, service)
            if attempt < ATTEMPTS - 1:
                await asyncio.sleep(0.2 * 2**attempt * (0.5 + random.random()))  # noqa: S311
        raise UpstreamUnavailable(service=service)

    async def post(self, service: str, path: str, body: Any, *, key: str | None = None) -> Any:
        """The JSON answer; sent once."""
        headers = {"Idempotency-Key": key or str(uuid7())}
        try:
            answer = await self._send("POST", service, path, json=body, headers=headers)
        except httpx2.TransportError:
            raise UpstreamUnavailable(service=service) from None
        return _read(answer, service)

    async def _send(self, method: str, service: str, path: str, **options: Any) -> httpx2.Response:
        bearer = f"Bearer {await self._token(service)}"
        name = f"{method} {service}"
        with traces.within(name, kind=SpanKind.CLIENT, method=method, service=service) as span:
            headers = {
                "Authorization": bearer,
                "traceparent": traces.traceparent(),
                **options.pop("headers", {}),
            }
            url = self._addresses[service] + path
            answer = await self.client.request(method, url, headers=headers, **options)
            traces.describe(span, status=answer.status_code)
            return answer

    async def _token(self, service: str) -> str:
        token, expires = self._tokens.get(service, ("", 0.0))
        if expires - 10 < time.monotonic():
            token, seconds = await self._mint(service)
            self._tokens[service] = (token, time.monotonic() + seconds)
            return token
        return token


def _read(answer: httpx2.Response, service: str) -> Any:
    if answer.status_code >= httpx2.codes.BAD_REQUEST:
        raise UpstreamUnavailable(service=service)
    return answer.json()


def minter(key_file: Path, gateway_url: str, issuer: str, client: httpx2.AsyncClient) -> Mint:
    """Obtain service tokens by client_credentials with private_key_jwt (RFC 7523)."""
    stored = json.loads(key_file.read_text())
    key, client_id = ECKey.import_key(stored), stored["client_id"]

    async def mint(service: str) -> tuple[str, float]:
        at = int(clock.now().timestamp())
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": f"{issuer}/oauth/token",
            "iat": at,
            "exp": at + 60,
            "jti": str(uuid7()),
        }
        answer = await client.post(
            f"{gateway_url}/oauth/token",
            data={
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION,
                "client_assertion": jwt.encode({"alg": "ES256"}, claims, key),
                "resource": service,
            },
        )
        if answer.status_code != httpx2.codes.OK:
            raise UpstreamUnavailable(service="gateway")
        body = answer.json()
        return body["access_token"], float(body["expires_in"])

    return mint
