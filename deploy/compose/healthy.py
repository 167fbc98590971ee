#!/usr/bin/env python3
"""Exit status 0 when the service in this container answers /readyz: `healthy PORT`."""

import sys
import urllib.error
import urllib.request

try:
    with urllib.request.urlopen(f"http://127.0.0.1:{int(sys.argv[1])}/readyz", timeout=2):
        sys.exit(0)
except (OSError, urllib.error.HTTPError):
    sys.exit(1)
