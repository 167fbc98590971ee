"""docker-compose.yml as Docker Compose reads it, in a project with secrets of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.members.environments import ROOT

from onebox import compose

TOOLS = ROOT / ".tools" / "containers" / "bin"
EXAMPLE = ROOT / "deploy" / "compose" / "compose.env.example"


def project(directory: Path) -> Path:
    """A copy of what an installation has after `make compose-secrets`; no engine is asked."""
    shutil.copytree(
        ROOT / "deploy",
        directory / "deploy",
        ignore=shutil.ignore_patterns("secrets", "onebox", "__pycache__"),
    )
    shutil.copy(ROOT / "docker-compose.yml", directory)
    assert compose.main(directory / "deploy" / "compose" / "secrets") == 0
    return directory


def run(directory: Path, tool: str, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
    program = TOOLS / tool
    assert program.exists(), f"make tools installs {tool}"
    passed = {name: value for name, value in os.environ.items() if "WENGANG" not in name}
    return subprocess.run(
        [program, *words],
        cwd=directory,
        env=passed | told,
        capture_output=True,
        text=True,
        check=False,
    )


def resolved(directory: Path, settings: Mapping[str, str]) -> dict[str, Any]:
    """The whole file, variables and env files put in."""
    done = run(directory, "docker-compose", "config", "--format", "json", **settings)
    assert done.returncode == 0, done.stderr
    composed: dict[str, Any] = json.loads(done.stdout)
    return composed
