"""Uploads and made files, sealed at rest; a directory by default."""

import asyncio
import os
from pathlib import Path
from typing import Protocol

from servicekit.ids import uuid7
from servicekit.sealing import KeyRing


class FileStore(Protocol):
    async def put(self, data: bytes, *, name: str) -> str: ...
    async def get(self, key: str) -> bytes: ...
    async def delete(self, key: str) -> None: ...


class DirectoryStore:
    """One file a key, written aside and renamed, so that a crash leaves no half file."""

    def __init__(self, directory: Path, keys: KeyRing) -> None:
        self._directory = directory
        self._keys = keys

    async def put(self, data: bytes, *, name: str) -> str:
        key = f"{uuid7()}.{name}"
        await asyncio.to_thread(self._write, key, data)
        return key

    async def get(self, key: str) -> bytes:
        sealed = await asyncio.to_thread(self._path(key).read_bytes)
        return self._keys.open(sealed, aad=f"file|{key}")

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _path(self, key: str) -> Path:
        if "/" in key or key.startswith("."):
            raise ValueError(key)
        return self._directory / key

    def _write(self, key: str, data: bytes) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        aside = self._directory / f".{key}.part"
        with aside.open("wb") as file:
            file.write(self._keys.seal(data, aad=f"file|{key}"))
            file.flush()
            os.fsync(file.fileno())
        aside.rename(self._path(key))
