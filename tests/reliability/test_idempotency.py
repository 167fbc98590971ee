"""Each request sent one to five times at once, connections cut: one effect a key, one answer."""

import asyncio
import json
from dataclasses import dataclass, field
from random import Random
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.reliability.ground import Ground

from onebox.journey.setting_up import EXPIRES
from samples.profiles import SUZHOU
from schemas.matching import EmployerCreate
from wengang import Wengang

pytestmark = pytest.mark.xdist_group("reliability")
SEED = 11
MOST_COPIES = 5
AT_ONCE = 8
PATIENCE_SECONDS = 120.0
FEW = pytest.param(300, id="300-requests")
ALL = pytest.param(10_000, id="10-thousand-requests", marks=pytest.mark.long)
WAYS = ("whole", "whole", "half", "unread", "torn")
"""How a copy is sent: to the end; cut in its body; cut before its answer; cut in its answer."""

PATH = "/v1/posts"
OF_THE_ANSWER = ("content-type", "location", "etag")
Answer = tuple[int, bytes, tuple[str | None, ...]]


@dataclass
class Sender:
    """Sends copies of requests by a client of ours, and by sockets that are cut."""

    client: Wengang
    http: httpx2.AsyncClient
    port: int
    random: Random = field(default_factory=lambda: Random(SEED))
    cut: int = 0
    replayed: int = 0

    async def send(self, key: str, body: bytes) -> Answer:
        """All copies at once, then one more; every whole answer is the same."""
        ways = [self.random.choice(WAYS) for _ in range(self.random.randint(1, MOST_COPIES))]
        sent = await asyncio.gather(*(self._copy(way, key, body) for way in ways))
        last = await self._whole(key, body)
        answers = {last, *(one for one in sent if one is not None)}
        assert len(answers) == 1
        return last

    async def _copy(self, way: str, key: str, body: bytes) -> Answer | None:
        if way == "whole":
            return await self._whole(key, body)
        await self._cut(way, await self._headers(key), body)
        return None

    async def _whole(self, key: str, body: bytes) -> Answer:
        """Asked again while another copy runs."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                headers = await self._headers(key)
                answer = await self.http.post(PATH, content=body, headers=headers)
                if answer.status_code != httpx2.codes.CONFLICT:
                    break
                assert answer.json()["code"] == "idempotency_key_running"
                await asyncio.sleep(0.05)
        self.replayed += answer.headers.get("idempotency-replayed") == "true"
        kept = tuple(answer.headers.get(name) for name in OF_THE_ANSWER)
        return (answer.status_code, answer.content, kept)

    async def _cut(self, way: str, headers: dict[str, str], body: bytes) -> None:
        self.cut += 1
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        told = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        writer.write(f"POST {PATH} HTTP/1.1\r\n{lines}\r\n".encode())
        writer.write(body[: len(body) // 2] if way == "half" else body)
        await writer.drain()
        if way == "torn":
            await reader.read(1)
        writer.transport.abort()

    async def _headers(self, key: str) -> dict[str, str]:
        token = await self.client.api._current_token()
        assert token is not None
        bearer = {"Authorization": f"Bearer {token.value}", "Content-Type": "application/json"}
        return {**bearer, "Idempotency-Key": key}


async def employer(client: Wengang) -> UUID:
    code = "91320594MA1MRJ2X3L"
    made = EmployerCreate(name="样例电子有限公司", credit_code=code, region=SUZHOU)
    return (await client.employers.create(made, key="employer")).id


def post(employer_id: UUID, number: int) -> bytes:
    told = {
        "employer_id": str(employer_id), "kind": "market", "title": f"缝纫工{number}",
        "occupation": "6-05-01-03", "work_region": SUZHOU, "wage_from_fen": 400_000,
        "wage_to_fen": 500_000, "headcount": 1, "expires_on": str(EXPIRES),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()


@pytest.mark.parametrize("count", [FEW, ALL])
async def test_dc4_requests_sent_again_and_cut_take_effect_once(ground: Ground, count: int) -> None:
    address = ground.settings.address
    client = ground.client("admin", ground.administrator)
    async with client, httpx2.AsyncClient(base_url=address, timeout=60, trust_env=False) as http:
        sender, gate = Sender(client, http, ground.settings.port), asyncio.Semaphore(AT_ONCE)
        owner = await employer(client)
        before = {one.id async for one in client.posts.list(employer_id=owner)}

        async def one(number: int) -> Answer:
            async with gate:
                return await sender.send(uuid4().hex, post(owner, number))

        answers = await asyncio.gather(*(one(number) for number in range(count)))
        there = [found.id async for found in client.posts.list(employer_id=owner)]

    assert {status for status, _, _ in answers} == {httpx2.codes.CREATED}
    acknowledged = [UUID(json.loads(content)["id"]) for _, content, _ in answers]
    assert len(set(acknowledged)) == count
    assert sorted(set(there) - before) == sorted(acknowledged)
    assert len(there) == len(set(there))
    assert sender.cut > 0
    assert sender.replayed > 0
