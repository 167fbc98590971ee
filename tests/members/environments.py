"""Environments made by uv with the words that the Dockerfile's stages say."""

import os
import shlex
import subprocess
from pathlib import Path

from tests.members.images import read

ROOT = Path(__file__).parents[2]
UV = ROOT / ".tools" / "bin" / "uv"
MEMBERS = {
    "schemas": "schemas",
    "servicekit": "servicekit",
    "registry": "services/registry",
    "matching": "services/matching",
    "subsidy": "services/subsidy",
    "gateway": "gateway",
    "client": "client",
    "samples": "samples",
}
PACKAGES = {member: "wengang" if member == "client" else member for member in MEMBERS}
SERVICES = ("registry", "matching", "subsidy", "gateway")


def words_of(target: str) -> list[str]:
    """`sync --frozen ... --package ...`: an image's own words, or its base's for another member."""
    stages = read(ROOT / "deploy" / "Dockerfile")
    stage = stages.get(f"build-{target}")
    said = (stage or stages["build"]).said("RUN")[-1]
    words = shlex.split(said[said.index("uv sync") :])[1:]
    return words if stage else [*words[:-1], f"wengang-{target}"]


def sync(environment: Path, *words: str) -> None:
    """Make the environment; bytecode is compiled as in the images, for nothing is written later."""
    told = {
        "UV_COMPILE_BYTECODE": "1",
        "UV_PROJECT_ENVIRONMENT": str(environment),
        "UV_PYTHON": str(ROOT / ".tools" / "bin" / "python"),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    done = subprocess.run(
        [UV, *words], cwd=ROOT, env=os.environ | told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def python(
    environment: Path, *words: str, cwd: Path, **told: str
) -> subprocess.CompletedProcess[str]:
    """Run the environment's Python as a stranger would: no variable that shows it other code."""
    hidden = {"PYTHONPATH", "VIRTUAL_ENV"}
    passed = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [environment / "bin" / "python", *words],
        cwd=cwd,
        env=passed | told,
        capture_output=True,
        text=True,
        check=False,
    )
