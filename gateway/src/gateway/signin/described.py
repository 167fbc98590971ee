"""The sign-in endpoints in the published document: they read forms, which no model describes.

RFC 6749 (4.1.1, 4.1.3, 4.4.2, 5.1, 5.2), RFC 7636, RFC 7009, RFC 7523.
"""

from collections.abc import Collection, Iterable
from typing import Any

from gateway.signin import authorization, forms, grants, revocation

Document = dict[str, Any]
Answers = dict[int | str, Document]
TEXT: Document = {"type": "string"}
HTML: Document = {"text/html": {"schema": TEXT}}
LOCATION: Document = {"Location": {"required": True, "schema": {"type": "string", "format": "uri"}}}
PROBLEM: Document = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}
}
LOGIN_FIELDS = frozenset({"request", "csrf", "username", "password"})
NEEDED = frozenset({"client_id", "redirect_uri"})
SAFE = {"x-public": True, "x-safe": True}
PUBLIC = {"x-public": True}


def _json(required: Iterable[str], optional: Iterable[str] = (), **kinds: Document) -> Document:
    names = [*required, *optional]
    schema = {
        "type": "object",
        "properties": {name: kinds.get(name, TEXT) for name in names},
        "required": list(required),
    }
    return {"application/json": {"schema": schema}}


def _error(text: str) -> Document:
    return {"description": text, "content": _json(["error", "error_description"])}


def _form(required: Collection[str], known: Collection[str]) -> Document:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(sorted(known), TEXT),
        "required": sorted(required),
    }
    return {"required": True, "content": {forms.FORM: {"schema": schema}}}


REFUSED: Answers = {
    400: _error("请求不符合 RFC 6749 / Refused as RFC 6749 says"),
    401: _error("客户端身份未获证实 / The client is not authenticated"),
}
BACK: Document = {"description": "送回客户端 / Back to the client", "headers": LOCATION}
UNUSABLE: Document = {
    "description": "登录请求无效或已过期 / The sign-in request is unusable or has expired",
    "content": PROBLEM,
}

AUTHORIZE: Answers = {
    200: {"description": "登录表单 / The login form", "content": HTML},
    303: BACK,
    400: UNUSABLE,
}
AUTHORIZE_EXTRA: Document = {
    **PUBLIC,
    "parameters": [
        {"name": name, "in": "query", "required": name in NEEDED, "schema": TEXT}
        for name in sorted(authorization.KNOWN)
    ],
}

LOGIN: Answers = {
    303: BACK,
    400: UNUSABLE,
    401: {"description": "用户名或密码不正确 / Wrong name or password", "content": HTML},
    429: {"description": "尝试过于频繁 / Too many attempts", "content": HTML},
}
LOGIN_EXTRA: Document = {**SAFE, "requestBody": _form(LOGIN_FIELDS, LOGIN_FIELDS)}

TOKEN: Answers = {
    200: {
        "description": "访问令牌 / An access token",
        "content": _json(
            ["access_token", "token_type", "expires_in", "scope"],
            ["id_token"],
            expires_in={"type": "integer"},
        ),
    },
    **REFUSED,
}
TOKEN_EXTRA: Document = {**SAFE, "requestBody": _form({"grant_type"}, grants.KNOWN)}

REVOKE: Answers = {
    200: {"description": "已不可用 / No longer of use", "content": _json([])},
    **REFUSED,
}
REVOKE_EXTRA: Document = {**SAFE, "requestBody": _form({"token"}, revocation.KNOWN)}
