"""Lists on their way in: source systems, imports, their progress and faults."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from schemas.regions import RegionCode
from schemas.wire import Response


class SourceColumn(Response):
    """A field and the column titles it is recognised by."""

    field: str
    titles: list[str]
    required: bool


class Source(Response):
    """A source system whose lists can be imported; the higher precedence wins a conflict."""

    code: str
    name_zh: str
    name_en: str
    precedence: int
    registers_people: bool
    columns: list[SourceColumn]


class ImportMode(StrEnum):
    """`strict`: one bad row and nothing is applied. `lax`: the good rows are applied."""

    STRICT = "strict"
    LAX = "lax"


class ImportState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ImportPhase(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    LINKING = "linking"
    APPLYING = "applying"
    SETTLING = "settling"
    REPORTING = "reporting"
    FINISHED = "finished"


class Progress(Response):
    done: int
    total: int
    phase: ImportPhase


class ImportResult(Response):
    """Counts of the caller's own rows. They never say whether a person was known elsewhere."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    superseded: int = 0
    warnings: int = 0
    unchanged: int = 0
    by_code: dict[str, int] = {}


class ImportFault(Response):
    """One fault of one row, without its value; the report file has the rows themselves."""

    row: int
    column: str | None = None
    code: str
    warning: bool = False
    detail_zh: str
    detail_en: str


class Import(Response):
    """A list on its way in; ask again or follow `/events` until `state` stays."""

    id: UUID
    source: str
    region: RegionCode
    mode: ImportMode
    dry_run: bool
    sheet: str | None = None
    format: str
    file_name: str
    byte_size: int
    state: ImportState
    progress: Progress
    result: ImportResult
    first_faults: list[ImportFault] = Field(default=[], description="最多100条 / at most 100")
    has_report: bool
    error: str | None = Field(default=None, description="问题代码 / a problem code")
    created_at: datetime
    finished_at: datetime | None = None
