"""Small files that are whole or not there."""

from pathlib import Path


def write_whole(path: Path, text: str, *, mode: int = 0o600) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.touch(mode=mode)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
