"""The committed documents: valid, complete in what they refuse, and one when merged."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway.documents.merging import merge

FOLDER = Path(__file__).parents[2] / "docs" / "openapi"
SERVICES = ("gateway", "matching", "registry", "subsidy")
PROBLEM = "application/problem+json"
# Sign-in answers in the words of RFC 6749, and with a form.
SIGN_IN = "sign-in"
Document = dict[str, Any]
DOCUMENTS: dict[str, Document] = {
    name: json.loads((FOLDER / f"{name}.json").read_text()) for name in SERVICES
}
MERGED = merge(DOCUMENTS, issuer="https://gateway.example")


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


@pytest.mark.parametrize("document", [*DOCUMENTS.values(), MERGED], ids=[*SERVICES, "merged"])
def test_a_document_is_openapi_3_1(document: Document) -> None:
    assert document["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_merged_document_has_the_operations_of_the_services_and_no_other() -> None:
    each = {
        (method, path): operation
        for document in DOCUMENTS.values()
        for method, path, operation in operations(document)
    }
    merged = {(method, path): operation for method, path, operation in operations(MERGED)}

    assert merged.keys() == each.keys()
    for address, operation in each.items():
        assert merged[address]["operationId"] == operation["operationId"]
        assert merged[address]["responses"].keys() == operation["responses"].keys()
        assert ("security" in merged[address]) is not operation.get("x-public", False)


def test_every_schema_of_a_service_stands_in_the_merged_document() -> None:
    merged = MERGED["components"]["schemas"]
    for service, document in DOCUMENTS.items():
        for name, schema in document["components"]["schemas"].items():
            own = merged.get(f"{service.capitalize()}{name}", merged.get(name))
            assert own is not None, name
            assert own.get("required") == schema.get("required"), name


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_says_what_it_refuses_and_how(service: str) -> None:
    document = DOCUMENTS[service]
    for method, path, operation in operations(document):
        answers = operation["responses"]
        where = f"{method} {path}"
        assert {"400", "401", "422", "500", "503"} <= answers.keys(), where
        assert ("403" in answers) is not operation.get("x-public", False), where
        assert "{" not in path or "404" in answers, where
        assert all(_is_problem(document, answers[one]) for one in _refusals(operation)), where


def _refusals(operation: Document) -> list[str]:
    if operation["tags"] == [SIGN_IN]:
        return []
    return [status for status in operation["responses"] if status >= "400"]


def _is_problem(document: Document, answer: Document) -> bool:
    name = answer.get("$ref", "").rpartition("/")[2]
    found = document["components"]["responses"][name] if name else answer
    return set(found["content"]) == {PROBLEM}


@pytest.mark.parametrize("service", SERVICES)
def test_a_post_takes_a_key_or_says_that_it_changes_nothing(service: str) -> None:
    for method, path, operation in operations(DOCUMENTS[service]):
        named = {one["name"] for one in operation.get("parameters", ())}
        keyed = method == "post" and not operation.get("x-safe", False)
        assert ("Idempotency-Key" in named) is keyed, path


@pytest.mark.parametrize("service", SERVICES)
def test_whoever_made_a_resource_finds_the_way_to_it(service: str) -> None:
    paths = DOCUMENTS[service]["paths"]
    for path, item in paths.items():
        below = [one for one in paths if one.startswith(f"{path}/{{") and one.endswith("}")]
        made = [item.get("post", {}).get("responses", {}).get(one) for one in ("201", "202")]
        for answer in filter(None, made):
            reads = {paths[one]["get"]["operationId"] for one in below}
            assert reads <= answer.get("links", {}).keys(), path
