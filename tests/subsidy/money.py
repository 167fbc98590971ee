"""A county that pays: people with facts, claims brought to a state, registry at the HTTP edge."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import httpx2

from servicekit import clock
from servicekit.ids import uuid7
from servicekit.testing import ServiceUnderTest, officer
from subsidy import worker
from subsidy.policies import service as policies

COUNTY, TOWNSHIP, VILLAGE = "431230", "431230100", "431230100201"
OTHER_COUNTY, CITY = "130624", "320506"
CLERK = officer(f"subsidy_clerk@{COUNTY}", sub="clerk")
TOWNSHIP_REVIEWER = officer(f"township_reviewer@{TOWNSHIP}", sub="township-reviewer")
COUNTY_REVIEWER = officer(f"county_reviewer@{COUNTY}", sub="county-reviewer")
MAKER = officer(f"payer@{COUNTY}", sub="payer-1")
RELEASER = officer(f"payer@{COUNTY}", sub="payer-2")
FOREIGN_REVIEWER = officer(f"county_reviewer@{OTHER_COUNTY}", sub="foreign-reviewer")
FOREIGN_PAYER = officer(f"payer@{OTHER_COUNTY}", sub="foreign-payer")
MONDAY = date(2026, 3, 2)
"""A Monday; five working days from it end on Friday 6 March."""


@contextmanager
def business_day(day: date) -> Iterator[None]:
    """The business clock stands at nine in the morning of `day` in Shanghai."""
    wanted = datetime.combine(day, time(9), clock.SHANGHAI)
    clock.shift_business_clock(wanted - clock.now())
    try:
        yield
    finally:
        clock.shift_business_clock(timedelta(0))


@dataclass
class Registry:
    """Names and accounts by person; what it was asked."""

    names: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    down: bool = False

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            return httpx2.Response(503)
        body = json.loads(request.content)
        self.asked.append(body)
        known = {"name": self.names, "bank_account": self.accounts}
        items = [
            {"person_id": one, **{name: known[name].get(one) for name in body["fields"]}}
            for one in body["person_ids"]
        ]
        return httpx2.Response(200, json={"items": items})


class Money:
    def __init__(self, service: ServiceUnderTest, registry: Registry) -> None:
        self.service, self.registry = service, registry
        self.policy_id = ""

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

    async def prepare(self) -> None:
        await policies.install_samples(self.service.context)
        found = await self.send("GET", "/v1/policies", CLERK)
        [self.policy_id] = [one["id"] for one in found.json()["items"] if one["region"] == "43"]

    async def person(self, name: str = "吴秀兰", account: str | None = "6217000000000001") -> str:
        """Somebody of the village, insured in the city since January."""
        person = str(uuid7())
        self.registry.names[person] = name
        if account is not None:
            self.registry.accounts[person] = account
        origin = VILLAGE
        worker_facts = {
            "person_id": person,
            "origin": origin,
            "work": CITY.ljust(12, "0"),
            "birth_year": 1990,
            "category": "out_of_poverty",
            "labour_ability": "ordinary",
            "work_state": "working",
            "registered": True,
        }
        employment = {
            "person_id": person,
            "employment_id": str(uuid7()),
            "subject_id": str(uuid7()),
            "origin": origin,
            "work_region": CITY,
            "started": "2026-01",
            "state": "verified",
            "evidence": ["social_insurance"],
            "as_of": "2026-02-28",
        }
        deliver = self.service.deliver
        await deliver(worker.REGISTRY, "registry.worker.changed", worker_facts)
        await deliver(worker.REGISTRY, "registry.employment.changed", employment)
        return person

    async def claim(self, person: str) -> dict[str, Any]:
        body = {"person_id": person, "policy_id": self.policy_id, "year": 2026}
        answer = await self.send("POST", "/v1/claims", CLERK, json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def reviewed(self, person: str) -> dict[str, Any]:
        """A claim that the township and the county passed."""
        claim = await self.claim(person)
        for reviewer in (TOWNSHIP_REVIEWER, COUNTY_REVIEWER):
            claim = await self.review(claim, reviewer)
        return claim

    async def review(
        self, claim: dict[str, Any], reviewer: dict[str, Any], outcome: str = "pass"
    ) -> dict[str, Any]:
        answer = await self.send(
            "POST",
            f"/v1/claims/{claim['id']}/review",
            reviewer,
            json={"outcome": outcome},
            headers={"If-Match": f'"v{claim["version"]}"'},
        )
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def publish(
        self, reviewer: dict[str, Any] | None = COUNTY_REVIEWER, **more: Any
    ) -> httpx2.Response:
        body = {"policy_id": self.policy_id, "region": COUNTY, **more}
        return await self.send("POST", "/v1/public-notices", reviewer, json=body)

    async def end_notices(self) -> None:
        await self.service.settle(every=[worker.END_NOTICES])

    async def approved(self, *people: str) -> list[dict[str, Any]]:
        """Claims whose notice has ended; leaves the business clock after it."""
        claims = [await self.reviewed(person) for person in people]
        assert (await self.publish()).status_code == 201
        with business_day(date(2026, 3, 7)):
            await self.end_notices()
        return claims

    async def batch(
        self, payer: dict[str, Any] | None = MAKER, region: str = COUNTY
    ) -> httpx2.Response:
        body = {"region": region, "policy_id": self.policy_id}
        return await self.send("POST", "/v1/payment-batches", payer, json=body)

    async def release(
        self, batch_id: str, payer: dict[str, Any] | None = RELEASER
    ) -> httpx2.Response:
        return await self.send("POST", f"/v1/payment-batches/{batch_id}/release", payer)

    async def answer(
        self, batch_id: str, content: bytes | str, payer: dict[str, Any] | None = MAKER
    ) -> httpx2.Response:
        path = f"/v1/payment-batches/{batch_id}/result"
        return await self.send(
            "POST", path, payer, content=content, headers={"Content-Type": "text/csv"}
        )

    async def state(self, claim: dict[str, Any]) -> str:
        answer = await self.send("GET", f"/v1/claims/{claim['id']}", CLERK)
        return str(answer.json()["state"])

    async def balances(self) -> dict[str, int]:
        """Balances in fen by account kind; their sum is checked to be zero."""
        answer = await self.send("GET", "/v1/ledger/accounts", MAKER)
        body = answer.json()
        assert body["sum_fen"] == 0
        return {one["kind"]: one["balance_fen"] for one in body["items"]}
