"""HN1: departments' lists become one registry, every field with its source."""

from tests.registry.scenes import (
    Registry,
    Worker,
    citizen_id,
    has_no_formula,
    insured,
    insured_row,
    rows_of,
    several,
    sheet,
    transfer,
)


async def test_good_rows_become_people_one_each(registry: Registry) -> None:
    done = await registry.brought(registry.county, transfer(*several(30)))

    assert (done["state"], done["result"]["accepted"], done["has_report"]) == ("done", 30, False)
    people = await registry.people(registry.county)
    assert len(people) == 30
    assert {person["origin"] for person in people} == {"431230100220"}
    assert {person["work_region"] for person in people} == {"320506"}
    assert people[0]["name_is_masked"] is False
    assert "*" in people[0]["citizen_id"]
    assert "*" in people[0]["phone"]


async def test_every_field_names_its_source(registry: Registry) -> None:
    await registry.brought(registry.county, transfer(Worker()))
    person = await registry.only_person()

    told = (await registry.get(registry.county, f"/v1/workers/{person}/provenance")).json()

    sources = {field["field"]: field["source"] for field in told["fields"]}
    assert {"name", "citizen_id", "phone", "bank_account", "region"} <= sources.keys()
    assert set(sources.values()) == {"hr-transfer"}
    assert told["records"][0]["link_method"] == "new"
    assert told["records"][0]["link_reason_zh"]


async def test_the_same_file_again_changes_nothing_and_announces_nothing(
    registry: Registry,
) -> None:
    data = transfer(*several(20))
    await registry.brought(registry.county, data)
    before = await registry.counts()

    again = await registry.brought(registry.county, data)

    assert again["result"]["unchanged"] == 20
    assert await registry.counts() == before


async def test_rows_that_stand_in_an_earlier_list_change_nothing(registry: Registry) -> None:
    await registry.brought(registry.county, transfer(*several(20)))

    longer = await registry.brought(registry.county, transfer(*several(21)))

    assert (longer["result"]["accepted"], longer["result"]["unchanged"]) == (21, 20)
    assert len(await registry.people(registry.county)) == 21


async def test_a_list_sent_again_after_another_kind_of_list_gets_its_first_answer(
    registry: Registry,
) -> None:
    """The transfer list tells whose the mistyped number is; the register stays as it was taken."""
    mistyped = citizen_id(2)[:-2] + "9" + citizen_id(2)[-1]
    register = sheet(
        [["P1", "杨桂英", mistyped, "13900000001", "双江镇", "向晖村"]],
        ("人口编号", "姓名", "证件号码", "联系电话", "乡（镇）", "行政村"),
    )
    first = await registry.brought(registry.county, register, "poverty-register")
    await registry.brought(registry.county, transfer(Worker()))
    before = await registry.counts()

    again = await registry.brought(registry.county, register, "poverty-register")

    assert (first["result"]["rejected"], again["result"]) == (1, first["result"])
    assert (again["first_faults"], again["has_report"]) == (first["first_faults"], True)
    assert await registry.counts() == before


async def test_a_corrected_list_updates_and_a_blank_never_erases(registry: Registry) -> None:
    await registry.brought(registry.county, transfer(Worker()))
    person = await registry.only_person()

    await registry.brought(registry.county, transfer(Worker(phone="13911112222", account="")))

    found = await registry.service.client.post(
        "/internal/people:resolve",
        json={
            "person_ids": [str(person)],
            "fields": ["phone", "bank_account"],
            "purpose": "subsidy",
        },
        headers=registry.service.service("svc-subsidy"),
    )
    assert found.json()["items"] == [
        {
            "person_id": str(person),
            "name": None,
            "citizen_id": None,
            "phone": "13911112222",
            "bank_account": "6222000000000000001",
        }
    ]
    assert len(await registry.people(registry.county)) == 1


async def test_two_lists_of_one_person_give_one_person_and_the_better_source_wins(
    registry: Registry,
) -> None:
    register = sheet(
        [["P1", "杨桂英", citizen_id(2), "双江镇", "向晖村", "初中"]],
        ("人口编号", "姓名", "证件号码", "乡（镇）", "行政村", "文化程度"),
    )
    await registry.brought(registry.county, transfer(Worker(name="杨桂瑛")))
    await registry.brought(registry.county, register, "poverty-register")

    (person,) = await registry.people(registry.county)

    assert (person["name"], person["education"]) == ("杨桂英", "junior_secondary")


async def test_of_several_rows_of_one_person_the_last_wins(registry: Registry) -> None:
    done = await registry.brought(
        registry.county,
        transfer(Worker(phone="13900000008"), *several(3), Worker(phone="13900000009")),
    )

    assert (done["result"]["accepted"], done["result"]["superseded"]) == (5, 1)
    answer = await registry.post(
        registry.county, "/v1/workers/lookup", {"name": "杨桂英", "phone": "13900000009"}
    )
    assert len(answer.json()["items"]) == 1


