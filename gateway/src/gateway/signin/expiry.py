"""Forgets codes, requests, assertions, revocations and failures that can no longer matter."""

from gateway.signin import queries
from gateway.signin.sessions import as_sign_in
from servicekit import clock
from servicekit.context import Context


async def forget(context: Context) -> None:
    async with as_sign_in(context) as session:
        await queries.forget_expired(session, clock.now())
