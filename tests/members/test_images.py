"""What the images run, as plain processes, in the order and with the settings of Compose."""

import asyncio
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy.ext.asyncio import create_async_engine
from tests.members import composing, processes
from tests.members.environments import ROOT, SERVICES
from tests.members.images import Image
from tests.members.processes import Ground, answer
from tests.members.shapes import Shape, shape_of
from tests.postgres import free_port

from onebox import postgres
from onebox.postgres import Server

pytestmark = pytest.mark.tools
HOST = "127.0.0.1"
FILES = "/var/lib/wengang"


@dataclass(frozen=True)
class Site:
    """An installation without an engine: a server for its database, a port for each service."""

    composed: dict[str, Any]
    images: dict[str, Image]
    server: Server
    ports: dict[str, int]

    def chain(self, name: str) -> list[str]:
        """What has to be done before it, and it."""
        before = [one for one in self.composed["services"][name]["depends_on"] if one != "postgres"]
        return [*(step for one in before for step in self.chain(one)), name]

    def words(self, name: str) -> list[str]:
        service = self.composed["services"][name]
        image = self.images[service["build"]["target"]]
        return image.words("ENTRYPOINT") + (service["command"] or image.words("CMD"))

    def healthcheck(self, name: str) -> list[str]:
        service = self.composed["services"][name]
        [said] = self.images[name].said("HEALTHCHECK")
        kind, program, port = service["healthcheck"]["test"]
        assert said.endswith(f'CMD ["{program}", "{port}"]')
        assert (kind, port) == ("CMD", service["environment"][f"{name.upper()}_PORT"])
        return [program, str(self.ports[name])]

    def told(self, name: str, ground: Ground, environment: Path) -> dict[str, str]:
        """The image's variables and Compose's, places inside containers being places here."""
        service = self.composed["services"][name]
        said = self.images[service["build"]["target"]].environment() | service["environment"]
        told = {key: self._here(value, ground) for key, value in said.items()}
        path = said["PATH"].replace("/opt/wengang", str(environment))
        told["PATH"] = f"{ground.programs}:{path.replace('$PATH', os.environ['PATH'])}"
        if name in self.ports:
            told |= {f"{name.upper()}_HOST": HOST, f"{name.upper()}_PORT": str(self.ports[name])}
        return told

    def _here(self, value: str, ground: Ground) -> str:
        if value.startswith("/run/secrets/"):
            file: str = self.composed["secrets"][Path(value).name]["file"]
            return file
        value = value.replace("@postgres:5432/", f"@{HOST}:{self.server.port}/")
        names = "|".join(self.ports)
        here = re.sub(rf"http://({names}):\d+", lambda m: self.address(m[1]), value)
        return str(ground.files) if here == FILES else here

    def address(self, service: str) -> str:
        return f"http://{HOST}:{self.ports[service]}"

    def shape(self, service: str) -> Shape:
        return asyncio.run(_shape(f"{self.server.admin_url.rsplit('/', 1)[0]}/{service}"))


@pytest.fixture(scope="module")
def site(images: dict[str, Image], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    project = composing.project(tmp_path_factory.mktemp("project"))
    composed = composing.resolved(project, {})
    server = postgres.start(
        tmp_path_factory.mktemp("site") / "postgres", free_port(), durable=False
    )
    try:
        password = Path(composed["secrets"]["postgres_password"]["file"]).read_text()
        made = Server(server.home, server.port, password, server.process)
        asyncio.run(_as_the_image_makes_it(server.admin_url, password))
        yield Site(composed, images, made, {service: free_port() for service in SERVICES})
    finally:
        server.stop()


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return processes.ground(tmp_path, ROOT / "deploy" / "compose" / "healthy.py")


async def _as_the_image_makes_it(admin_url: str, password: str) -> None:
    """The superuser's password, and what is run in a new data directory."""
    engine = create_async_engine(admin_url, isolation_level="AUTOCOMMIT")
    script = (ROOT / "deploy" / "compose" / "postgres.sql").read_text()
    async with engine.connect() as connection:
        for statement in filter(str.strip, script.split(";")):
            await connection.exec_driver_sql(statement)
        await connection.exec_driver_sql(f"alter role postgres password '{password}'")
    await engine.dispose()


async def _shape(url: str) -> Shape:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        shape = await shape_of(connection)
    await engine.dispose()
    return shape


def prepare(site: Site, service: str, ground: Ground, environment: Path) -> None:
    for job in site.chain(service)[:-1]:
        done = processes.run(site.words(job), ground, site.told(job, ground, environment))
        assert done.returncode == 0, done.stderr


def written(environment: Path) -> dict[Path, int]:
    return {path: path.lstat().st_mtime_ns for path in environment.rglob("*")}


def hears_the_gateway(found: Response) -> bool:
    return bool(found.json()["feeds_fresh"])


def test_every_account_may_read_what_is_mounted(site: Site) -> None:
    """A mounted file keeps its mode, and containers run as an account that this machine lacks."""
    for secret in site.composed["secrets"].values():
        assert Path(secret["file"]).stat().st_mode & 0o004


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_comes_up_alone_from_nothing_and_ends_when_told(
    service: str, site: Site, ground: Ground, alone: Callable[[str], Path], tmp_path: Path
) -> None:
    environment = alone(service)
    before = written(environment)
    prepare(site, service, ground, environment)
    made = site.shape(service)
    prepare(site, service, ground, environment)
    assert site.shape(service) == made

    told = site.told(service, ground, environment)
    healthcheck = site.healthcheck(service)
    with processes.serving(site.words(service), ground, told, tmp_path / "log") as process:
        answer(f"{site.address(service)}/livez", process)
        answer(f"{site.address(service)}/readyz", process)
        assert processes.run(healthcheck, ground, told).returncode == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(processes.DOWN_SECONDS) == 0
    assert processes.run(healthcheck, ground, told).returncode == 1
    assert list(ground.root.iterdir()) == []
    assert written(environment) == before


def test_the_services_hear_each_other_with_the_keys_they_are_given(
    site: Site, ground: Ground, alone: Callable[[str], Path], tmp_path: Path
) -> None:
    with ExitStack() as running:
        up = {}
        for service in SERVICES:
            prepare(site, service, ground, alone("migrate"))
            told, log = site.told(service, ground, alone(service)), tmp_path / f"{service}.log"
            begun = processes.serving(site.words(service), ground, told, log)
            up[service] = running.enter_context(begun)
        for service in SERVICES:
            answer(f"{site.address(service)}/readyz", up[service], hears_the_gateway)