async def test_bad_rows_come_back_as_sent_with_code_and_reason(registry: Registry) -> None:
    bad = Worker(name='=HYPERLINK("http://example.invalid")', id=4.3123019900101e17)

    done = await registry.brought(registry.county, transfer(Worker(), bad))

    assert (done["result"]["accepted"], done["result"]["rejected"]) == (1, 1)
    report = await registry.get(registry.county, f"/v1/imports/{done['id']}/report")
    titles, row = rows_of(report.content)
    assert titles[-2:] == ["错误代码", "原因说明"]
    assert row[-2] == "formula_in_cell;citizen_id_number"
    assert "末尾数字已丢失" in row[-1]
    assert row[2] == bad.phone
    assert has_no_formula(report.content)
    assert row[0].startswith("'=")


async def test_a_strict_list_with_one_bad_row_is_not_applied_at_all(registry: Registry) -> None:
    before = await registry.counts()

    done = await registry.brought(
        registry.county, transfer(*several(5), Worker(phone="123")), mode="strict"
    )

    assert (done["state"], done["result"]["rejected"]) == ("refused", 1)
    assert await registry.counts() == before


async def test_a_dry_run_tells_all_and_changes_nothing(registry: Registry) -> None:
    before = await registry.counts()

    done = await registry.brought(
        registry.county, transfer(*several(5), Worker(phone="123")), dry_run="true"
    )

    assert (done["state"], done["result"]["accepted"], done["has_report"]) == ("done", 5, True)
    assert await registry.counts() == before


async def test_a_wrong_check_character_finds_the_registered_person_of_that_name(
    registry: Registry,
) -> None:
    await registry.brought(registry.county, transfer(Worker()))
    right = citizen_id(2)
    wrong = right[:13] + ("7" if right[13] != "7" else "8") + right[14:]

    done = await registry.brought(registry.county, transfer(Worker(id=wrong, phone="")))

    assert done["result"]["by_code"] == {"citizen_id_repaired": 1}
    assert len(await registry.people(registry.county)) == 1


async def test_a_wrong_check_character_of_nobody_known_is_a_fault(registry: Registry) -> None:
    wrong = citizen_id(2)[:17] + ("1" if citizen_id(2)[17] != "1" else "2")

    done = await registry.brought(registry.county, transfer(Worker(id=wrong)))

    assert done["result"]["by_code"] == {"citizen_id_checksum": 1}
    assert await registry.people(registry.county) == []


async def test_insured_people_are_verified_and_the_importer_learns_only_its_own_counts(
    registry: Registry,
) -> None:
    await registry.brought(registry.county, transfer(*several(2)))
    stranger = Worker(name="吴不在", id=citizen_id(77), phone="13800000000")
    rows = [insured_row(one, f"SI{n}") for n, one in enumerate([*several(1), stranger])]

    done = await registry.brought(registry.city, insured(*rows), "social-insurance")

    assert done["result"]["accepted"] == 2
    assert done["result"]["by_code"] == {}
    verified = [p for p in await registry.people(registry.county) if p["verified_until"]]
    assert len(verified) == 1
    work = await registry.get(registry.county, f"/v1/workers/{verified[0]['person_id']}")
    employment = work.json()["employment"]
    assert (employment["state"], employment["source"]) == ("verified", "social_insurance")
    assert employment["evidence"] == ["social_insurance", "work_record"]
    assert (employment["as_of"], employment["confidence"]) == ("2026-02-28", 95)
    (own,) = await registry.people(registry.city)
    assert (own["origin"], own["registered"]) == ("3205", False)


async def test_registration_by_the_sending_county_takes_over_who_only_a_city_had_reported(
    registry: Registry,
) -> None:
    await registry.brought(registry.city, insured(insured_row(Worker())), "social-insurance")

    await registry.brought(registry.county, transfer(Worker()))

    (person,) = await registry.people(registry.county)
    assert (person["registered"], person["origin"][:6]) == (True, "431230")
    assert await registry.people(registry.city) == []


async def test_events_carry_facts_and_no_identifiers(registry: Registry) -> None:
    await registry.brought(registry.county, transfer(Worker()))

    rows = await registry.service.sql("select type, data::text from events order by type")

    assert [kind for kind, _ in rows] == ["registry.employment.changed", "registry.worker.changed"]
    told = "".join(data for _, data in rows)
    for value in (Worker().id, Worker().phone, Worker().account, "杨桂英"):
        assert value not in told


async def test_nothing_personal_stands_in_plain_columns(registry: Registry) -> None:
    await registry.brought(registry.county, transfer(Worker(), Worker(phone="12")), mode="lax")

    for table in ("people", "source_records", "evidence", "linkage_keys", "imports", "events"):
        text = str(await registry.service.sql(f"select t::text from {table} t"))
        for value in (Worker().id, Worker().phone, Worker().account, "杨桂英", "桂英"):
            assert value not in text, table
