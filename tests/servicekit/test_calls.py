"""A neighbour that refuses, fails or is away: what may pass is tried again, the rest is told."""

import httpx2
import pytest

from servicekit.calls import Calls
from servicekit.problems import NotFound, UpstreamUnavailable


class Neighbour:
    """Answers each call with the next status, the last one for ever."""

    def __init__(self, *statuses: int) -> None:
        self._statuses, self.calls = list(statuses), 0
        self._client = httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.calls += 1
        left = self._statuses
        return httpx2.Response(left.pop(0) if len(left) > 1 else left[0], json={"ok": True})

    @property
    def calling(self) -> Calls:
        async def mint(service: str) -> tuple[str, float]:
            return "token", 60.0

        return Calls({"registry": "http://registry.test"}, mint, self._client)


async def test_what_a_neighbour_does_not_have_is_not_found_at_once() -> None:
    neighbour = Neighbour(404)

    with pytest.raises(NotFound):
        await neighbour.calling.get("registry", "/internal/x")

    assert neighbour.calls == 1


async def test_a_read_is_tried_again_until_it_is_answered() -> None:
    neighbour = Neighbour(503, 500, 200)

    assert await neighbour.calling.get("registry", "/internal/x") == {"ok": True}
    assert neighbour.calls == 3


@pytest.mark.parametrize(("status", "calls"), [(500, 3), (403, 1), (422, 1)])
async def test_only_what_may_pass_is_tried_again(status: int, calls: int) -> None:
    neighbour = Neighbour(status)

    with pytest.raises(UpstreamUnavailable):
        await neighbour.calling.get("registry", "/internal/x")

    assert neighbour.calls == calls


async def test_a_write_is_sent_once() -> None:
    neighbour = Neighbour(503)

    with pytest.raises(UpstreamUnavailable):
        await neighbour.calling.post("registry", "/internal/x", {})

    assert neighbour.calls == 1
