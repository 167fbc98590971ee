"""Identifiers that sort by the time they were made (RFC 9562, version 7)."""

import uuid

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> uuid.UUID:
    return _uuid7()
