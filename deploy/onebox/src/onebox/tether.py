"""Runs a command in its place, under an account, that ends when its parent ends.

`python -I -S tether.py PARENT ACCOUNT SIGNAL COMMAND...`: ACCOUNT is `uid:gid` or `-`, SIGNAL the
number the command gets when process PARENT is gone, or 0. Linux forgets a parent-death signal
when the user changes, hence the order; elsewhere the signal is left out. A file that stands
alone: it runs before the environment of the command is known to be readable.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def become(account: str) -> None:
    uid, gid = (int(part) for part in account.split(":"))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def die_with(parent: int, signal: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent has gone")


def main(parent: str, account: str, signal: str, *command: str) -> None:
    if account != "-":
        become(account)
    if signal != "0" and sys.platform == "linux":
        die_with(int(parent), int(signal))
    os.execv(command[0], command)  # noqa: S606 - the command comes from our own supervisor


if __name__ == "__main__":
    main(*sys.argv[1:])
