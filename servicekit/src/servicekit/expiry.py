"""What every service keeps for a while only."""

from sqlalchemy import delete, select, tuple_

from servicekit import clock
from servicekit.context import Context
from servicekit.idempotency import KEPT
from servicekit.jobs import Every
from servicekit.tables import idempotency_keys as table

KIND = "system:tick"
BATCH = 5000


async def forget_answers(context: Context) -> None:
    """Idempotency keys and the answers stored with them, 7 days after the first attempt."""
    while await _batch(context) == BATCH:
        pass


async def _batch(context: Context) -> int:
    old = (
        select(table.c.client, table.c.key)
        .where(table.c.created_at < clock.now() - KEPT)
        .order_by(table.c.created_at)
        .limit(BATCH)
    )
    gone = delete(table).where(tuple_(table.c.client, table.c.key).in_(old))
    async with context.database.job_session(kind=KIND) as session:
        result = await session.execute(gone)
        return getattr(result, "rowcount", 0)


EVERY = (Every("idempotency-expiry", 3600, forget_answers),)
