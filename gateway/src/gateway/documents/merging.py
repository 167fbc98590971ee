"""One OpenAPI document that is the sum of the services' documents."""

import json
import re
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]
REFERENCE = re.compile(r"#/components/([A-Za-z]+)/(.+)")
SIGN_IN = "sign_in"


class MergeConflict(Exception):
    """Two services claim one path or one operationId."""


def merge(documents: Mapping[str, Document], *, issuer: str) -> Document:
    """Schemas of one name and different content get the service's name in front."""
    merged: Document = {
        "openapi": "3.1.0",
        "info": _info(),
        "servers": [{"url": issuer}],
        "paths": {},
        "components": {"securitySchemes": {SIGN_IN: _sign_in(issuer)}},
        "tags": [],
    }
    operations: dict[str, str] = {}
    for service, document in documents.items():
        renamed = _with_own_names(service, document, merged["components"])
        _add_components(merged["components"], renamed)
        _add_paths(merged["paths"], renamed, service, operations)
        if "webhooks" in renamed:
            merged.setdefault("webhooks", {}).update(renamed["webhooks"])
    return merged


def _info() -> Document:
    return {
        "title": "稳岗 Wengang",
        "version": "1",
        "description": (
            "务工就业帮扶平台的全部接口。All services of the employment platform at one address."
        ),
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }


def _sign_in(issuer: str) -> Document:
    return {
        "type": "oauth2",
        "description": "授权码 + PKCE（人员）；private_key_jwt（系统）。",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": f"{issuer}/oauth/authorize",
                "tokenUrl": f"{issuer}/oauth/token",
                "scopes": {},
            },
            "clientCredentials": {"tokenUrl": f"{issuer}/oauth/token", "scopes": {}},
        },
    }


def _with_own_names(service: str, document: Document, taken: Document) -> Document:
    clashes = {
        (kind, name)
        for kind, named in document.get("components", {}).items()
        for name, content in named.items()
        if taken.get(kind, {}).get(name, content) != content
    }
    if not clashes:
        return document
    new_names = {clash: f"{service.capitalize()}{clash[1]}" for clash in clashes}
    renamed: Document = json.loads(json.dumps(document), object_hook=_renaming(new_names))
    for (kind, name), new in new_names.items():
        renamed["components"][kind][new] = renamed["components"][kind].pop(name)
    return renamed


def _renaming(new_names: Mapping[tuple[str, str], str]) -> Any:
    def rename(value: Document) -> Document:
        found = REFERENCE.fullmatch(str(value.get("$ref", "")))
        if found and (found[1], found[2]) in new_names:
            return {**value, "$ref": f"#/components/{found[1]}/{new_names[found[1], found[2]]}"}
        return value

    return rename


def _add_components(components: Document, document: Document) -> None:
    for kind, named in document.get("components", {}).items():
        components.setdefault(kind, {}).update(named)


def _add_paths(
    paths: Document, document: Document, service: str, operations: dict[str, str]
) -> None:
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            if not isinstance(operation, dict):
                continue
            name = operation.get("operationId", f"{method} {path}")
            if name in operations:
                raise MergeConflict(f"{name} of {service} and {operations[name]}")
            operations[name] = service
            if not operation.get("x-public"):
                operation = {**operation, "security": [{SIGN_IN: []}]}  # noqa: PLW2901
            if method in paths.setdefault(path, {}):
                raise MergeConflict(f"{method} {path} of {service}")
            paths[path][method] = {**operation, "x-service": service}
