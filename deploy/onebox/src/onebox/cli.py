"""The command line; every option is also a setting `WENGANG_<NAME>`."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from typing import Any

import httpx2
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from onebox import operation, screen
from onebox.home import Home, running_pid
from onebox.settings import SERVICES, Settings

STOP_SECONDS = 90.0


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    console = screen.console()
    try:
        settings = Settings(**_given(asked))
    except ValidationError as error:
        console.print(f"设置有误 · Settings are wrong:\n{error}", markup=False)
        return 2
    commands = {
        "run": operation.run,
        "migrate": operation.migrate,
        "status": status,
        "stop": stop,
    }
    return commands[asked.command](settings, console)


def status(settings: Settings, console: Console) -> int:
    """0 when every service is ready, else 1."""
    pid = running_pid(Home(settings.home.absolute()))
    table = Table("服务 Service", "地址 Address", "状态 State")
    ready = {service: _is_ready(settings, service) for service in SERVICES}
    for service, well in ready.items():
        table.add_row(service, settings.address_of(service), "就绪 ready" if well else "无 down")
    console.print(table)
    console.print(f"进程 Process: {pid}" if pid else "没有运行 · not running")
    return 0 if pid and all(ready.values()) else 1


def stop(settings: Settings, console: Console) -> int:
    """Ask the running instance to stop in order and wait until it has."""
    home = Home(settings.home.absolute())
    pid = running_pid(home)
    if pid is None:
        console.print("没有运行 · not running")
        return 0
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running_pid(home) == pid and time.monotonic() < deadline:
        time.sleep(0.1)
    stopped = running_pid(home) != pid
    console.print("已停止 · stopped" if stopped else f"进程 {pid} 未停止 · has not stopped")
    return 0 if stopped else 1


def _is_ready(settings: Settings, service: str) -> bool:
    try:
        answer = httpx2.get(f"{settings.address_of(service)}/readyz", timeout=2, trust_env=False)
    except httpx2.TransportError:
        return False
    return answer.status_code == httpx2.codes.OK


def _given(asked: argparse.Namespace) -> dict[str, Any]:
    """Only what was said on the command line: the rest comes from the environment."""
    options = {
        "port": asked.port,
        "sample": asked.sample,
        "journey": asked.journey,
        "rows": asked.rows,
        "home": asked.home,
    }
    return {name: value for name, value in options.items() if value is not None}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onebox", description=sys.modules[__name__].__doc__)
    parser.add_argument("command", choices=("run", "migrate", "status", "stop"))
    parser.add_argument("--home", help="state directory (WENGANG_HOME)")
    parser.add_argument("--port", type=int, help="of the gateway, the others follow (WENGANG_PORT)")
    parser.add_argument("--rows", type=int, help="of sample data (WENGANG_ROWS)")
    for name, absent in (("sample", "no sample mode"), ("journey", "sample mode, nothing played")):
        parser.add_argument(
            f"--no-{name}", dest=name, action="store_false", default=None, help=absent
        )
    return parser
