"""A matching service with a receiving city, a sending county, and registry at the HTTP edge."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2

from matching import worker
from schemas.credit_codes import check_character
from servicekit import clock
from servicekit.ids import uuid7
from servicekit.testing import ServiceUnderTest, officer

COUNTY, VILLAGE, OTHER_COUNTY, CITY = "431230", "431230100201", "130624", "320506"
CASEWORKER = officer(f"caseworker@{VILLAGE}", sub="village-officer")
COUNTY_CASEWORKER = officer(f"caseworker@{COUNTY}", sub="county-officer")
RECRUITER = officer(f"recruiter@{CITY}", sub="city-recruiter")


def employer(employer_id: str) -> dict[str, Any]:
    """Claims of an employer's own sign-in."""
    return {
        "sub": f"employer-{employer_id}",
        "kind": "employer",
        "actor_id": employer_id,
        "region": CITY,
        "roles": [f"recruiter@{CITY}"],
        "scope": "matching.read matching.write",
        "own": [],
    }


def credit_code(number: int = 1) -> str:
    first = f"91320506MA{number:07d}"
    return first + check_character(first)


@dataclass
class Registry:
    """What registry answers when asked for names, and what it was asked."""

    names: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    down: bool = False

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            return httpx2.Response(503)
        body = json.loads(request.content)
        self.asked.append(body)
        items = [{"person_id": one, "name": self.names.get(one)} for one in body["person_ids"]]
        return httpx2.Response(200, json={"items": items})


class Matching:
    """The service with the steps that most tests begin with."""

    def __init__(self, service: ServiceUnderTest, registry: Registry) -> None:
        self.service, self.registry = service, registry

    async def send(
        self,
        method: str,
        path: str,
        claims: dict[str, Any] | None = None,
        *,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> httpx2.Response:
        bearer = self.service.bearer(**claims) if claims else {"Idempotency-Key": str(uuid7())}
        return await self.service.client.request(
            method, path, headers={**bearer, **(headers or {})}, **options
        )

    async def employer(self, number: int = 1, region: str = CITY) -> str:
        body = {
            "name": "苏州示例电子有限公司",
            "credit_code": credit_code(number),
            "region": region,
        }
        claims = officer(f"recruiter@{region}")
        answer = await self.send("POST", "/v1/employers", claims, json=body)
        assert answer.status_code == 201, answer.text
        made: str = answer.json()["id"]
        return made

    async def post(self, employer_id: str, **more: Any) -> dict[str, Any]:
        claims = employer(employer_id)
        answer = await self.send("POST", "/v1/posts", claims, json=post(employer_id, **more))
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def seeker(self, **more: Any) -> str:
        person = str(uuid7())
        facts = {
            "person_id": person,
            "origin": VILLAGE,
            "work": None,
            "sex": "2",
            "birth_year": 1990,
            "education": "junior_secondary",
            "labour_ability": "ordinary",
            "work_state": "returned",
            "registered": True,
            **more,
        }
        await self.service.deliver(worker.REGISTRY, "registry.worker.changed", facts)
        return person

    async def follow_up(self, person: str) -> str:
        case, now = str(uuid7()), clock.now()
        opened = {
            "person_id": person,
            "follow_up_id": case,
            "origin": VILLAGE,
            "opened_at": now.isoformat(),
            "due_at": (now + timedelta(hours=72)).isoformat(),
            "reason": "contract_ended",
        }
        await self.service.deliver(worker.REGISTRY, "registry.follow_up.opened", opened)
        return case

    async def accept(
        self, person: str, post_id: str, claims: dict[str, Any] = CASEWORKER, **more: Any
    ) -> httpx2.Response:
        body = {"person_id": person, "post_id": post_id, **more}
        return await self.send("POST", "/v1/applications", claims, json=body)

    async def events(self, type_: str) -> list[dict[str, Any]]:
        rows = await self.service.sql(
            f"select data from events where type = '{type_}' order by created_at, id"
        )
        return [row[0] for row in rows]


def post(employer_id: str, **more: Any) -> dict[str, Any]:
    return {
        "employer_id": employer_id,
        "kind": "market",
        "title": "缝纫工",
        "occupation": "6-05-01-03",
        "work_region": CITY,
        "wage_from_fen": 450_000,
        "wage_to_fen": 600_000,
        "lodging": True,
        "headcount": 3,
        "expires_on": (clock.business_today() + timedelta(days=90)).isoformat(),
        **more,
    }
