"""One kind of problem: its HTTP status, and what to say and to do about it in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """Texts may hold `{name}` places, filled from the problem's parameters."""

    status: int
    title_zh: str
    title_en: str
    fix_zh: str
    fix_en: str
