"""Payments: two payers, accounts as they are at release, each claim once, each answer once."""

import asyncio
import csv
import io
from typing import Any

from tests.subsidy.money import (
    CLERK,
    COUNTY_REVIEWER,
    FOREIGN_PAYER,
    MAKER,
    OTHER_COUNTY,
    RELEASER,
    Money,
)


async def sent(money: Money, *people: str) -> tuple[str, list[list[str]]]:
    """A released batch and the lines of its file."""
    await money.approved(*people)
    made = (await money.batch()).json()
    released = await money.release(made["id"])
    assert released.status_code == 200, released.text
    return made["id"], await lines(money, made["id"])


async def lines(money: Money, batch_id: str) -> list[list[str]]:
    answer = await money.send("GET", f"/v1/payment-batches/{batch_id}/file", RELEASER)
    return list(csv.reader(io.StringIO(answer.content.decode())))[1:]


def answer_of(rows: list[list[str]], status: str = "paid") -> str:
    return "reference,status\n" + "".join(f"{row[0]},{status}\n" for row in rows)


class TestPrepareBatch:
    async def test_a_claim_is_collected_once_also_in_a_race(self, money: Money) -> None:
        await money.approved(await money.person(), await money.person())

        answers = await asyncio.gather(*(money.batch() for _ in range(6)))
        assert sorted(one.status_code for one in answers) == [201] + [409] * 5
        assert {one.json().get("code") for one in answers} == {None, "nothing_to_pay"}
        [made] = [one.json() for one in answers if one.status_code == 201]
        assert (made["payments"], made["total_fen"], made["state"]) == (2, 80_000, "prepared")
        assert (await money.balances())["payable"] == 80_000

    async def test_only_by_a_payer_of_the_region(self, money: Money) -> None:
        await money.approved(await money.person())

        for claims, status in ((None, 401), (CLERK, 403), (COUNTY_REVIEWER, 403)):
            assert (await money.batch(claims)).status_code == status
        answer = await money.batch(FOREIGN_PAYER)
        assert (answer.status_code, answer.json()["code"]) == (403, "region_outside_scope")
        own = await money.batch(FOREIGN_PAYER, region=OTHER_COUNTY)
        assert own.json()["code"] == "nothing_to_pay"

    async def test_not_while_the_notice_runs(self, money: Money) -> None:
        await money.reviewed(await money.person())
        await money.publish()

        assert (await money.batch()).json()["code"] == "nothing_to_pay"


class TestReleaseBatch:
    async def test_by_a_second_payer_with_the_account_of_that_moment(self, money: Money) -> None:
        person = await money.person("吴秀兰", account="6217000000000001")
        claims = await money.approved(person)
        made = (await money.batch()).json()

        own = await money.release(made["id"], MAKER)
        assert (own.status_code, own.json()["code"]) == (409, "payer_repeated")
        money.registry.accounts[person] = "6217000000000002"
        released = (await money.release(made["id"])).json()
        assert (released["state"], released["released_by"]) == ("sent", "payer-2")
        [row] = await lines(money, made["id"])
        assert row[1:4] == ["吴秀兰", "6217000000000002", "400.00"]
        assert await money.state(claims[0]) == "sent"

    async def test_the_account_stands_in_no_table_and_no_plain_file(self, money: Money) -> None:
        account = "6217000000009999"
        await sent(money, await money.person(account=account))

        tables = await money.service.sql(
            "select table_name from information_schema.tables where table_schema = 'public'"
        )
        for (table,) in tables:
            found = await money.service.sql(
                f"select count(*) from {table} t where t::text like '%{account}%'"
            )
            assert found[0][0] == 0, table
        directory = money.service.context.settings.files_dir
        assert not any(account.encode() in file.read_bytes() for file in directory.iterdir())

    async def test_each_download_is_audited(self, money: Money) -> None:
        await sent(money, await money.person())

        found = await money.service.sql(
            "select actor, object_type from audit_entries where operation = 'getBankFile'"
        )
        assert [tuple(row) for row in found] == [("payer-2", "bank_file")]

    async def test_released_once_also_in_a_race(self, money: Money) -> None:
        await money.approved(await money.person())
        made = (await money.batch()).json()

        answers = await asyncio.gather(*(money.release(made["id"]) for _ in range(4)))
        assert sorted(one.status_code for one in answers) == [200, 409, 409, 409]

    async def test_who_has_no_account_bounces_at_once_and_can_be_paid_later(
        self, money: Money
    ) -> None:
        without = await money.person(account=None)
        claims = await money.approved(await money.person(), without)
        made = (await money.batch()).json()

        released = (await money.release(made["id"])).json()
        assert (released["payments"], released["bounced"]) == (2, 1)
        assert len(await lines(money, made["id"])) == 1
        assert await money.state(claims[1]) == "bounced"
        money.registry.accounts[without] = "6217000000000003"
        again = (await money.batch()).json()
        assert again["payments"] == 1
        assert (await money.release(again["id"])).json()["state"] == "sent"

    async def test_not_when_nobody_could_be_paid(self, money: Money) -> None:
        claims = await money.approved(await money.person(account=None))
        made = (await money.batch()).json()

        answer = await money.release(made["id"])
        assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_pay")
        assert await money.state(claims[0]) == "batched"

    async def test_another_region_finds_no_batch(self, money: Money) -> None:
        await money.approved(await money.person())
        path = f"/v1/payment-batches/{(await money.batch()).json()['id']}"

        for method, tail in (("GET", ""), ("POST", "/release"), ("GET", "/file")):
            answer = await money.send(method, path + tail, FOREIGN_PAYER)
            assert answer.status_code == 404, tail
        assert (await money.send("GET", path + "/file", MAKER)).json()["code"] == (
            "batch_state_forbids"
        )
        listed = await money.send("GET", "/v1/payment-batches", FOREIGN_PAYER)
        assert listed.json()["items"] == []


