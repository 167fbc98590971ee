"""The exchange of outer for inner tokens, with what it keeps in memory for a moment."""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from gateway.callers.service import (
    INNER_LIFETIME,
    CallerGone,
    Standing,
    inner_claims,
    public_claims,
    standing,
)
from gateway.signin import tokens
from gateway.signin.keys import Keys
from gateway.signin.sessions import as_sign_in
from servicekit import clock
from servicekit.context import Context
from servicekit.problems import TokenExpired, Unauthenticated

BELIEVED_SECONDS = 2.0
RENEWED_BEFORE = 10
MOST_CALLERS = 20_000
CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


@dataclass
class Entry:
    """One outer token: verified once, its standing read again every two seconds."""

    outer: tokens.Outer
    standing: Standing
    read_at: float
    inner: dict[str, tuple[str, float]] = field(default_factory=dict)


class Exchange:
    """Verifies outer tokens and mints inner ones; no state but caches that may be lost."""

    def __init__(self, context: Context, keys: Keys) -> None:
        self._context, self._keys = context, keys
        self._issuer = context.settings.issuer
        self._callers: OrderedDict[bytes, Entry] = OrderedDict()
        self._public: dict[str, tuple[str, float]] = {}

    async def inner(self, outer_token: str, audience: str) -> str:
        """An inner token for `audience`; raises Unauthenticated or TokenExpired."""
        entry = await self._entry(outer_token)
        token, until = entry.inner.get(audience, ("", 0.0))
        if until > time.time():
            return token
        claims = inner_claims(entry.standing, entry.outer, issuer=self._issuer, audience=audience)
        token = tokens.sign(await self._keys.current(), claims)
        entry.inner[audience] = (token, float(claims["exp"]) - RENEWED_BEFORE)
        return token

    async def public(self, audience: str) -> str:
        token, until = self._public.get(audience, ("", 0.0))
        if until <= time.time():
            claims = public_claims(issuer=self._issuer, audience=audience)
            token = tokens.sign(await self._keys.current(), claims)
            self._public[audience] = (token, time.time() + INNER_LIFETIME - RENEWED_BEFORE)
        return token

    def forget(self) -> None:
        """Believe nothing any longer: the next request asks the database again."""
        self._callers.clear()

    async def _entry(self, outer_token: str) -> Entry:
        name = hashlib.sha256(outer_token.encode()).digest()
        entry = self._callers.get(name)
        if entry is None:
            entry = Entry(await self._verified(outer_token), NOBODY, float("-inf"))
        if entry.outer.expires_at <= time.time():
            self._callers.pop(name, None)
            raise TokenExpired(headers=CHALLENGE)
        if time.monotonic() - entry.read_at > BELIEVED_SECONDS:
            await self._refresh(entry)
        self._callers[name] = entry
        self._callers.move_to_end(name)
        if len(self._callers) > MOST_CALLERS:
            self._callers.popitem(last=False)
        return entry

    async def _verified(self, outer_token: str) -> tokens.Outer:
        keys = await self._keys.current()
        try:
            return tokens.read_outer(keys, outer_token, issuer=self._issuer, at=clock.now())
        except tokens.TokenTooOld:
            raise TokenExpired(headers=CHALLENGE) from None
        except tokens.TokenRefused:
            raise Unauthenticated(headers=CHALLENGE) from None

    async def _refresh(self, entry: Entry) -> None:
        """Tokens already minted go when the standing has changed."""
        try:
            async with as_sign_in(self._context) as session:
                now = await standing(session, entry.outer)
        except CallerGone:
            raise Unauthenticated(headers=CHALLENGE) from None
        if now != entry.standing:
            entry.inner.clear()
        entry.standing, entry.read_at = now, time.monotonic()


NOBODY = Standing(
    subject="",
    kind="",
    client_id="",
    region="",
    actor_id=None,
    roles=(),
    scopes=frozenset(),
    own=(),
    grants=(),
)
