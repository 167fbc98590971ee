"""A county's people, one of them with an open case; imports done and waiting."""

from tests.contract import setting
from tests.contract.table import Table
from tests.registry.scenes import Registry, Worker, citizen_id, several, transfer

from servicekit.testing import ServiceUnderTest

FAULTY = Worker(name="样例", id="110101199003070000", phone="13900000099")


async def build(service: ServiceUnderTest, table: Table) -> dict[str, str]:
    del table
    registry = Registry(service)
    done = await registry.brought(registry.county, transfer(*several(4), FAULTY))
    people = sorted((await registry.people(registry.county)), key=lambda one: str(one["person_id"]))
    person, other = people[0]["person_id"], people[1]["person_id"]
    case = await registry.post(registry.county, "/v1/follow-ups", {"person_id": person})
    assert case.status_code == 201, case.text
    waiting = await registry.upload(registry.county, transfer(Worker(id=citizen_id(902))))
    await setting.agree(service, "employment_service", "follow_up")
    return {
        "person_id": person,
        "other_person_id": other,
        "citizen_id": several(1)[0].id,
        "import_id": done["id"],
        "waiting_import_id": waiting.json()["id"],
        "follow_up_id": case.json()["follow_up_id"],
        "region": "431230",
        "list": "姓名,身份证号,手机号码,户籍所在乡镇\n赵伟明,"
        + several(1)[0].id
        + ",13900000000,双江镇\n",
    }
