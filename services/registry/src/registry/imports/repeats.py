"""The very list again: it changes nothing and gets the answer that it got before.

Without this, a row that was sent back may be taken the second time, because another list has told
in between whose it is.
"""

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import select

from registry.imports.progress import KIND
from registry.models import Import
from schemas.registry import ImportState
from servicekit.database import Database
from servicekit.sealing import KeyRing


def digest_of(keys: KeyRing, data: bytes, sheet: str | None) -> UUID:
    """What the bytes and the sheet are known by; keyed, since a list's bytes can be guessed."""
    return keys.digest("import", f"{hashlib.sha256(data).hexdigest()}|{sheet or ''}")


async def earlier(database: Database, task: Import) -> Import | None:
    """The last list of this kind that the region has had applied, when it is this very one."""
    statement = (
        select(Import)
        .where(
            Import.owner_scope == task.owner_scope,
            Import.source == task.source,
            Import.state == ImportState.DONE,
            Import.dry_run.is_(False),
        )
        .order_by(Import.id.desc())
        .limit(1)
    )
    async with database.job_session(kind=KIND, own=[task.region]) as session:
        last = await session.scalar(statement)
    return last if last is not None and last.digest == task.digest else None


def answer(last: Import) -> dict[str, Any]:
    """Columns of an import that repeats `last`: its faults and report, and every row unchanged."""
    unchanged = last.counts["accepted"] - last.counts["superseded"]
    return {
        "counts": {**last.counts, "unchanged": unchanged},
        "faults": last.faults,
        "report_key": last.report_key,
    }
