"""Faults and warnings of one row while it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.imports.rows import RowFault


@dataclass(slots=True)
class Notes:
    """`titles`: how the list itself calls each field, so that the officer finds the column."""

    titles: Mapping[str, str]
    faults: list[RowFault] = field(default_factory=list)
    warnings: list[RowFault] = field(default_factory=list)

    def fault(self, code: str, name: str | None) -> None:
        self.faults.append(RowFault(code, self._title(name)))

    def warn(self, code: str, name: str | None) -> None:
        self.warnings.append(RowFault(code, self._title(name), warning=True))

    def flagged(self, name: str) -> bool:
        title = self._title(name)
        return any(fault.column == title for fault in self.faults)

    def _title(self, name: str | None) -> str | None:
        return self.titles.get(name) if name else None
