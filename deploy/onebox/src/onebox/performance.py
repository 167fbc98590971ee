"""`python -m onebox.performance ADDRESS DIRECTORY ROWS SEED` plays the journey, in its own process.

Beside the journey's own files it leaves `closing.txt`, what later starts show again.
"""

import asyncio
import io
import sys
from pathlib import Path

from rich.console import Console

from onebox import journey, screen
from onebox.errors import OneboxError
from onebox.files import write_whole

CLOSING = "closing.txt"


async def perform(address: str, directory: Path, console: Console, *, rows: int, seed: int) -> None:
    result = await journey.play(address, directory, console, rows=rows, seed=seed)
    page = io.StringIO()
    journey.show(Console(file=page, width=screen.WIDTH_WITHOUT_TERMINAL), result)
    write_whole(directory / CLOSING, page.getvalue())


def main(address: str, directory: str, rows: str, seed: str) -> int:
    console = screen.console()
    playing = perform(address, Path(directory), console, rows=int(rows), seed=int(seed))
    try:
        asyncio.run(playing)
    except OneboxError as error:
        screen.trouble(console, error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
