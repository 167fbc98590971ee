from typing import Any

import pytest

from gateway.documents.merging import MergeConflict, merge


def document(path: str, operation: str, **schemas: Any) -> dict[str, Any]:
    answer = {"$ref": f"#/components/schemas/{next(iter(schemas), 'None')}"}
    content = {"application/json": {"schema": answer}}
    responses = {"200": {"description": "", "content": content}}
    return {
        "paths": {path: {"get": {"operationId": operation, "responses": responses}}},
        "components": {"schemas": schemas},
    }


def answer_of(merged: dict[str, Any], path: str) -> str:
    responses = merged["paths"][path]["get"]["responses"]
    reference: str = responses["200"]["content"]["application/json"]["schema"]["$ref"]
    return reference.rsplit("/", 1)[1]


def test_the_document_is_the_sum_of_the_services() -> None:
    merged = merge(
        {
            "registry": document("/v1/a", "getA", A={"type": "string"}),
            "subsidy": document("/v1/b", "getB", A={"type": "string"}),
        },
        issuer="http://gateway.test",
    )

    assert set(merged["paths"]) == {"/v1/a", "/v1/b"}
    assert set(merged["components"]["schemas"]) == {"A"}


def test_schemas_of_one_name_and_two_contents_are_told_apart() -> None:
    merged = merge(
        {
            "registry": document("/v1/a", "getA", A={"type": "string"}),
            "subsidy": document("/v1/b", "getB", A={"type": "integer"}),
        },
        issuer="http://gateway.test",
    )

    assert answer_of(merged, "/v1/a") == "A"
    assert answer_of(merged, "/v1/b") == "SubsidyA"
    assert merged["components"]["schemas"]["SubsidyA"] == {"type": "integer"}


@pytest.mark.parametrize(("path", "operation"), [("/v1/b", "getA"), ("/v1/a", "getB")])
def test_two_services_never_claim_one_operation(path: str, operation: str) -> None:
    documents = {"registry": document("/v1/a", "getA"), "subsidy": document(path, operation)}

    with pytest.raises(MergeConflict):
        merge(documents, issuer="http://gateway.test")
