"""What must hold at the start, each refusal one clear sentence in Chinese and English."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from onebox import home
from onebox.errors import AlreadyRunning, DiskFull, OneboxError, PortBusy, PortUnusable, StateBroken
from onebox.settings import Settings


def settings(tmp_path: Path, port: int, **changed: Any) -> Settings:
    return Settings(**{"home": tmp_path / "state", "port": port, **changed})


def refused(made: Settings, kind: type[OneboxError]) -> OneboxError:
    with pytest.raises(kind) as caught, home.opened(made):
        pass
    assert caught.value.zh
    assert caught.value.en
    return caught.value


def test_the_other_ports_follow_the_gateways_unless_named(tmp_path: Path) -> None:
    made = settings(tmp_path, 9000, subsidy_port=7000)
    names = ("gateway", "registry", "matching", "subsidy", "postgres")
    assert [made.port_of(name) for name in names] == [9000, 9001, 9002, 7000, 9004]


def test_the_directory_is_made_marked_and_closed_to_others(
    tmp_path: Path, unused_port: int
) -> None:
    with home.opened(settings(tmp_path, unused_port)) as place:
        assert home.read_state(place)["layout"] == home.LAYOUT
        assert place.secrets.stat().st_mode & 0o777 == 0o700
        home.remember(place, journey="completed")
    with home.opened(settings(tmp_path, unused_port)) as place:
        assert home.read_state(place)["journey"] == "completed"


def test_a_second_instance_is_refused_and_told_who_runs(tmp_path: Path, unused_port: int) -> None:
    made = settings(tmp_path, unused_port)
    with home.opened(made) as place:
        assert home.running_pid(place) == os.getpid()
        assert str(os.getpid()) in refused(made, AlreadyRunning).en
    assert home.running_pid(place) is None


def test_the_lock_goes_with_a_killed_instance(tmp_path: Path, unused_port: int) -> None:
    code = (
        "import os; from pathlib import Path; from onebox import home;"
        " from onebox.settings import Settings;"
        f" home.opened(Settings(home={str(tmp_path / 'state')!r}, port={unused_port})).__enter__();"
        " os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    with home.opened(settings(tmp_path, unused_port)):
        pass


def test_a_busy_port_is_named_with_the_setting_that_changes_it(
    tmp_path: Path, unused_port: int
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        error = refused(settings(tmp_path, unused_port, matching_port=taken), PortBusy)
    assert str(taken) in error.zh
    assert "WENGANG_MATCHING_PORT" in error.en


def test_a_port_that_does_not_exist_is_said_to_be_unusable(
    tmp_path: Path, unused_port: int
) -> None:
    refused(settings(tmp_path, unused_port, subsidy_port=70_000), PortUnusable)


def test_a_full_disk_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    error = refused(settings(tmp_path, 1, min_free_mib=10**9), DiskFull)
    assert "WENGANG_MIN_FREE_MIB" in error.zh
    assert list((tmp_path / "state").iterdir()) == []


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"layout": 99}'])
def test_a_damaged_state_file_is_refused_and_left_as_it_is(tmp_path: Path, damage: str) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "state.json").write_text(damage)
    refused(settings(tmp_path, 1), StateBroken)
    assert (tmp_path / "state" / "state.json").read_text() == damage


def test_a_directory_of_somebody_else_is_never_taken_over(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o755)
    (tmp_path / "state" / "thesis.txt").touch()
    refused(settings(tmp_path, 1), StateBroken)
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o755


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    refused(settings(tmp_path, 1), StateBroken)
