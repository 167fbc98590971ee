"""What servicekit does for every operation, as the published document says it (OpenAPI 3.1).

FastAPI describes an endpoint's own parameters and answer. The rest is the same everywhere and is
derived here from the operation itself: which problems it may answer with, the Idempotency-Key of
a POST, the If-Match of a change, and the links from a resource just made to what can follow.
"""

from typing import Any

from fastapi import FastAPI

from schemas.problems import ProblemBody

Document = dict[str, Any]
MEDIA_TYPE = "application/problem+json"
ANY_PROBLEM: dict[int | str, dict[str, Any]] = {"default": {"model": ProblemBody}}
SCHEMAS = "#/components/schemas/"
RETRY_AFTER = {"Retry-After": {"description": "seconds", "schema": {"type": "string"}}}
CHALLENGE = {"WWW-Authenticate": {"schema": {"type": "string"}}}
PROBLEMS: dict[int, tuple[str, str, Document]] = {
    400: ("Malformed", "请求无法解析 / It cannot be parsed", {}),
    401: ("Unauthenticated", "尚未登录，或令牌无效 / No valid token", CHALLENGE),
    403: ("Forbidden", "缺少权限或角色 / A scope or role is missing", {}),
    404: ("NotFound", "不存在，或在权限范围之外 / Not there, or outside your scope", {}),
    409: ("Conflict", "与当前状态冲突 / In conflict with the present state", RETRY_AFTER),
    412: ("Stale", "已被他人修改 / Changed since you read it", {}),
    413: ("TooLarge", "请求内容过大 / The body is too large", {}),
    415: ("UnsupportedMediaType", "不支持该内容类型 / Unsupported media type", {}),
    422: ("Invalid", "内容不符合要求 / Parsed, and not valid", {}),
    428: ("PreconditionRequired", "缺少 If-Match / If-Match is missing", {}),
    429: ("TooManyRequests", "请求过于频繁 / Too many requests", RETRY_AFTER),
    500: ("InternalError", "系统内部错误 / Internal error", {}),
    502: ("UpstreamFailed", "所依赖的服务出错 / A service it depends on failed", {}),
    503: ("NotReady", "暂时不可用 / Not available at present", RETRY_AFTER),
    504: ("UpstreamSlow", "所依赖的服务超时 / A service it depends on was too slow", {}),
}
ANYWHERE = frozenset({400, 401, 422, 500, 502, 503, 504})
OF_BODIES = frozenset({413, 415})
OF_PRECONDITIONS = frozenset({412, 428})
KEY_PARAMETER: Document = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "自行生成的唯一键，重试时不变 / A unique key of your own, the same on a retry",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~]+$"},
    "example": "0190b3c8-0000-7000-8000-000000000001",
}
VERSION_PARAMETER: Document = {
    "required": True,
    "description": "读取时得到的 ETag / The ETag of what was read",
    "schema": {"type": "string", "pattern": '^"v[0-9]{1,18}"$'},
    "example": '"v1"',
}


def also(*statuses: int) -> dict[int | str, Document]:
    """For `responses=` of an endpoint: problems that its kind does not have by itself."""
    return {status: _problem(status) for status in statuses}


class DocumentedApp(FastAPI):
    """Publishes the document with everything that servicekit adds to an operation."""

    def openapi(self) -> Document:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = completed(super().openapi())
        return self.openapi_schema


def completed(document: Document) -> Document:
    """The same document with problems, keys, preconditions and links written out."""
    used: set[int] = set()
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            used |= _complete(path, method, operation)
    _link(document)
    components = document.setdefault("components", {})
    components["responses"] = {PROBLEMS[status][0]: _problem(status) for status in sorted(used)}
    return document


def refusals(path: str, method: str, operation: Document) -> frozenset[int]:
    """The statuses other than success that an operation may answer with."""
    statuses = set(ANYWHERE)
    is_open, has_body = bool(operation.get("x-public")), "requestBody" in operation
    if not is_open:
        statuses.add(403)
    if "{" in path or (has_body and not is_open):
        statuses.add(404)
    if has_body:
        statuses |= OF_BODIES
    if _is_keyed(method, operation) or _precondition(operation):
        statuses.add(409)
    if _precondition(operation):
        statuses |= OF_PRECONDITIONS
    return frozenset(statuses)


def _complete(path: str, method: str, operation: Document) -> frozenset[int]:
    answers: Document = operation["responses"]
    answers.pop("default", None)
    if _is_keyed(method, operation):
        operation.setdefault("parameters", []).append(KEY_PARAMETER)
    if (header := _precondition(operation)) is not None:
        header.update(VERSION_PARAMETER)
    statuses = refusals(path, method, operation)
    for status in sorted(statuses):
        reference = {"$ref": f"#/components/responses/{PROBLEMS[status][0]}"}
        answers.setdefault(str(status), reference)
    return statuses


def _is_keyed(method: str, operation: Document) -> bool:
    return method == "post" and not operation.get("x-safe")


def _precondition(operation: Document) -> Document | None:
    named = [one for one in operation.get("parameters", []) if one["name"] == "if-match"]
    return named[0] if named else None


def _problem(status: int) -> Document:
    _, description, headers = PROBLEMS[status]
    schema = {"$ref": f"{SCHEMAS}{ProblemBody.__name__}"}
    made: Document = {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}
    return {**made, "headers": headers} if headers else made


def _link(document: Document) -> None:
    """From the answer of a POST to every operation below the resource that it made."""
    paths: Document = document["paths"]
    for path, item in paths.items():
        for status in ("201", "202"):
            made = item.get("post", {}).get("responses", {}).get(status)
            if made is not None and (links := _links(document, path, made)):
                made["links"] = links


def _links(document: Document, path: str, made: Document) -> Document:
    links: Document = {}
    fields = _fields(document, made)
    below = [one for one in document["paths"] if one.startswith(f"{path}/{{")]
    for one in below:
        inside, _, rest = one.removeprefix(f"{path}/{{").partition("}")
        field = inside if inside in fields else "id"
        if field not in fields or "{" in rest:
            continue
        for operation in document["paths"][one].values():
            parameters = {inside: f"$response.body#/{field}"}
            name = operation["operationId"]
            links[name] = {"operationId": name, "parameters": parameters}
    return links


def _fields(document: Document, answer: Document) -> frozenset[str]:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    name = schema.get("$ref", "").removeprefix(SCHEMAS)
    found = document.get("components", {}).get("schemas", {}).get(name, {})
    return frozenset(found.get("properties", {}))
