"""Which tokens count as ours: every forgery below was accepted by some library once (RFC 8725)."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from gateway.signin import tokens
from gateway.signin.tokens import SigningKeys, TokenRefused, TokenTooOld

ISSUER = "http://gateway.test"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = ECKey.generate_key("P-256")
STRANGER = ECKey.generate_key("P-256")
KEYS = SigningKeys("k1", KEY, {"k1": KEY})
HEADER = {"alg": "ES256", "kid": "k1", "typ": "at+jwt"}


def claims(**changed: Any) -> dict[str, Any]:
    made = tokens.issued(ISSUER, "wengang", "officer-1", at=NOW, lifetime=timedelta(seconds=300))
    made |= {"client_id": "wengang-cli", "kind": "officer", "scope": "registry.read"}
    return {name: value for name, value in {**made, **changed}.items() if value is not ...}


def signed(stated: dict[str, Any], key: Any = KEY, **header: Any) -> str:
    full = {"alg": "ES256", "kid": "k1", "typ": "at+jwt", **header}
    shown = {name: value for name, value in full.items() if value is not ...}
    return jwt.encode(shown, stated, key, algorithms=[str(shown["alg"])])


def assembled(header: dict[str, Any], stated: dict[str, Any], signature: str = "") -> str:
    parts = (json.dumps(part).encode() for part in (header, stated))
    encoded = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, signature])


def with_the_public_key_as_secret() -> str:
    body = assembled({**HEADER, "alg": "HS256"}, claims()).rstrip(".")
    mac = hmac.digest(KEY.as_pem(private=False), body.encode(), hashlib.sha256)
    return f"{body}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def of_another_body() -> str:
    head, _, signature = signed(claims()).split(".")
    body = assembled({}, claims(sub="somebody-else")).split(".")[1]
    return f"{head}.{body}.{signature}"


FORGED = {
    "alg none": assembled({**HEADER, "alg": "none"}, claims()),
    "alg None": assembled({**HEADER, "alg": "None"}, claims()),
    "alg missing": assembled({"kid": "k1", "typ": "at+jwt"}, claims()),
    "HS256 with the public key": with_the_public_key_as_secret(),
    "another key under our kid": signed(claims(), STRANGER),
    "unknown kid": signed(claims(), kid="k2"),
    "no kid": signed(claims(), kid=...),
    "an embedded key": signed(claims(), STRANGER, jwk=STRANGER.as_dict(private=False)),
    "an unknown critical header": assembled({**HEADER, "crit": ["x"], "x": 1}, claims(), "AAAA"),
    "another body": of_another_body(),
    "no signature": signed(claims()).rsplit(".", 1)[0] + ".",
    "two parts": signed(claims()).rsplit(".", 1)[0],
    "five parts": signed(claims()) + ".a.b",
    "an id token": signed(claims(), typ="JWT"),
    "no type": signed(claims(), typ=...),
    "another issuer": signed(claims(iss="http://elsewhere.test")),
    "an inner token": signed(claims(aud="registry")),
    "two audiences": signed(claims(aud=["wengang", "registry"])),
    "no audience": signed(claims(aud=...)),
    "no expiry": signed(claims(exp=...)),
    "expiry in words": signed(claims(exp="tomorrow")),
    "expiry true": signed(claims(exp=True)),
    "issued in the future": signed(claims(iat=int(NOW.timestamp()) + 60)),
    "no subject": signed(claims(sub=...)),
    "no id": signed(claims(jti=...)),
    "empty": "",
    "not ascii": "令牌.令牌.令牌",
    "too long": "a" * 9000,
}


def test_an_own_token_is_read() -> None:
    outer = tokens.read_outer(KEYS, signed(claims()), issuer=ISSUER, at=NOW)

    assert (outer.subject, outer.scopes) == ("officer-1", frozenset({"registry.read"}))


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(name: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read_outer(KEYS, FORGED[name], issuer=ISSUER, at=NOW)


def test_a_token_ends_with_its_second() -> None:
    token = signed(claims())

    with pytest.raises(TokenTooOld):
        tokens.read_outer(KEYS, token, issuer=ISSUER, at=NOW + timedelta(seconds=300))


def test_only_public_halves_are_published() -> None:
    (published,) = KEYS.jwks()["keys"]

    assert published["alg"] == "ES256"
    assert "d" not in published


def test_an_outer_token_names_no_person() -> None:
    assert set(claims()) == {
        "iss", "aud", "sub", "iat", "exp", "jti", "client_id", "kind", "scope",
    }  # fmt: skip
