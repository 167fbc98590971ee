"""Optimistic concurrency over HTTP: ETag out, If-Match in (RFC 9110, 13.1.1)."""

import re
from typing import Annotated

from fastapi import Depends, Header

from servicekit.problems import Malformed, PreconditionRequired, Stale

ETAG = re.compile(r'"v(\d{1,18})"')


def etag(version: int) -> str:
    return f'"v{version}"'


def if_match(if_match: Annotated[str | None, Header()] = None) -> int:
    """The version the caller has seen; 428 without the header, 400 when it is not ours."""
    if if_match is None:
        raise PreconditionRequired
    found = ETAG.fullmatch(if_match.strip())
    if found is None:
        raise Malformed
    return int(found[1])


IfMatch = Annotated[int, Depends(if_match)]


def check(version: int, expected: int) -> None:
    if version != expected:
        raise Stale
