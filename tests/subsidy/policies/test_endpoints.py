"""Policies as data: shipped samples, versions, and documents that are refused."""

from typing import Any

import pytest
from tests.subsidy.scenes import CLERK, COUNTY, COUNTY_REVIEWER, Subsidy

from subsidy import worker
from subsidy.policies import rules, service


def document(**differently: Any) -> dict[str, Any]:
    [shipped] = [one for one in service.shipped() if one.region == "43"]
    made = shipped.model_dump(mode="json")
    return {**made, "code": "431230-transport", "region": COUNTY, **differently}


@pytest.mark.parametrize("shipped", service.shipped(), ids=lambda one: one.code)
def test_shipped_documents_pass_their_checks_and_are_labelled(shipped: Any) -> None:
    assert rules.flaws(shipped) == []
    assert "样例" in shipped.label_zh
    assert "ample" in shipped.label_en


async def test_samples_are_loaded_once_however_often(subsidy: Subsidy) -> None:
    await subsidy.service.settle(every=[worker.INSTALL_SAMPLES])
    [[kept]] = await subsidy.service.sql("select count(*) from policy_versions")
    assert kept == 2


async def test_a_region_publishes_its_own_policy_and_its_next_version(subsidy: Subsidy) -> None:
    first = await subsidy.post("/v1/policies", COUNTY_REVIEWER, document())
    assert (first.status_code, first.json()["version"]) == (201, 1)
    more = document(amounts=[{"distance": "out_of_province", "amount_fen": 50_000}])
    second = await subsidy.post("/v1/policies", COUNTY_REVIEWER, more)
    assert (second.json()["id"], second.json()["version"]) == (first.json()["id"], 2)

    path = f"/v1/policies/{first.json()['id']}"
    assert (await subsidy.get(path, CLERK)).json()["version"] == 2
    kept = (await subsidy.get(f"{path}/versions", CLERK)).json()["items"]
    assert [one["version"] for one in kept] == [2, 1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"clauses": [{"expression": "salary > 3"}]}, "policy_document_invalid"),
        ({"amounts": [{"distance": "the_moon", "amount_fen": 1}]}, "policy_document_invalid"),
        ({"amounts": [{"distance": "other_county", "amount_fen": 0}]}, "policy_document_invalid"),
        ({"review_chain": ["county"]}, "invalid"),
        ({"effective_to": "2020-01-01"}, "invalid"),
        ({"colour": "red"}, "invalid"),
    ],
)
async def test_a_document_that_fails_its_checks_changes_nothing(
    subsidy: Subsidy, change: dict[str, Any], code: str
) -> None:
    sent = document()
    for name, value in change.items():
        sent[name] = [{**sent[name][0], **value[0]}] if name == "clauses" else value
    answer = await subsidy.post("/v1/policies", COUNTY_REVIEWER, sent)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_nobody_publishes_for_another_region(subsidy: Subsidy) -> None:
    answer = await subsidy.post("/v1/policies", COUNTY_REVIEWER, document(region="43"))
    assert (answer.status_code, answer.json()["code"]) == (403, "region_outside_scope")
    clerk = await subsidy.post("/v1/policies", CLERK, document())
    assert clerk.status_code == 403


async def test_a_policy_not_yet_or_no_longer_in_force_pays_nobody(subsidy: Subsidy) -> None:
    later = document(effective_from="2026-05-01")
    made = (await subsidy.post("/v1/policies", COUNTY_REVIEWER, later)).json()
    [person] = await subsidy.people(1)
    body = {"person_id": str(person), "policy_id": made["id"], "year": 2026}
    answer = await subsidy.post("/v1/claims", CLERK, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "policy_not_in_force")


async def test_a_policy_that_is_not_automatic_is_not_run(subsidy: Subsidy) -> None:
    by_hand = document(auto=False)
    made = (await subsidy.post("/v1/policies", COUNTY_REVIEWER, by_hand)).json()
    body = {"policy_id": made["id"], "region": COUNTY, "year": 2026}
    answer = await subsidy.post("/v1/claim-runs", CLERK, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "policy_not_automatic")
