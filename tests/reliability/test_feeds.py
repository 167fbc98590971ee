"""Partner systems follow every feed from zero while twelve writers work and processes die."""

import asyncio
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from joserfc.jwk import ECKey
from pydantic import SecretStr
from tests.registry.scenes import several, transfer
from tests.reliability import mortal
from tests.reliability.ground import PATIENCE_SECONDS, Ground
from tests.reliability.loads import NUMBERS
from tests.reliability.partner import FEEDS, Store

from onebox.journey.world import World
from samples.profiles import SUZHOU, TONGDAO
from schemas.follow_ups import FollowUpOutcome, ReturnReason
from schemas.gateway import AccountCreate, ClientCreate, RoleAtRegion
from schemas.roles import RoleName
from schemas.scopes import Scope
from wengang import ApiProblem, Person, System, Wengang

pytestmark = pytest.mark.xdist_group("reliability")
WRITERS = 12
A_LIST = 50
FEW = pytest.param(600, 1, id="600-events")
ALL = pytest.param(20_000, 10, id="20-thousand-events", marks=pytest.mark.long)
READS = [Scope.REGISTRY_READ, Scope.MATCHING_READ, Scope.SUBSIDY_READ, Scope.EVENTS_READ]
QUIET = (
    "select not exists (select from events where seq is null)"
    " and not exists (select from jobs where finished_at is null)"
)
OF_THE_COUNTY = "origin_scope / 1000000 = 431230"
AT_WORK_IN_THE_CITY = f"{OF_THE_COUNTY} and work_scope / 100000000 = 3205"
VISIBLE_TO = {
    TONGDAO: OF_THE_COUNTY,
    SUZHOU: f"origin_scope / 100000000 = 3205 or ({AT_WORK_IN_THE_CITY})",
}
"""By an agreement that is in force all the while."""

FILE = "变更.xlsx"


@dataclass
class Partner:
    """A partner's process, its store, and how to start it again."""

    region: str
    path: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        words = [sys.executable, "-m", "tests.reliability.partner", str(self.path)]
        self.process = subprocess.Popen(words)

    def client(self) -> Wengang:
        told = json.loads(self.path.with_name("told.json").read_text())
        who = System(told["client_id"], told["private_jwk"])
        return Wengang(told["address"], credentials=who, patience=60)

    def kill(self) -> None:
        assert self.process is not None
        assert self.process.poll() is None, "it ended by itself"
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def following(partners: list[Partner]) -> Iterator[None]:
    for partner in partners:
        partner.start()
    try:
        yield
    finally:
        for partner in partners:
            partner.kill()


async def registered(ground: Ground, world: World, region: str, directory: Path) -> Partner:
    key, number = ECKey.generate_key("P-256"), next(NUMBERS)
    client = ClientCreate(
        id=f"partner-{region}-{number}",
        name="伙伴系统",
        region=region,
        scopes=READS,
        jwks={"keys": [key.as_dict(private=False)]},
    )
    await world.administrator.clients.create(client, key=f"partner-{number}")
    told = {
        "address": ground.settings.address,
        "client_id": client.id,
        "private_jwk": key.as_dict(private=True),
        "region": region,
    }
    directory.mkdir()
    (directory / "told.json").write_text(json.dumps(told))
    return Partner(region, directory / "store.sqlite")


