"""The signing keys a process holds: read at first use and every half minute from the database."""

import asyncio
import time
from typing import Any

from gateway.signin import keystore
from gateway.signin.sessions import as_sign_in
from gateway.signin.tokens import SigningKeys
from servicekit.context import Context

READ_EVERY_SECONDS = 30.0


class Keys:
    """`context` is given once the app exists; nothing is read before the first use."""

    def __init__(self) -> None:
        self.context: Context | None = None
        self._held: SigningKeys | None = None
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def current(self) -> SigningKeys:
        """Keys at most 30 s old: a key is published a day before it signs."""
        if self._held is not None and time.monotonic() - self._read_at < READ_EVERY_SECONDS:
            return self._held
        assert self.context is not None
        async with self._lock:
            async with as_sign_in(self.context) as session:
                self._held = await keystore.load(session, self.context.keys)
            self._read_at = time.monotonic()
            return self._held

    async def jwks(self) -> dict[str, Any]:
        return (await self.current()).jwks()


async def rotate(context: Context) -> None:
    """Every hour: promote, retire and make keys as they become due."""
    async with as_sign_in(context) as session:
        await keystore.rotate(session, context.keys)