class TestBookBankResult:
    async def test_the_same_answer_again_changes_nothing(self, money: Money) -> None:
        batch_id, rows = await sent(money, await money.person(), await money.person())
        content = answer_of(rows)

        first = (await money.answer(batch_id, content)).json()
        assert (first["paid"], first["unchanged"], first["batch"]["state"]) == (2, 0, "settled")
        before = await money.service.sql("select * from transfers order by id")
        second = (await money.answer(batch_id, content)).json()
        assert (second["paid"], second["unchanged"]) == (0, 2)
        assert second["batch"] == first["batch"]
        assert await money.service.sql("select * from transfers order by id") == before

    async def test_booked_once_also_in_a_race(self, money: Money) -> None:
        batch_id, rows = await sent(money, await money.person())

        answers = await asyncio.gather(*(money.answer(batch_id, answer_of(rows)) for _ in range(5)))
        assert sorted(one.json()["paid"] for one in answers) == [0, 0, 0, 0, 1]
        assert (await money.balances())["paid"] == 40_000

    async def test_what_bounced_is_committed_again_and_can_be_paid(self, money: Money) -> None:
        batch_id, rows = await sent(money, await money.person())

        body = (await money.answer(batch_id, answer_of(rows, "bounced"))).json()
        assert (body["bounced"], body["batch"]["bounced_fen"]) == (1, 40_000)
        assert await money.balances() == {
            "available": -40_000,
            "committed": 40_000,
            "payable": 0,
            "paid": 0,
        }
        again = (await money.batch()).json()
        await money.release(again["id"])
        await money.answer(again["id"], answer_of(await lines(money, again["id"])))
        assert (await money.balances())["paid"] == 40_000

    async def test_a_booked_result_is_not_contradicted(self, money: Money) -> None:
        batch_id, rows = await sent(money, await money.person())
        await money.answer(batch_id, answer_of(rows))

        answer = await money.answer(batch_id, answer_of(rows, "bounced"))
        assert (answer.status_code, answer.json()["code"]) == (409, "bank_result_contradicts")

    async def test_a_faulty_file_books_nothing(self, money: Money) -> None:
        batch_id, rows = await sent(money, await money.person(), await money.person())
        content = answer_of(rows[:1]) + "unknown,paid\n"

        answer = await money.answer(batch_id, content)
        assert (answer.status_code, answer.json()["code"]) == (422, "bank_result_invalid")
        assert [one["pointer"] for one in answer.json()["errors"]] == ["#/lines/3"]
        assert (await money.balances())["paid"] == 0

    async def test_not_before_release_and_not_from_elsewhere(self, money: Money) -> None:
        await money.approved(await money.person())
        made = (await money.batch()).json()

        for payer, status in ((None, 401), (CLERK, 403), (FOREIGN_PAYER, 404), (MAKER, 409)):
            answer = await money.answer(made["id"], "reference,status\n", payer)
            assert answer.status_code == status


class TestLedger:
    async def test_every_transfer_of_a_claim_is_shown_to_its_region_alone(
        self, money: Money
    ) -> None:
        claims = await money.approved(await money.person())
        made = (await money.batch()).json()
        await money.release(made["id"])
        await money.answer(made["id"], answer_of(await lines(money, made["id"])))

        path = f"/v1/ledger/transfers?claim_id={claims[0]['id']}"
        shown: list[Any] = (await money.send("GET", path, MAKER)).json()["items"]
        assert [one["kind"] for one in shown] == ["payment", "payable", "commitment"]
        elsewhere = await money.send("GET", path, FOREIGN_PAYER)
        assert elsewhere.json()["items"] == []
        accounts = await money.send("GET", "/v1/ledger/accounts", FOREIGN_PAYER)
        assert accounts.json() == {"items": [], "sum_fen": 0}
