"""Lists that departments upload: progress, faults row by row, the officer's own file back."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote
from uuid import UUID

from schemas.imports import Import, ImportMode, ImportState
from wengang.api import Api, wait_until

CONTENT_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
}
ENDED = frozenset(ImportState) - {ImportState.QUEUED, ImportState.RUNNING}


@dataclass(frozen=True)
class Imports:
    _api: Api

    async def upload(
        self,
        content: bytes,
        *,
        filename: str,
        source: str,
        mode: ImportMode = ImportMode.LAX,
        dry_run: bool = False,
        sheet: str | None = None,
        content_type: str | None = None,
        key: str | None = None,
    ) -> Import:
        """Hand a list in; it is worked on after the answer, see `wait`.

        `source` names the kind of list (`poverty-register`, `hr-transfer`, `social-insurance`).
        `lax` takes the good rows and reports the others; `strict` takes all or none.
        """
        kind = content_type or CONTENT_TYPES.get(PurePath(filename).suffix.lower())
        headers = {
            "Content-Type": kind or "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename, safe='')}",
        }
        return await self._api.upload(
            Import,
            "/v1/imports",
            content,
            key=key,
            headers=headers,
            source=source,
            mode=mode,
            dry_run=dry_run or None,
            sheet=sheet,
        )

    def list(self) -> AsyncIterator[Import]:
        return self._api.pages(Import, "/v1/imports")

    async def get(self, import_id: UUID) -> Import:
        return await self._api.get(Import, f"/v1/imports/{import_id}")

    async def wait(
        self,
        import_id: UUID,
        *,
        seen: Callable[[Import], None] | None = None,
        patience: float = 1800.0,
    ) -> Import:
        """The import once it has ended, however it did; `seen` hears of progress."""
        return await wait_until(
            lambda: self.get(import_id),
            lambda found: found.state in ENDED,
            seen=seen,
            patience=patience,
        )

    async def report(self, import_id: UUID) -> bytes:
        """The officer's own rows with two more columns, code and reason, as XLSX."""
        return await self._api.download(f"/v1/imports/{import_id}/report")

    async def cancel(self, import_id: UUID, *, key: str | None = None) -> Import:
        return await self._api.post(Import, f"/v1/imports/{import_id}/cancellation", key=key)
