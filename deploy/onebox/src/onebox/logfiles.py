"""Log files that are renamed away when they grow: `x.log`, then `x.log.1`, `x.log.2`."""

import asyncio
from pathlib import Path

LARGEST_BYTES = 10 * 1024 * 1024
KEPT = 2
CHUNK_BYTES = 64 * 1024


async def copy(stream: asyncio.StreamReader, path: Path, *, largest: int = LARGEST_BYTES) -> None:
    """Append what the stream brings until it ends."""
    while chunk := await stream.read(CHUNK_BYTES):
        append(path, chunk, largest=largest)


def append(path: Path, data: bytes, *, largest: int = LARGEST_BYTES) -> None:
    """A full disk loses log lines, never the process that writes them."""
    try:
        if path.exists() and path.stat().st_size + len(data) > largest:
            _rotate(path)
        with path.open("ab") as file:
            file.write(data)
    except OSError:
        return


def _rotate(path: Path) -> None:
    for age in range(KEPT, 0, -1):
        older = path.with_name(f"{path.name}.{age}")
        newer = path.with_name(f"{path.name}.{age - 1}") if age > 1 else path
        if newer.exists():
            newer.replace(older)
