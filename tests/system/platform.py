"""A running platform from outside: its processes by name, and what they have logged."""

import contextlib

import psutil
from bench.onebox_process import Onebox


def children(pid: int) -> dict[str, psutil.Process]:
    """What the supervisor `pid` keeps running: the services, and `postgres`."""
    found = {}
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.Error):  # it may end while it is looked at
            words = child.cmdline()
            name = words[words.index("-m") + 1] if "-m" in words else "postgres"
            found[name] = child
    return found


def logged(onebox: Onebox) -> str:
    """All of it, PostgreSQL's log too."""
    files = [*onebox.home.glob("logs/*.log"), *onebox.home.glob("postgres/data/log/*.log")]
    return "".join(file.read_text() for file in files)
