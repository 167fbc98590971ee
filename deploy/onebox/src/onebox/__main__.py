"""`python -m onebox run | migrate | status | stop`: the whole platform on this machine."""

import sys

from onebox import cli

if __name__ == "__main__":
    sys.exit(cli.main())
