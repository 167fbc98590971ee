"""The files of the containers, read by Docker Compose itself and by linters, without an engine."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.members import composing
from tests.members.composing import EXAMPLE, resolved, run
from tests.members.environments import ROOT

pytestmark = pytest.mark.tools
VARIABLE = re.compile(r"\$\{(\w+):-")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return composing.project(tmp_path)


def settings() -> dict[str, str]:
    lines = (line for line in EXAMPLE.read_text().splitlines() if line and line[0] != "#")
    return dict(line.split("=", 1) for line in lines)


def test_the_example_holds_every_setting_of_the_file_with_its_default(project: Path) -> None:
    named = set(VARIABLE.findall((ROOT / "docker-compose.yml").read_text()))
    assert settings().keys() == named
    assert resolved(project, settings()) == resolved(project, {})


NETWORKS = '["10.0.0.0/8"]'
OTLP = "OTEL_EXPORTER_OTLP_ENDPOINT"
# Given as the first, found in a service or PostgreSQL as the last.
SETTINGS = {
    "WENGANG_ISSUER": ("https://a.example", "gateway", "environment.GATEWAY_ISSUER", None),
    "WENGANG_SAMPLE_MODE": ("true", "gateway", "environment.GATEWAY_SAMPLE_MODE", None),
    "WENGANG_LOG_LEVEL": ("DEBUG", "gateway", "environment.GATEWAY_LOG_LEVEL", None),
    "WENGANG_PUBLISH": ("0.0.0.0:443", "gateway", "ports.0.published", "443"),
    "WENGANG_TAG": ("1.2.3", "gateway", "image", "wengang-gateway:1.2.3"),
    "WENGANG_METRICS_NETWORKS": (
        NETWORKS,
        "registry",
        "environment.REGISTRY_METRICS_NETWORKS",
        None,
    ),
    OTLP: ("http://collector:4318", "gateway", f"environment.{OTLP}", None),
    "WENGANG_SERVICE_MEMORY": ("3m", "gateway", "mem_limit", str(3 * 1024**2)),
    "WENGANG_POSTGRES_MEMORY": ("5m", "postgres", "mem_limit", str(5 * 1024**2)),
}


@pytest.mark.parametrize("name", settings())
def test_a_setting_reaches_what_it_is_for(project: Path, name: str) -> None:
    given, service, place, expected = SETTINGS[name]
    (project / ".env").write_text(EXAMPLE.read_text())
    found: Any = resolved(project, {name: given})["services"][service]
    for step in place.split("."):
        found = found[int(step) if step.isdigit() else step]
    assert found == (expected or given)


def test_a_misspelt_key_is_refused(project: Path) -> None:
    file = project / "docker-compose.yml"
    file.write_text(file.read_text().replace("read_only:", "readonly:"))
    refused = run(project, "docker-compose", "config", "--quiet")
    assert refused.returncode != 0
    assert "readonly" in refused.stderr


def test_the_linter_finds_nothing_that_is_not_answered(project: Path) -> None:
    words = ["--config", str(ROOT / "deploy" / "compose" / "lint.yml"), "--strict-config"]
    done = run(project, "compose-lint", "check", *words, "--fail-on", "low", "docker-compose.yml")
    assert done.returncode == 0, done.stdout


def test_the_linter_would_find_a_container_with_rights(project: Path) -> None:
    file = project / "docker-compose.yml"
    file.write_text(file.read_text().replace("cap_drop: [ALL]", "privileged: true"))
    done = run(project, "compose-lint", "check", "--fail-on", "low", "docker-compose.yml")
    assert done.returncode == 1
    assert "privileged" in done.stdout.lower()


def test_the_dockerfile_is_clean_to_its_linter_and_one_that_is_not_is_found(tmp_path: Path) -> None:
    done = run(ROOT, "hadolint", "deploy/Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")
    careless = tmp_path / "Dockerfile"
    careless.write_text("FROM debian\nRUN cd /srv && apt-get install -y nginx\n")
    assert run(ROOT, "hadolint", str(careless)).returncode == 1
