"""The whole platform as one command, with its real services, killed and stopped in every way."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import httpx2
import psutil
import pytest
from tests.system.platform import children

from onebox.settings import SERVICES, Settings

# Five seconds of two cores. Wall time is `bench`'s figure: other tests share these cores.
SECOND_START_CPU_SECONDS = 10.0


class Platform:
    """`python -m onebox run --no-sample` as a child, with what it has said so far."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.said = ""
        self.process = subprocess.Popen(
            command(settings, "run"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                break
        self.cpu_seconds = sum(
            sum(one.cpu_times()[:2])
            for one in (psutil.Process(self.process.pid), *self.children().values())
        )

    def children(self) -> dict[str, psutil.Process]:
        return children(self.process.pid)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=60)
        self.said += rest
        return self.process.returncode


def command(settings: Settings, word: str) -> list[str]:
    options = ["--home", str(settings.home), "--port", str(settings.port), "--no-sample"]
    return [sys.executable, "-m", "onebox", word, *options]


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_ready(settings: Settings, service: str) -> bool:
    try:
        answer = httpx2.get(f"{settings.address_of(service)}/readyz", timeout=2, trust_env=False)
    except httpx2.TransportError:
        return False
    return answer.status_code == httpx2.codes.OK


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def has_replaced(platform: Platform, name: str, dead: psutil.Process) -> bool:
    return platform.children().get(name, dead) != dead


def ports_in_a_row() -> int:
    return next(
        first
        for first in range(20_000 + os.getpid() % 5_000, 32_000, 5)
        if all(is_free(first + offset) for offset in range(5))
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A state directory that has been started once."""
    home = tmp_path_factory.mktemp("onebox") / "state"
    settings = Settings(home=home, port=ports_in_a_row(), sample=False)
    platform = Platform(settings)
    assert platform.stop() == 0, platform.said
    assert "admin" in platform.said
    return settings


@pytest.fixture(scope="module")
def platform(made: Settings) -> Iterator[Platform]:
    """Its second start."""
    running = Platform(made)
    yield running
    if running.process.poll() is None:
        running.stop()


def test_a_second_start_is_quick_and_prints_the_same_account(platform: Platform) -> None:
    assert platform.cpu_seconds < SECOND_START_CPU_SECONDS
    assert re.search(r"admin +\W+ +[A-Za-z0-9]{20}", platform.said)
    assert "\x1b" not in platform.said


def test_a_second_instance_gets_a_clear_sentence(platform: Platform) -> None:
    ran = subprocess.run(
        command(platform.settings, "run"), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert str(platform.process.pid) in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr


def test_each_process_killed_with_9_comes_back_and_the_rest_stays(platform: Platform) -> None:
    before = platform.children()
    assert set(before) == {*SERVICES, "postgres"}
    for name, process in before.items():
        process.kill()
        until(partial(has_replaced, platform, name, process))
        until(lambda: all(is_ready(platform.settings, service) for service in SERVICES))
    after = platform.children()
    assert all(after[name].pid != process.pid for name, process in before.items())


def test_status_and_stop_from_another_terminal(platform: Platform) -> None:
    children = list(platform.children().values())
    asked = [command(platform.settings, word) for word in ("status", "stop", "status")]
    ran = [subprocess.run(words, capture_output=True, check=False).returncode for words in asked]
    assert ran == [0, 0, 1]
    platform.process.communicate(timeout=10)
    assert psutil.wait_procs(children, timeout=1)[1] == []


def test_a_killed_supervisor_leaves_nobody_and_the_next_start_ends_with_ctrl_c(
    made: Settings,
) -> None:
    platform = Platform(made)
    children = list(platform.children().values())
    platform.process.kill()
    platform.process.communicate()
    assert psutil.wait_procs(children, timeout=15)[1] == []
    again = Platform(made)
    children = list(again.children().values())
    assert again.stop(signal.SIGINT) == 0, again.said
    assert psutil.wait_procs(children, timeout=1)[1] == []
