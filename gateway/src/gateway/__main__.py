"""`python -m gateway` serves; `python -m gateway bootstrap FILE` applies a bootstrap file."""

import asyncio
import sys
from pathlib import Path

from gateway import bootstrap
from gateway.app import create_app
from gateway.settings import Settings
from servicekit import run

BOOTSTRAP = 2

if __name__ == "__main__":
    if len(sys.argv) > 1:
        if sys.argv[1] != "bootstrap" or len(sys.argv) != BOOTSTRAP + 1:
            sys.exit("usage: python -m gateway [bootstrap FILE]")
        asyncio.run(bootstrap.run(Settings(), Path(sys.argv[BOOTSTRAP])))
    else:
        run.main(create_app, Settings)
