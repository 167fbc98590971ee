"""Checks that need more than Python packages; `make tools` installs what they need."""
