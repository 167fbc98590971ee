"""Passwords and keys are made once, kept closed, and never given away by a print."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from onebox import credentials, preparation
from onebox.errors import StateBroken
from onebox.home import Home
from servicekit import sealing


@pytest.fixture
def place(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.secrets.mkdir()
    return made


def test_secrets_are_made_once_and_read_by_their_owner_alone(place: Home) -> None:
    first = credentials.load_or_make(place)
    preparation.make_keys(place.secrets)
    keys = {path: path.read_bytes() for path in place.secrets.iterdir()}
    preparation.make_keys(place.secrets)
    assert {path: path.read_bytes() for path in place.secrets.iterdir()} == keys
    assert credentials.load_or_make(place) == first
    assert {path.stat().st_mode & 0o077 for path in place.secrets.iterdir()} == {0}
    assert first.administrator not in repr(first)


def test_the_gateway_hears_of_every_service_by_public_keys_only(place: Home) -> None:
    secrets = credentials.load_or_make(place)
    preparation.make_keys(place.secrets)
    credentials.write_bootstrap(place.secrets, secrets.administrator)
    clients = json.loads(place.bootstrap.read_text())["clients"]
    assert [client["id"][:4] for client in clients] == ["svc-"] * 4
    assert all(ECKey.import_key(key) for client in clients for key in client["jwks"]["keys"])
    assert all("d" not in key for client in clients for key in client["jwks"]["keys"])


def test_each_service_has_a_ring_of_its_own_that_opens(place: Home) -> None:
    preparation.make_keys(place.secrets)
    rings = [sealing.load(path) for path in sorted(place.secrets.glob("*.keys.json"))]
    sealed = rings[0].seal(b"value", aad="row")
    assert rings[0].open(sealed, aad="row") == b"value"
    with pytest.raises(sealing.SealBroken):
        rings[1].open(sealed, aad="row")


def test_a_database_without_its_passwords_is_a_broken_state(place: Home) -> None:
    place.postgres.mkdir()
    with pytest.raises(StateBroken):
        credentials.load_or_make(place)


def test_a_damaged_password_file_is_a_broken_state(place: Home) -> None:
    (place.secrets / "passwords.json").write_text('{"database": 1')
    with pytest.raises(StateBroken):
        credentials.load_or_make(place)
