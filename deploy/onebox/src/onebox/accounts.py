"""The account PostgreSQL runs as: it refuses root, and wants a name in the user database."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

DEDICATED = "wengang"
FALLBACK = "nobody"


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int


def for_database(data: Path) -> Account | None:
    """None: run as the caller. As root: who owns `data`, else a dedicated account, else nobody."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    return _named(DEDICATED) or _made() or _named(FALLBACK)


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _made() -> Account | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    subprocess.run(  # noqa: S603 - fixed words
        [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", DEDICATED],
        check=False,
        capture_output=True,
    )
    return _named(DEDICATED)
