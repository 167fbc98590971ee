"""What one sees while the journey is played: a moving bar on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

Report = Callable[[int, int, str], None]
"""Done, total, and the name of the phase."""


class Telling:
    def __init__(self, console: Console) -> None:
        self._console = console

    def chapter(self, number: int, zh: str, en: str) -> None:
        self._console.print(f"\n[bold cyan]{number}[/] [bold]{zh}[/] · {en}", soft_wrap=True)

    def said(self, zh: str, en: str) -> None:
        self._console.print(f"  [green]✓[/] {zh} · {en}", soft_wrap=True)

    @contextmanager
    def progress(self, zh: str, en: str) -> Iterator[Report]:
        if not self._console.is_terminal:
            yield self._plain(zh, en)
            return
        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task(f"{zh} · {en}", total=None)

            def report(done: int, total: int, phase: str) -> None:
                label = f"{zh} · {en} · {phase}"
                bar.update(task, completed=done, total=total or None, description=label)

            yield report

    def _plain(self, zh: str, en: str) -> Report:
        last: list[str] = []

        def report(done: int, total: int, phase: str) -> None:
            if last != [phase]:
                last[:] = [phase]
                counted = f" {done}/{total}" if total else ""
                self._console.print(f"  … {zh} · {en} · {phase}{counted}", soft_wrap=True)

        return report
