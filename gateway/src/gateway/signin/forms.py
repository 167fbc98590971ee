"""Parameters of the sign-in endpoints, read strictly: each once, each known, no NUL."""

from collections.abc import Collection
from urllib.parse import parse_qsl

from starlette.requests import Request

from gateway.signin.errors import OAuthError

FORM = "application/x-www-form-urlencoded"
LARGEST_FORM = 32_768
MOST_FIELDS = 30


def parse(text: str, known: Collection[str]) -> dict[str, str]:
    """Raises invalid_request for repeated or unknown names, NUL, and text that is no UTF-8."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise OAuthError("invalid_request", "parameters are not readable") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise OAuthError("invalid_request", "a parameter is repeated")
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise OAuthError("invalid_request", "a parameter holds a NUL character")
    if not found.keys() <= set(known):
        raise OAuthError("invalid_request", "a parameter is unknown")
    return found


async def posted(request: Request, known: Collection[str]) -> dict[str, str]:
    """The body of a form POST; parameters in the address are refused."""
    if request.url.query:
        raise OAuthError("invalid_request", "parameters belong in the body")
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise OAuthError("invalid_request", "content type must be " + FORM)
    return parse(await _text(request), known)


async def _text(request: Request) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise OAuthError("invalid_request", "the form is too large")
    try:
        return body.decode("ascii")
    except UnicodeDecodeError:
        raise OAuthError("invalid_request", "the form is not percent-encoded") from None


def required(found: dict[str, str], name: str) -> str:
    value = found.get(name)
    if not value:
        raise OAuthError("invalid_request", f"{name} is missing")
    return value
