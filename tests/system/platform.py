"""The processes of a running platform, by name."""

import contextlib

import psutil


def children(pid: int) -> dict[str, psutil.Process]:
    """What the supervisor `pid` keeps running: the services, and `postgres`."""
    found = {}
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.Error):  # it may end while it is looked at
            words = child.cmdline()
            name = words[words.index("-m") + 1] if "-m" in words else "postgres"
            found[name] = child
    return found
