"""A county's claims, one at each stage, and an agreement under which a city pays too."""

import json
from typing import Any

from tests.contract import setting
from tests.contract.table import Table
from tests.subsidy.money import CLERK, COUNTY, MAKER, Money, Registry

from servicekit.testing import ServiceUnderTest
from subsidy.policies.service import shipped

registry = Registry()


async def build(service: ServiceUnderTest, table: Table) -> dict[str, str]:
    del table
    money = Money(service, registry)
    await money.prepare()
    await setting.agree(service, "subsidy")
    sent, prepared = await _sent(money), await _prepared(money)
    approved = await _approved(money)
    in_notice = await money.reviewed(await money.person())
    notice = (await money.publish()).json()
    reviewed = await money.reviewed(await money.person())
    person = await money.person()
    raised = await money.claim(person)
    run = await _run(money)
    found = await money.send("GET", "/v1/policies", MAKER)
    by_region = {one["region"]: one["id"] for one in found.json()["items"]}
    payment = await service.sql(f"select id from payments where batch_id = '{sent}'")
    return {
        "policy_id": by_region["43"],
        "city_policy_id": by_region["3205"],
        "person_id": await money.person(),
        "city_person_id": await money.person(),
        "claimed_person_id": person,
        "claim_id": raised["id"],
        "claim_in_notice": in_notice["id"],
        "reviewed_claim": reviewed["id"],
        "approved_claim": approved["id"],
        "notice_id": notice["id"],
        "batch_id": prepared,
        "sent_batch": sent,
        "bank_answer": f"reference,status\n{payment[0][0]},paid\n",
        "run_id": run,
        "policy_document": _document(),
    }


async def _approved(money: Money) -> dict[str, Any]:
    (claim,) = await money.approved(await money.person())
    setting.begin()
    return claim


async def _prepared(money: Money) -> str:
    await _approved(money)
    batch = await money.batch()
    assert batch.status_code == 201, batch.text
    return str(batch.json()["id"])


async def _sent(money: Money) -> str:
    batch = await _prepared(money)
    answer = await money.release(batch)
    assert answer.status_code == 200, answer.text
    return batch


async def _run(money: Money) -> str:
    body = {"policy_id": money.policy_id, "region": f"{COUNTY}102", "year": 2026}
    answer = await money.send("POST", "/v1/claim-runs", CLERK, json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def _document() -> str:
    (province,) = [one for one in shipped() if one.region == "43"]
    changed = province.model_copy(update={"code": "431230-sample", "region": COUNTY})
    return json.dumps(changed.model_dump(mode="json", exclude_unset=True))
