"""Small lists and officers for tests of registry."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import openpyxl
import python_calamine
import xlsxwriter

from registry import worker
from schemas import citizen_ids
from servicekit.testing import ServiceUnderTest, officer

COUNTY, OTHER_COUNTY, CITY = "431230", "130624", "3205"
TOWNSHIP = "431230100"
AGREEMENT = "01890000-0000-7000-8000-000000000001"

TITLES = (
    "姓名", "身份证号", "手机号码", "户籍所在乡镇", "户籍所在村", "就业单位",
    "统一社会信用代码", "就业省份", "就业城市", "就业区县", "就业时间", "月工资（元）",
    "社保卡银行账号", "是否有组织输出",
)  # fmt: skip
INSURED = (
    "个人编号",
    "姓名",
    "社会保障号码",
    "单位名称",
    "参保时间",
    "最近缴费年月",
    "参保状态",
    "参保区县",
)


def citizen_id(number: int, born: str = "19900101", area: str = COUNTY) -> str:
    """A valid number; even `number`s are women's."""
    first17 = f"{area}{born}{number:03}"
    return first17 + citizen_ids.check_character(first17)


GOOD_ID = citizen_id(2)


@dataclass(frozen=True)
class Worker:
    """One row of a transfer list, good unless told otherwise."""

    name: Any = "杨桂英"
    id: Any = GOOD_ID
    phone: Any = "13900000001"
    township: Any = "双江镇"
    village: Any = "向晖村"
    employer: Any = "样例电子有限公司"
    code: Any = ""
    place: tuple[str, str, str] = ("江苏省", "苏州市", "吴中区")
    started: Any = "2025-09"
    wage: Any = 4200
    account: Any = "6222000000000000001"
    organised: Any = "是"

    def cells(self) -> list[Any]:
        return [
            self.name, self.id, self.phone, self.township, self.village, self.employer, self.code,
            *self.place, self.started, self.wage, self.account, self.organised,
        ]  # fmt: skip

    def but(self, **changes: Any) -> "Worker":
        return replace(self, **changes)


def several(count: int) -> list[Worker]:
    surnames, given = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋"
    return [
        Worker(
            name=surnames[i // 10 % 10] + given[i % 10] + "明",
            id=citizen_id(i % 1000, f"19{70 + i // 1000:02}0101"),
            phone=f"139{i:08}",
            account=f"6222{i:015}",
        )
        for i in range(count)
    ]


def sheet(
    rows: Sequence[Sequence[Any]], titles: Sequence[str] = TITLES, name: str = "名单"
) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False})
    page = book.add_worksheet("名单")
    for at, cells in enumerate([titles, *rows]):
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and cell.startswith("{="):
                page.write_formula(at, place, cell.strip("{}"), value="张三")
            elif isinstance(cell, str):
                page.write_string(at, place, cell)
            elif isinstance(cell, date):
                page.write_string(at, place, cell.isoformat())
            elif cell is not None:
                page.write_number(at, place, cell)
    book.close()
    return target.getvalue()


def transfer(*workers: Worker) -> bytes:
    return sheet([one.cells() for one in workers])


def insured(*rows: Sequence[Any]) -> bytes:
    return sheet(rows, INSURED)


def insured_row(one: Worker, key: str = "SI1", **changes: Any) -> list[Any]:
    told = {
        "started": "2025-09", "through": "2026-02", "state": "正常参保",
        "district": "吴中区", **changes,
    }  # fmt: skip
    employer = told.get("employer", one.employer)
    return [
        key, one.name, one.id, employer, told["started"], told["through"], told["state"],
        told["district"],
    ]  # fmt: skip


def rows_of(workbook: bytes, sheet_no: int = 0) -> list[list[Any]]:
    book = python_calamine.load_workbook(io.BytesIO(workbook))
    return book.get_sheet_by_index(sheet_no).to_python(skip_empty_area=False)


def has_no_formula(workbook: bytes) -> bool:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


@dataclass
class Registry:
    """A registry under test with the officers of its stories."""

    service: ServiceUnderTest

    county = officer(f"registrar@{COUNTY}", f"caseworker@{COUNTY}", sub="county-officer")
    other_county = officer(f"registrar@{OTHER_COUNTY}", sub="other-county-officer")
    city = officer(f"registrar@{CITY}", sub="city-officer")

    def agreed(self, purposes: Sequence[str] = ("employment_service",)) -> dict[str, Any]:
        grant = {
            "agreement_id": AGREEMENT,
            "origin": COUNTY,
            "destination": CITY,
            "purposes": list(purposes),
        }
        return officer(f"registrar@{CITY}", sub="city-officer", grants=[grant])

    async def get(self, who: dict[str, Any], path: str, **headers: str) -> Any:
        return await self.service.client.get(
            path, headers={**self.service.bearer(**who), **headers}
        )

    async def post(self, who: dict[str, Any], path: str, body: Any) -> Any:
        return await self.service.client.post(path, json=body, headers=self.service.bearer(**who))

    async def upload(
        self, who: dict[str, Any], data: bytes, source: str = "hr-transfer", **query: Any
    ) -> Any:
        asked = "&".join(f"{name}={value}" for name, value in {"source": source, **query}.items())
        return await self.service.client.post(
            f"/v1/imports?{asked}", content=data, headers=self.service.bearer(**who)
        )

    async def work(self) -> None:
        await self.service.settle(worker.JOBS, [worker.SETTLE])

    async def brought(
        self, who: dict[str, Any], data: bytes, source: str = "hr-transfer", **query: Any
    ) -> dict[str, Any]:
        """Upload, let the job run, and answer with the import at its end."""
        answer = await self.upload(who, data, source, **query)
        assert answer.status_code == 202, answer.text
        await self.work()
        found: dict[str, Any] = (await self.get(who, answer.headers["location"])).json()
        return found

    async def people(self, who: dict[str, Any], query: str = "limit=100") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get(who, f"/v1/workers?{query}")).json()["items"]
        return found

    async def only_person(self) -> UUID:
        return UUID((await self.people(self.county))[0]["person_id"])

    async def counts(self) -> dict[str, int]:
        """Rows of every table, past row-level security."""
        names = (
            "people", "identifiers", "subjects", "linkage_keys", "source_records", "evidence",
            "employments", "flows", "unsettled", "follow_ups", "contacts", "events",
        )  # fmt: skip
        union = " union all ".join(f"select '{name}', count(*) from {name}" for name in names)
        return dict(tuple(row) for row in await self.service.sql(union))

    async def in_force(self, state: str = "in_force") -> None:
        await self.service.sql(
            "insert into agreement_projection"
            " (agreement_id, state, origins, destinations, purposes,"
            f" starts_on, ends_on) values ('{AGREEMENT}', '{state}', '{{{COUNTY}}}',"
            f" '{{{CITY}}}',"
            " '{employment_service,follow_up,verification}', '2020-01-01', '2099-01-01')"
            " on conflict (agreement_id) do update set state = excluded.state"
        )
        self.service.app.state.grants._read = float("-inf")
