"""The `wengang` command line: the SDK with a terminal around it."""

from wengang.cli.app import main

__all__ = ["main"]
