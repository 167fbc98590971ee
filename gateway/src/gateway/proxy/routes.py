"""Which service answers which path: exact, from the services' own OpenAPI documents."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch"})
PARAMETER = re.compile(r"\{[^{}/]+\}")
# Encoded slashes and dots, and empty or dot segments, would be another path to the service.
AMBIGUOUS = re.compile(rb"%2f|%5c|%2e|//|/\.{1,2}(?:/|$)|\\", re.IGNORECASE)


@dataclass(frozen=True)
class Operation:
    service: str
    public: bool
    template: str


@dataclass
class Node:
    literal: dict[str, "Node"] = field(default_factory=dict)
    parameter: "Node | None" = None
    methods: dict[str, Operation] = field(default_factory=dict)


class RouteTable:
    """A tree of path segments; a literal segment wins over a parameter."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self._root = Node()
        for service, document in documents.items():
            for path, item in document.get("paths", {}).items():
                self._add(service, path, item)

    def _add(self, service: str, path: str, item: Mapping[str, Any]) -> None:
        node = self._root
        for segment in path.strip("/").split("/"):
            if PARAMETER.fullmatch(segment):
                node.parameter = node.parameter or Node()
                node = node.parameter
            else:
                node = node.literal.setdefault(segment, Node())
        for method in METHODS & item.keys():
            public = bool(item[method].get("x-public", False))
            node.methods.setdefault(method.upper(), Operation(service, public, path))

    def methods_at(self, raw_path: bytes) -> Mapping[str, Operation]:
        """The operations of a path as it came over the wire; none for an unknown path."""
        if AMBIGUOUS.search(raw_path) or not raw_path.isascii():
            return {}
        segments = raw_path.decode().removeprefix("/").split("/")
        found = _find(self._root, segments)
        return found.methods if found else {}


def _find(node: Node, segments: list[str]) -> Node | None:
    if not segments:
        return node if node.methods else None
    head, rest = segments[0], segments[1:]
    if head in node.literal and (found := _find(node.literal[head], rest)):
        return found
    return _find(node.parameter, rest) if node.parameter and head else None


def allowed(methods: Iterable[str]) -> str:
    return ", ".join(sorted({*methods, *(["HEAD"] if "GET" in methods else [])}))
