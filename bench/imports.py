"""Rows a second of the journey's import, through the public API, and how the cost grows.

Both departments' lists of one county, flawed and overlapping, into an empty platform with its
default settings (fsync and synchronous_commit on); from the first byte sent to the import being
done, or unchanged the second time.
"""

import asyncio
import secrets
import time
from collections.abc import Iterable

from bench.onebox_process import (
    Onebox,
    describe_machine,
    peak_memory_mib,
    running,
    temporary_home,
)
from pydantic import SecretStr

from samples import County, county
from samples.profiles import TONGDAO
from schemas.gateway import AccountCreate, AgencyCreate, RoleAtRegion
from schemas.imports import Import, ImportState
from schemas.roles import RoleName
from wengang import Person, Wengang

SIZES = (10_000, 100_000)
LONG = (*SIZES, 1_000_000)
PATIENCE_SECONDS = 3600.0
LISTS = (("务工信息.xlsx", "poverty-register"), ("转移就业台账.xlsx", "hr-transfer"))


def main(sizes: Iterable[int] = SIZES) -> None:
    describe_machine()
    for rows in sizes:
        with temporary_home() as home, running(home, journey=False) as onebox:
            asyncio.run(_measure(onebox, county(seed=rows, rows=rows)))
            mib = peak_memory_mib(onebox)["registry"]
            print(f"  peak memory of registry: {mib:.0f} MiB")


async def _measure(onebox: Onebox, lists: County) -> None:
    files = (lists.poverty_register(), lists.transfer_list())
    credentials = await _registrar(onebox)
    async with Wengang(
        onebox.address, credentials=credentials, patience=PATIENCE_SECONDS
    ) as registrar:
        for label in ("new", "the same files again"):
            began = time.perf_counter()
            ended = [
                await _import(registrar, data, filename, source)
                for data, (filename, source) in zip(files, LISTS, strict=True)
            ]
            _tell(label, ended, time.perf_counter() - began)


async def _import(registrar: Wengang, data: bytes, filename: str, source: str) -> Import:
    taken = await registrar.imports.upload(data, filename=filename, source=source)
    ended = await registrar.imports.wait(taken.id, patience=PATIENCE_SECONDS)
    if ended.state is not ImportState.DONE:
        raise SystemExit(f"the import of {source} ended as {ended.state}: {ended.error}")
    return ended


def _tell(label: str, ended: list[Import], seconds: float) -> None:
    rows, rejected, unchanged = (
        sum(getattr(one.result, name) for one in ended)
        for name in ("rows", "rejected", "unchanged")
    )
    print(
        f"{rows} rows, {label}: {seconds:.1f} s, {rows / seconds:.0f} rows/s"
        f" ({rejected} rejected, {unchanged} unchanged)"
    )


async def _registrar(onebox: Onebox) -> Person:
    """An officer of the county who may hand in lists, opened by the administrator."""
    registrar = Person("bench-registrar", secrets.token_urlsafe(16))
    async with Wengang(onebox.address, credentials=Person(*onebox.administrator())) as client:
        agency = await client.agencies.create(AgencyCreate(name="基准测试", region=TONGDAO))
        await client.accounts.create(
            AccountCreate(
                username=registrar.username,
                password=SecretStr(registrar.password),
                display_name="基准测试经办员",
                agency_id=agency.id,
                region=TONGDAO,
                roles=[RoleAtRegion(role=RoleName.REGISTRAR, region=TONGDAO)],
            )
        )
    return registrar
