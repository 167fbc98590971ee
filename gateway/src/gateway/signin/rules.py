"""Decisions of sign-in that need neither clock, network nor database."""

import base64
import hashlib
import hmac
import ipaddress
import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

CODE_LIFETIME = timedelta(seconds=60)
REQUEST_LIFETIME = timedelta(minutes=10)
OUTER_LIFETIME = timedelta(seconds=300)
SERVICE_LIFETIME = timedelta(seconds=60)
ASSERTION_LIFETIME = timedelta(seconds=3600)
FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
LOOPBACK = frozenset({"127.0.0.1", "::1"})


def digest(secret: str) -> str:
    """What is stored of a code or token that was handed out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def challenge_of(verifier: str) -> str:
    """RFC 7636 section 4.2, method S256."""
    return (
        base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    )


def proves(verifier: str, challenge: str) -> bool:
    return VERIFIER.fullmatch(verifier) is not None and hmac.compare_digest(
        challenge_of(verifier), challenge
    )


def same_secret(presented: str, stored_digest: str) -> bool:
    return hmac.compare_digest(digest(presented), stored_digest)


def redirects_to(registered: Iterable[str], asked: str) -> bool:
    """Exact match; a loopback address may name any port (RFC 8252 section 7.3)."""
    return any(asked == uri or _same_loopback(uri, asked) for uri in registered)


def _same_loopback(registered: str, asked: str) -> bool:
    try:
        ours, theirs = urlsplit(registered), urlsplit(asked)
        port = theirs.port
    except ValueError:
        return False
    return (
        ours.scheme == theirs.scheme == "http"
        and ours.hostname == theirs.hostname
        and theirs.hostname in LOOPBACK
        and theirs.username is None
        and port is not None
        and ours.path == theirs.path
        and ours.query == theirs.query
        and not theirs.fragment
    )


def narrowed(asked: str | None, allowed: Collection[str]) -> frozenset[str] | None:
    """The scopes granted: all that are allowed, or those asked for; None if more was asked for."""
    if not asked:
        return frozenset(allowed)
    wanted = frozenset(asked.split())
    return wanted if wanted <= frozenset(allowed) else None


def wait_after(failures: int) -> timedelta:
    """How long one address waits for one account after so many failures in a row."""
    if failures <= FREE_FAILURES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE_FAILURES, 16)), LONGEST_WAIT)


def seconds_until(moment: datetime, now: datetime) -> int:
    """Whole seconds, rounded up."""
    return int((moment - now).total_seconds()) + 1


def address_group(address: str) -> str:
    """The address, or the /64 network of an IPv6 address: one subscriber has a whole one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:  # noqa: PLR2004 - IPv4
        return address
    return str(ipaddress.ip_network((found, 64), strict=False))
