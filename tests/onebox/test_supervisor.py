"""Children that die are started again; a stop goes in reverse and leaves nobody behind."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from onebox import logfiles, supervisor
from onebox.errors import ServiceFailed
from onebox.supervisor import Child, Program

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
SERVER = """
    import http.server, json, sys
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"feeds_fresh": True}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def program(tmp_path: Path, code: str, *, name: str = "child", ready: str | None = None) -> Program:
    return Program(
        name=name,
        words=[sys.executable, "-c", textwrap.dedent(code)],
        environment={"PATH": os.environ["PATH"]},
        log=tmp_path / f"{name}.log",
        ready_url=ready,
    )


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def is_up(child: Child) -> bool:
    log = child.program.log
    return log.exists() and log.read_text().count("up") == child.restarts + 1


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


async def test_a_child_killed_with_9_is_started_again(tmp_path: Path) -> None:
    child = supervisor.launch(program(tmp_path, SLEEPER))
    await until(lambda: is_up(child))
    first = pid_of(child)
    os.kill(first, signal.SIGKILL)
    await until(lambda: child.restarts == 1 and is_up(child))
    assert pid_of(child) != first
    await supervisor.stop(child)
    assert not psutil.pid_exists(pid_of(child))


async def test_children_stop_in_the_reverse_of_their_order(tmp_path: Path) -> None:
    note = f"""
        import signal, sys, time
        def end(*_):
            open({str(tmp_path / "order")!r}, "a").write(sys.argv[1] + " ")
            sys.exit()
        signal.signal(signal.SIGTERM, end)
        print("up", flush=True)
        time.sleep(60)
    """
    children = []
    for name in ("first", "second", "third"):
        made = program(tmp_path, note, name=name)
        children.append(supervisor.launch(Program(**{**vars(made), "words": [*made.words, name]})))
    await until(lambda: all(is_up(child) for child in children))
    await supervisor.stop_all(children)
    assert (tmp_path / "order").read_text().split() == ["third", "second", "first"]


async def test_a_child_that_will_not_end_is_killed_with_its_own_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "DRAIN_SECONDS", 0.3)
    family = (
        f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); {STUBBORN}"
    )
    child = supervisor.launch(program(tmp_path, family))
    await until(lambda: child.program.log.exists() and "up\nup" in child.program.log.read_text())
    everyone = [psutil.Process(pid_of(child)), *psutil.Process(pid_of(child)).children()]
    assert len(everyone) == 2
    await supervisor.stop(child)
    assert psutil.wait_procs(everyone, timeout=2)[1] == []


async def test_ready_waits_for_the_answer_and_tells_each_name(
    tmp_path: Path, unused_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_port}/readyz"
    made = program(tmp_path, SERVER, ready=url)
    child = supervisor.launch(Program(**{**vars(made), "words": [*made.words, str(unused_port)]}))
    heard: list[str] = []
    await supervisor.ready([child], 20, each=heard.append)
    assert heard == ["child"]
    await supervisor.stop(child)


async def test_a_child_that_always_fails_is_named_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_DELAY", 0.01)
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.01)
    child = supervisor.launch(
        program(tmp_path, "raise SystemExit('no')", ready="http://127.0.0.1:9")
    )
    with pytest.raises(ServiceFailed, match=r"child.*child\.log"):
        await supervisor.ready([child], 20)
    await supervisor.stop(child)
    assert "no" in child.program.log.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="a parent-death signal is Linux's")
def test_no_child_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    code = f"""
        import asyncio, sys
        from pathlib import Path
        from onebox import supervisor
        from onebox.supervisor import Program
        async def main():
            words = [sys.executable, "-c", {SLEEPER!r}]
            log = Path({str(tmp_path / "log")!r})
            child = supervisor.launch(Program("child", words, {{}}, log))
            while child.process is None:
                await asyncio.sleep(0.01)
            print(child.process.pid, flush=True)
            await asyncio.sleep(60)
        asyncio.run(main())
    """
    words = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.3)
        parent.kill()
        child.wait(timeout=5)


async def test_what_is_watched_is_revived_and_asked_again_when_that_fails() -> None:
    ending, tries = asyncio.Event(), 0

    async def revive() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise RuntimeError("not yet")

    watching = asyncio.create_task(
        supervisor.watch(ending, lambda: tries >= 2, revive, seconds=0.01)
    )
    await until(lambda: tries == 2)
    ending.set()
    await watching
    assert tries == 2


def test_a_log_that_grows_is_renamed_and_two_old_ones_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    for number in range(5):
        logfiles.append(log, b"%d" % number * 10, largest=10)
    assert [path.read_text()[0] for path in sorted(tmp_path.iterdir())] == ["4", "3", "2"]
