from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.models import SigningKey
from gateway.signin import forms, keystore, rules
from gateway.signin.errors import OAuthError
from gateway.signin.keystore import Steps

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REGISTERED = ["http://127.0.0.1/callback", "https://hr.example.cn/back?x=1"]


def test_the_challenge_is_that_of_rfc_7636_appendix_b() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert rules.proves(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")


@given(st.text(max_size=200))
def test_no_other_verifier_proves(verifier: str) -> None:
    assert not rules.proves(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")


@pytest.mark.parametrize(
    "asked",
    ["http://127.0.0.1/callback", "http://127.0.0.1:51234/callback", REGISTERED[1]],
)
def test_a_registered_address_is_returned_to(asked: str) -> None:
    assert rules.redirects_to(REGISTERED, asked)


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "http://127.0.0.1:51234/elsewhere",
        "http://127.0.0.1:51234/callback?x=1",
        "http://127.0.0.1:51234/callback#x",
        "http://user@127.0.0.1:51234/callback",
        "http://127.0.0.1:99999/callback",
        "http://127.0.0.1.evil.cn:80/callback",
        "http://localhost:51234/callback",
        "https://127.0.0.1:51234/callback",
        "https://hr.example.cn:444/back?x=1",
        "https://hr.example.cn/back?x=1&y=2",
        "javascript:alert(1)",
    ],
)
def test_any_other_address_is_not(asked: str) -> None:
    assert not rules.redirects_to(REGISTERED, asked)


def test_more_scope_than_the_client_has_is_refused_as_a_whole() -> None:
    assert rules.narrowed("a b", ["a"]) is None
    assert rules.narrowed("a", ["a", "b"]) == frozenset({"a"})
    assert rules.narrowed(None, ["a", "b"]) == frozenset({"a", "b"})


@given(st.integers(1, 10_000))
def test_waiting_grows_and_is_bounded(failures: int) -> None:
    now, later = rules.wait_after(failures), rules.wait_after(failures + 1)

    assert timedelta() <= now <= later <= rules.LONGEST_WAIT


def test_five_failures_are_free() -> None:
    assert rules.wait_after(5) == timedelta()
    assert rules.wait_after(6) == timedelta(seconds=2)


def test_one_subscriber_is_one_address_in_ipv6_too() -> None:
    assert rules.address_group("2001:db8::1") == rules.address_group("2001:db8::ffff:2")
    assert rules.address_group("10.0.0.1") != rules.address_group("10.0.0.2")


@pytest.mark.parametrize(
    "form", ["a=1&a=2", "zzz=1", "a=%00", "a=%FF", "a=" + "&a=".join("1" * 40)]
)
def test_a_form_is_read_strictly(form: str) -> None:
    with pytest.raises(OAuthError):
        forms.parse(form, {"a", "b"})


def key(kid: str, state: str, *, made: timedelta, changed: timedelta) -> SigningKey:
    return SigningKey(
        kid=kid,
        state=state,
        private_sealed=b"",
        created_at=NOW - made,
        changed_at=NOW - changed,
    )


DAY = timedelta(days=1)
OLD = key("a", "current", made=100 * DAY, changed=91 * DAY)


def test_the_first_start_makes_what_comes_next() -> None:
    assert keystore.plan([key("a", "current", made=DAY, changed=DAY)], NOW) == Steps(make=1)


def test_a_key_signs_for_ninety_days() -> None:
    ripe = key("b", "next", made=30 * DAY, changed=30 * DAY)

    assert keystore.plan([OLD, ripe], NOW) == Steps(promote="b", retire="a", make=1)


def test_a_key_never_signs_before_it_was_published_a_day() -> None:
    fresh = key("b", "next", made=DAY / 2, changed=DAY / 2)

    assert keystore.plan([OLD, fresh], NOW) == Steps()


def test_a_retired_key_stays_published_an_hour() -> None:
    current = key("b", "current", made=2 * DAY, changed=timedelta(minutes=1))
    following = key("c", "next", made=DAY, changed=DAY)
    just, long_ago = timedelta(minutes=59), timedelta(minutes=60)

    assert (
        keystore.plan([key("a", "retired", made=DAY, changed=just), current, following], NOW)
        == Steps()
    )
    assert keystore.plan(
        [key("a", "retired", made=DAY, changed=long_ago), current, following], NOW
    ) == Steps(forget=("a",))
