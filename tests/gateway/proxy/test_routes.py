import pytest

from gateway.proxy.routes import RouteTable, allowed

TABLE = RouteTable(
    {
        "registry": {
            "paths": {
                "/v1/workers": {"get": {}, "post": {}},
                "/v1/workers/{id}": {"get": {}},
                "/v1/workers/lookup": {"post": {}},
                "/v1/follow-ups/board": {"get": {"x-public": True}},
            }
        },
        "gateway": {"paths": {"/v1/workers/{id}/access-log": {"get": {}}}},
    }
)


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        (b"/v1/workers", {"GET": "registry", "POST": "registry"}),
        (b"/v1/workers/1f", {"GET": "registry"}),
        (b"/v1/workers/lookup", {"POST": "registry"}),
        (b"/v1/workers/1f/access-log", {"GET": "gateway"}),
    ],
)
def test_a_path_is_answered_by_exactly_one_service(path: bytes, answers: dict[str, str]) -> None:
    found = TABLE.methods_at(path)

    assert {method: operation.service for method, operation in found.items()} == answers


@pytest.mark.parametrize(
    "path",
    [
        b"/v1",
        b"/v1/",
        b"/v1/workers/",
        b"/v1/workers//",
        b"/v1/workers/1f/",
        b"/v1/workers/a%2Fb",
        b"/v1/workers/..",
        b"/v1/workers/%2e%2e",
        b"/v1/workers/%5c",
        b"/v1//workers",
        b"/v1/%77orkers",
        b"/internal/events",
        "/v1/workers/人".encode(),
    ],
)
def test_no_other_path_is_answered(path: bytes) -> None:
    assert TABLE.methods_at(path) == {}


def test_only_what_says_so_is_public() -> None:
    assert TABLE.methods_at(b"/v1/follow-ups/board")["GET"].public
    assert not TABLE.methods_at(b"/v1/workers")["GET"].public


def test_head_goes_with_get() -> None:
    assert allowed(["GET", "POST"]) == "GET, HEAD, POST"