@dataclass
class Writers:
    """Four hand in lists of people at work in the city; eight report returns and close cases."""

    officer: Wengang
    caseworker: Wengang
    store: Store
    returned: set[str] = field(default_factory=set)
    stopping: bool = False

    async def hand_in(self) -> None:
        while not self.stopping:
            number = next(NUMBERS)
            people = several((number + 1) * A_LIST)[-A_LIST:]
            taken = await self.officer.imports.upload(
                transfer(*people), filename=FILE, source="hr-transfer", key=f"list-{number}"
            )
            await self.officer.imports.wait(taken.id)

    async def bring_home(self) -> None:
        """People whom the county's partner has heard of."""
        while not self.stopping:
            person_id = self._anybody()
            if person_id is None:
                await asyncio.sleep(0.2)
                continue
            cases, reason = self.caseworker.follow_ups, ReturnReason.OTHER
            case = await cases.open(UUID(person_id), reason, key=f"return-{person_id}")
            await cases.close(
                case.follow_up_id, FollowUpOutcome.NOT_WILLING, key=f"close-{person_id}"
            )

    def _anybody(self) -> str | None:
        found = self.store.database.execute(
            "select person_id from people where state = 'working' and work like '3205%'"
        )
        waiting = next((row[0] for row in found if row[0] not in self.returned), None)
        if waiting is not None:
            self.returned.add(waiting)
        return waiting


async def caseworker(world: World) -> Wengang:
    """An officer who may open cases in the whole county."""
    password = "the caseworker of tongdao"
    account = AccountCreate(
        username="tongdao-caseworker",
        password=SecretStr(password),
        display_name="通道县跟踪服务员",
        region=TONGDAO,
        roles=[RoleAtRegion(role=RoleName.CASEWORKER, region=TONGDAO)],
    )
    with suppress(ApiProblem):  # it is there already
        await world.administrator.accounts.create(account)
    who = Person(account.username, password)
    return Wengang(world.address, credentials=who, patience=PATIENCE_SECONDS)


@pytest.mark.parametrize(("count", "kills"), [FEW, ALL])
async def test_dc4_partners_follow_all_feeds_through_kills_and_end_equal(
    ground: Ground, world: World, tmp_path: Path, count: int, kills: int
) -> None:
    county = await registered(ground, world, TONGDAO, tmp_path / "county")
    city = await registered(ground, world, SUZHOU, tmp_path / "city")
    worker = await caseworker(world)
    writers = Writers(world.signed_in("tongdao-officer"), worker, Store(county.path))
    writers.returned.add(world.fact("stays"))  # whose claim another test pays
    before = await written(ground)
    with following([county, city]):
        async with asyncio.TaskGroup() as group:
            for number in range(WRITERS):
                is_list = number % 3 == 0
                group.create_task(writers.hand_in() if is_list else writers.bring_home())
            for number in range(1, kills + 1):
                while await written(ground) < before + count * number // (kills + 1):
                    await asyncio.sleep(0.5)
                for partner in (county, city):
                    partner.kill()
                    partner.start()
                await ground.kill_at("registry", (mortal.NUMBERED, mortal.ANSWER)[number % 2])
            while await written(ground) < before + count:
                await asyncio.sleep(0.5)
            writers.stopping = True
        await worker.close()
        for service in FEEDS:
            await ground.comes_true(service, QUIET)
        for partner in (county, city):
            await ends_equal(ground, partner)
    assert Store(city.path).gone() & writers.returned


async def written(ground: Ground) -> int:
    rows = await ground.sql("registry", "select count(*) from events")
    return int(rows[0][0])


async def ends_equal(ground: Ground, partner: Partner) -> None:
    """Every visible event handled once; the same people and the same figures as the API shows."""
    store, condition = Store(partner.path), VISIBLE_TO[partner.region]
    for feed in FEEDS:
        rows = await ground.sql(feed, f"select id::text from events where {condition}")
        expected = {row[0] for row in rows}
        async with asyncio.timeout(120):
            while store.ids(feed) < expected:
                await asyncio.sleep(0.2)
        assert store.ids(feed) == expected
    async with partner.client() as client:
        shown = {str(one.person_id): one async for one in client.workers.list()}
        figures = (await client.situation(TONGDAO)).total
    assert store.people() == {key: one.work_state for key, one in shown.items()}
    counts = Counter(one for one in store.people().values())
    if partner.region == TONGDAO:
        told = (figures.people, figures.working, figures.returned)
        assert told == (counts.total(), counts["working"], counts["returned"])
