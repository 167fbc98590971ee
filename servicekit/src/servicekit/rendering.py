"""A problem as the caller reads it: RFC 9457, in the language asked for, never echoing input."""

import re
from typing import Any

from schemas.pydantic_errors import sentence
from servicekit import traces
from servicekit.problems import Fault, Problem

QUALITY = re.compile(r"\s*([A-Za-z*-]+)\s*(?:;\s*q\s*=\s*([0-9.]+))?\s*")
MEDIA_TYPE = "application/problem+json"


def language(accepted: str) -> str:
    """`zh-CN` unless English is preferred (RFC 9110, 12.5.4)."""
    best, chosen = 0.0, "zh-CN"
    for part in accepted.split(",")[:20]:
        found = QUALITY.fullmatch(part)
        if found is None:
            continue
        try:
            quality = float(found[2]) if found[2] else 1.0
        except ValueError:
            continue
        spoken = found[1].lower().partition("-")[0]
        if spoken in {"zh", "en"} and quality > best:
            best, chosen = quality, "en" if spoken == "en" else "zh-CN"
    return chosen


def body_of(problem: Problem, accepted: str) -> dict[str, Any]:
    english = language(accepted) == "en"
    entry = problem.entry
    title, fix = (entry.title_en, entry.fix_en) if english else (entry.title_zh, entry.fix_zh)
    return {
        "type": f"urn:wengang:problem:{problem.code}",
        "title": _filled(title, problem.params),
        "status": problem.status,
        "detail": problem.detail or _filled(fix, problem.params),
        "code": problem.code,
        "trace_id": traces.trace_id(),
        "errors": [_fault(fault, english=english) for fault in problem.faults],
    }


def headers_of(problem: Problem, accepted: str) -> dict[str, str]:
    return {
        "Content-Type": MEDIA_TYPE,
        "Content-Language": language(accepted),
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
        **problem.headers,
    }


class _Missing(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _filled(text: str, params: dict[str, object]) -> str:
    return text.format_map(_Missing(params))


def _fault(fault: Fault, *, english: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "code": fault.code,
        "detail": fault.detail_en if english else fault.detail_zh,
    }
    if fault.pointer is not None:
        shown["pointer"] = fault.pointer
    if fault.parameter is not None:
        shown |= {"parameter": fault.parameter, "in": fault.where}
    return shown


def validation_fault(error: dict[str, Any]) -> Fault:
    """A pydantic error without its input: where, what kind, and a sentence in both languages."""
    where, *path = [str(part) for part in error["loc"]] or ["body"]
    zh, en = sentence(error["type"], error.get("ctx", {}))
    if where == "body":
        pointer = "#/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in path)
        return Fault(error["type"], zh, en, pointer=pointer.rstrip("/") if path else "#")
    return Fault(error["type"], zh, en, parameter=".".join(path), where=where)
