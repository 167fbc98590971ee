"""A service on a real socket, asked by schemathesis in a process of its own."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from tests.contract import asking, gateway_world, table
from tests.contract.worlds import World

from servicekit import clock

HERE = Path(__file__).parent
AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OFTEN = 0.7
LONG = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """What came of it: how many cases were generated, and the report to read when one failed."""

    passed: bool
    cases: int
    report: str


async def ask(
    world: World, operations: Collection[str], *, seed: int, seconds: int, directory: Path
) -> Asked:
    """Schemathesis on these operations of the world's service, for about so many seconds."""
    async with (
        world.untouched(changing=True) as service,
        listening(service.app) as address,
    ):
        document = directory / "openapi.json"
        document.write_text(json.dumps(service.app.openapi()))
        settings = directory / "schemathesis.toml"
        settings.write_text(_settings(world, service.app.openapi()))
        words = ["--config-file", str(settings), "run", str(document), "--url", address]
        words += ["--seed", str(seed), "--max-time", str(seconds), "--no-color"]
        for name in operations:
            words += ["--include-operation-id", name]
        return await _run(words, await _tokens(world), directory)


async def _run(words: list[str], tokens: dict[str, str], directory: Path) -> Asked:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "schemathesis.cli",
        *words,
        cwd=directory,
        env={**os.environ, **tokens, "SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    report = output.decode(errors="replace")
    counted = re.search(r"(\d+) generated", report)
    return Asked(process.returncode == 0, int(counted[1]) if counted else 0, report)


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[str]:
    """The app behind a real server on a free port of this machine."""
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


def _settings(world: World, document: dict[str, Any]) -> str:
    """The settings of this folder with a dictionary for each id of the world."""
    ids = {
        name: value
        for name, value in world.ids.items()
        if name.isidentifier() and AN_ID.fullmatch(value)
    }
    lines = [(HERE / "schemathesis.toml").read_text()]
    for place in sorted(set(_places(document))):
        name = place.partition(".")[2]
        if name in ids:
            lines.append(f'"{place}" = {{ dictionary = "{name}", probability = {OFTEN} }}')
    lines += [f'[dictionaries.{name}]\nvalues = ["{value}"]' for name, value in ids.items()]
    return "\n".join(lines)


def _places(document: dict[str, Any]) -> Iterable[str]:
    """Where a name may stand in a request: `path.person_id`, `query.region`, `body.post_id`."""
    for item in document["paths"].values():
        for operation in item.values():
            for one in operation.get("parameters", ()):
                yield f"{one['in']}.{one['name']}"
    for schema in document["components"]["schemas"].values():
        for name in schema.get("properties", ()):
            yield f"body.{name}"


async def _tokens(world: World) -> dict[str, str]:
    """An officer with every role in the world's regions, and its employer, for a day."""
    service, known = world.running, table.read(world.running.name)
    if service.name == "gateway":
        keys = await service.app.state.keys.current()
        officer = gateway_world.outer_token(keys, known, world.ids, lifetime=LONG)
        return {"SCHEMATHESIS_OFFICER": officer, "SCHEMATHESIS_EMPLOYER": officer}
    until = int((clock.now() + LONG).timestamp())
    made = {
        "SCHEMATHESIS_OFFICER": asking.everything(known),
        "SCHEMATHESIS_EMPLOYER": asking.employer(world.ids.get("employer_id", "")),
    }
    return {
        name: service.signer.token(service.name, **claims, exp=until)
        for name, claims in made.items()
    }
