"""What a list is checked against."""

from dataclasses import dataclass
from datetime import date

from registry.imports.templates import Template


@dataclass(frozen=True)
class Frame:
    """What a list is checked against: its template, its supplier's region, the business day."""

    template: Template
    region: str
    today: date
