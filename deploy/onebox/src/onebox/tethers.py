"""The command line that puts a child on a tether; see `tether`."""

import os
import sys
from pathlib import Path

from onebox import tether
from onebox.accounts import Account


def command(*words: str | Path, account: Account | None = None, signal: int = 0) -> list[str]:
    """`words` as `account`, sent `signal` when the caller ends (0: it may outlive the caller).

    The signal comes when the *thread* that started the child ends: start children from the main
    thread.
    """
    who = f"{account.uid}:{account.gid}" if account else "-"
    prefix = [sys.executable, "-I", "-S", str(tether.__file__)]
    return [*prefix, str(os.getpid()), who, str(int(signal)), *map(str, words)]
