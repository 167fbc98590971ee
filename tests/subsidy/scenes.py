"""Subsidy with people whose facts registry announced, and a registry that names them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx2

from servicekit.ids import uuid7
from servicekit.testing import ServiceUnderTest, officer
from subsidy import worker

COUNTY, TOWNSHIP, VILLAGE = "431230", "431230100", "431230100201"
CITY, CITY_COUNTY = "3205", "320583"
AGREEMENT = "0192f000-0000-7000-8000-000000000001"
GRANT = {
    "agreement_id": AGREEMENT,
    "origin": COUNTY,
    "destination": CITY,
    "purposes": ["subsidy", "verification"],
}
CLERK = officer(f"subsidy_clerk@{COUNTY}", sub="clerk")
TOWNSHIP_REVIEWER = officer(f"township_reviewer@{TOWNSHIP}", sub="township")
COUNTY_REVIEWER = officer(f"county_reviewer@{COUNTY}", sub="county")
PAYER = officer(f"payer@{COUNTY}", sub="payer")
SECOND_PAYER = officer(f"payer@{COUNTY}", sub="second-payer")
CITY_CLERK = officer(f"subsidy_clerk@{CITY}", sub="city-clerk", grants=[GRANT])


class Registry:
    """The neighbour that names people: every person has a name and an account unless taken away."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, str | None]] = {}
        self.well = True
        self.asked: list[dict[str, Any]] = []

    def knows(self, person_id: UUID, name: str = "吴秀兰") -> None:
        account = f"62284{len(self.people):014}"
        self.people[str(person_id)] = {"name": name, "bank_account": account}

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if not self.well:
            return httpx2.Response(503)
        body = json.loads(request.content)
        self.asked.append(body)
        items = [
            {"person_id": one, **{name: self.people[one].get(name) for name in body["fields"]}}
            for one in body["person_ids"]
            if one in self.people
        ]
        return httpx2.Response(200, json={"items": items})


@dataclass
class Subsidy:
    """The service under test, with what tests do over and over."""

    service: ServiceUnderTest
    registry: Registry
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def prepare(self) -> None:
        """The shipped policies, and an agreement in force that opens the flow for subsidies."""
        await self.service.settle(every=[worker.INSTALL_SAMPLES])
        await self.service.sql(
            "insert into agreement_projection values ("
            f"'{AGREEMENT}', 'in_force', '{{{COUNTY}}}', '{{{CITY}}}',"
            " '{subsidy,verification}', '2020-01-01', '2099-12-31')"
        )
        page = (await self.get("/v1/policies", CLERK)).json()
        self.policies = {one["code"]: one for one in page["items"]}

    @property
    def home(self) -> str:
        """The sending county's policy."""
        return str(self.policies["43-transport-2021"]["id"])

    @property
    def away(self) -> str:
        """The receiving city's policy."""
        return str(self.policies["3205-transport-sample"]["id"])

    async def get(self, path: str, who: dict[str, Any], **params: Any) -> httpx2.Response:
        headers = self.service.bearer(**who)
        return await self.service.client.get(path, params=params, headers=headers)

    async def post(
        self, path: str, who: dict[str, Any], body: Any = None, **headers: str
    ) -> httpx2.Response:
        sent = {**self.service.bearer(**who), **headers}
        return await self.service.client.post(path, json=body, headers=sent)

    async def people(self, count: int, **differently: Any) -> list[UUID]:
        """People of the county who work in the city, verified; `differently` changes a fact."""
        made = [uuid4() for _ in range(count)]
        await self.tell(made, **differently)
        for person_id in made:
            self.registry.knows(person_id)
        return made

    async def tell(self, person_ids: Sequence[UUID], **differently: Any) -> None:
        """Announce people and one spell each; names of a spell's fields go to the spell."""
        own = SPELL.keys() - WORKER.keys()
        spell = {name: differently.pop(name) for name in list(differently) if name in own}
        deliver = self.service.deliver
        workers = [{**WORKER, "person_id": str(one), **differently} for one in person_ids]
        spells = [
            {
                **SPELL,
                "person_id": str(one),
                "employment_id": str(uuid7()),
                "subject_id": str(uuid7()),
                **spell,
            }
            for one in person_ids
        ]
        await deliver(worker.REGISTRY, "registry.worker.changed", *workers)
        await deliver(worker.REGISTRY, "registry.employment.changed", *spells)

    async def claim(self, person_id: UUID) -> dict[str, Any]:
        """A claim of the person under the county's policy, raised by the clerk."""
        body = {"person_id": str(person_id), "policy_id": self.home, "year": 2026}
        answer = await self.post("/v1/claims", CLERK, body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def review(
        self, claim_id: str, who: dict[str, Any], outcome: str = "pass"
    ) -> httpx2.Response:
        read = await self.get(f"/v1/claims/{claim_id}", who)
        etag = read.headers.get("etag", '"v1"')
        body = {"outcome": outcome}
        return await self.post(f"/v1/claims/{claim_id}/review", who, body, **{"If-Match": etag})

    async def reviewed(self, person_id: UUID) -> dict[str, Any]:
        """A claim that both levels have passed."""
        claim = await self.claim(person_id)
        for who in (TOWNSHIP_REVIEWER, COUNTY_REVIEWER):
            answer = await self.review(claim["id"], who)
            assert answer.status_code == 200, answer.text
        passed: dict[str, Any] = answer.json()
        return passed


WORKER = {
    "origin": VILLAGE,
    "work": f"{CITY_COUNTY}000000",
    "sex": "1",
    "birth_year": 1990,
    "education": "junior_secondary",
    "labour_ability": "ordinary",
    "category": "out_of_poverty",
    "scheme_year": 2021,
    "work_state": "working",
    "registered": True,
}
SPELL = {
    "origin": VILLAGE,
    "work_region": CITY_COUNTY,
    "started": "2025-11",
    "ended": None,
    "state": "verified",
    "organised": True,
    "wage_fen": 520_000,
    "evidence": ["work_record", "social_insurance"],
    "as_of": "2026-03-01",
}
