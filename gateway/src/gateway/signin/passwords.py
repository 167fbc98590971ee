"""Argon2id in a thread, at most a few at once: each takes 64 MiB (RFC 9106, second choice)."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
AT_ONCE = asyncio.Semaphore(2)
# Verified against when the account is unknown, so that both answers take the same time.
NOBODY = HASHER.hash("nobody signs in with this")


async def hashed(password: str) -> str:
    async with AT_ONCE:
        return await asyncio.to_thread(HASHER.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """False for an unknown account (`stored` None), after the same work as for a known one."""
    async with AT_ONCE:
        right = await asyncio.to_thread(_verified, password, stored or NOBODY)
    return right and stored is not None


def _verified(password: str, stored: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
