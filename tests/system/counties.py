"""Two counties of a running platform: an officer in each, and one person whom each registered."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
from bench.onebox_process import Onebox
from pydantic import SecretStr
from tests.system import tokens

from samples import hostile
from samples.counties import FUPING, TONGDAO
from schemas.gateway import AccountCreate, AgencyCreate, RoleAtRegion
from schemas.imports import Import
from schemas.roles import RoleName
from wengang import Person, Wengang

LIST, KEY = "转移就业台账.xlsx", "the-first-list"
NEIGHBOUR = {
    "姓名": "刘建国",
    "身份证号": "130624199001010029",
    "手机号码": "13900000002",
    "户籍所在乡镇": "阜平镇",
    "户籍所在村": "城厢村",
}


@dataclass(frozen=True)
class County:
    """The platform as an officer of one county has it; `stranger` is a person of the other.

    `http` speaks without the client's manners; `tokens` are the officer's, each spoilt in one way.
    """

    officer: Wengang
    http: httpx2.AsyncClient
    tokens: dict[str, str]
    person_id: UUID
    stranger: UUID

    async def token(self, name: str) -> str:
        return self.tokens.get(name) or await genuine_token(self.officer)

    async def brought(self, content: bytes, *, filename: str = LIST, **more: Any) -> Import:
        """A list handed in, once its import has ended."""
        return await brought(self.officer, content, filename=filename, **more)

    async def people(self) -> tuple[Any, ...]:
        """Everybody whom the officer sees, and the county's figures."""
        people = [one async for one in self.officer.workers.list()]
        return people, await self.officer.situation(TONGDAO, level="township")

    async def sight(self) -> tuple[Any, ...]:
        """All that the officer sees."""
        imports = [one async for one in self.officer.imports.list()]
        details = [await self.officer.workers.get(self.person_id)]
        return *await self.people(), imports, details


async def genuine_token(officer: Wengang) -> str:
    held = await officer.api._current_token()
    assert held is not None
    return held.value


async def brought(officer: Wengang, content: bytes, **more: Any) -> Import:
    taken = await officer.imports.upload(content, source="hr-transfer", **more)
    return await officer.imports.wait(taken.id)


@asynccontextmanager
async def two_counties(onebox: Onebox) -> AsyncIterator[County]:
    administrator = await _signed_in(onebox, *onebox.administrator())
    officer = await _officer(onebox, administrator, TONGDAO)
    neighbour = await _officer(onebox, administrator, FUPING)
    here = await _registered(officer, hostile.transfer())
    there = await _registered(neighbour, hostile.transfer(**NEIGHBOUR))
    token = await genuine_token(officer)
    spoilt = {
        "expired": await tokens.expired(token, onebox),
        "forged": tokens.forged(token),
        "unsigned": tokens.unsigned(token),
        "altered": tokens.altered(token),
    }
    async with httpx2.AsyncClient(base_url=onebox.address, trust_env=False, timeout=60) as http:
        yield County(officer, http, spoilt, here, there)
    for client in (administrator, officer, neighbour):
        await client.close()


async def _signed_in(onebox: Onebox, username: str, password: str) -> Wengang:
    return Wengang(onebox.address, credentials=Person(username, password))


async def _officer(onebox: Onebox, administrator: Wengang, region: str) -> Wengang:
    agency = await administrator.agencies.create(AgencyCreate(name="人社局", region=region))
    password = secrets.token_urlsafe(12)
    account = AccountCreate(
        username=f"officer-{region}",
        password=SecretStr(password),
        display_name="经办员",
        agency_id=agency.id,
        region=region,
        roles=[RoleAtRegion(role=RoleName.REGISTRAR, region=region)],
    )
    await administrator.accounts.create(account)
    return await _signed_in(onebox, account.username, password)


async def _registered(officer: Wengang, content: bytes) -> UUID:
    """The one person of the list."""
    done = await brought(officer, content, filename=LIST, key=KEY)
    assert done.result.accepted == 1, done
    [worker] = [one async for one in officer.workers.list()]
    return worker.person_id
