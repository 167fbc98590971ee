"""The pages as a person sees them: a real browser, a real gateway process, nothing from outside."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn

from gateway.signin import keys
from servicekit.testing import Serve, ServiceUnderTest

pytestmark = pytest.mark.tools
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1100,1400",
    "--virtual-time-budget=8000",
)


@pytest.fixture
async def gateway(serve: Serve) -> AsyncIterator[ServiceUnderTest]:
    async with serve("gateway") as service:
        await keys.rotate(service.context)
        yield service


@asynccontextmanager
async def listening(service: ServiceUnderTest) -> AsyncIterator[str]:
    """The app on a port of its own, in the test's loop."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(service.app, port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


def browse(address: str, directory: Path, name: str) -> str:
    """The page's document after its scripts ran; a picture of it is left in `directory`."""
    browser = shutil.which("chromium")
    assert browser is not None, "make tools installs chromium"
    profile = directory / f"profile-{name}"
    common = [browser, *FLAGS, f"--user-data-dir={profile}"]
    picture = directory / f"{name}.png"
    subprocess.run(
        [*common, f"--screenshot={picture}", address], check=True, capture_output=True, timeout=60
    )
    assert picture.stat().st_size > 10_000
    shown = subprocess.run(
        [*common, "--dump-dom", address], check=True, capture_output=True, timeout=60
    )
    return shown.stdout.decode()


async def test_the_home_page_says_in_both_languages_what_this_is(
    gateway: ServiceUnderTest, tmp_path: Path
) -> None:
    async with listening(gateway) as address:
        page = await asyncio.to_thread(browse, address, tmp_path, "home")

    assert "一个劳动力登记库" in page
    assert "one registry of people" in page
    assert "服务状态" in page


async def test_the_documentation_opens_without_a_network(
    gateway: ServiceUnderTest, tmp_path: Path
) -> None:
    async with listening(gateway) as address:
        page = await asyncio.to_thread(browse, f"{address}/docs", tmp_path, "docs")

    assert "swagger-ui" in page
    assert "getBusinessClock" in page or "/v1/business-clock" in page
