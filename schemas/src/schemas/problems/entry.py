"""One row of the problem catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """Texts may hold `{names}` that the refusal fills in; never a personal value."""

    status: int
    title_zh: str
    title_en: str
    fix_zh: str
    fix_en: str
