"""Dockerfile and docker-compose.yml agree with the members, the secrets and each other (DC5)."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from onebox import compose
from onebox.settings import SERVICES
from servicekit.settings import ServiceSettings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
JOBS = [f"{service}-{job}" for service in SERVICES for job in ("provision", "migrate")]


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def test_every_member_that_runs_has_a_target_and_runs_as_nobody_special() -> None:
    for name in (*SERVICES, "migrate"):
        assert re.search(rf"^FROM base AS {name}$", DOCKERFILE, re.MULTILINE)
        assert f"COPY --from=build-{name} " in DOCKERFILE
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)


def test_every_service_of_the_file_uses_a_target_that_exists(composed: dict[str, Any]) -> None:
    for name, service in composed["services"].items():
        if name == "postgres":
            assert service["image"].startswith("postgres:18")
            continue
        assert service["build"]["dockerfile"] == "deploy/Dockerfile"
        assert f"AS {service['build']['target']}\n" in DOCKERFILE


def test_the_file_refers_only_to_networks_volumes_secrets_and_services_it_declares(
    composed: dict[str, Any],
) -> None:
    services = composed["services"]
    assert set(services) == {"postgres", *JOBS, *SERVICES}
    for service in services.values():
        assert set(service["networks"]) <= set(composed["networks"])
        assert set(service.get("secrets", ())) <= set(composed["secrets"])
        assert set(service.get("depends_on", ())) <= set(services)
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in composed["volumes"] or (ROOT / source).exists()


def test_databases_come_first_then_provisioning_then_migration_then_the_service(
    composed: dict[str, Any],
) -> None:
    for service in SERVICES:
        chain = [f"{service}-provision", f"{service}-migrate", service]
        depends = [composed["services"][name]["depends_on"] for name in chain]
        assert depends == [
            {"postgres": {"condition": "service_healthy"}},
            {f"{service}-provision": {"condition": "service_completed_successfully"}},
            {f"{service}-migrate": {"condition": "service_completed_successfully"}},
        ]


def test_only_the_gateway_can_be_reached_from_outside(composed: dict[str, Any]) -> None:
    assert [n for n, service in composed["services"].items() if "ports" in service] == ["gateway"]
    assert composed["networks"]["services"] == composed["networks"]["data"] == {"internal": True}


def test_everything_runs_without_rights_on_a_read_only_root_and_with_bounded_memory(
    composed: dict[str, Any],
) -> None:
    for name, service in composed["services"].items():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["mem_limit"]
        assert "healthcheck" in service or name in JOBS
    assert composed["services"]["postgres"]["user"] == "postgres"


def test_the_settings_it_gives_are_settings_the_services_have(composed: dict[str, Any]) -> None:
    own = {"GATEWAY_BOOTSTRAP_FILE", "OTEL_EXPORTER_OTLP_ENDPOINT"}
    for service in SERVICES:
        given = set(composed["services"][service]["environment"])
        prefix = service.upper()
        known = {f"{prefix}_{field.upper()}" for field in ServiceSettings.model_fields}
        assert given <= known | own
        assert known - given <= {
            f"{prefix}_{field}"
            for field in (
                "DATABASE_URL",
                "JOB_DATABASE_URL",
                "WORKERS",
                "BUSINESS_CLOCK_START",
                "MAX_BODY_BYTES",
                "METRICS_NETWORKS",
                "SPANS_FILE",
                "OTLP_ENDPOINT",
            )
        }


def test_the_secrets_it_mounts_are_made_by_one_command(
    composed: dict[str, Any], tmp_path: Path
) -> None:
    assert compose.main(tmp_path / "secrets") == 0
    made = {path.name for path in (tmp_path / "secrets").iterdir()}
    wanted = {Path(secret["file"]).name for secret in composed["secrets"].values()}
    for service in composed["services"].values():
        wanted |= {Path(file).name for file in service.get("env_file", ())}
    assert wanted <= made
    before = (tmp_path / "secrets" / "registry.env").read_text()
    assert compose.main(tmp_path / "secrets") == 0
    assert (tmp_path / "secrets" / "registry.env").read_text() == before


def test_a_service_never_holds_the_password_of_its_databases_owner(tmp_path: Path) -> None:
    compose.main(tmp_path / "secrets")
    for service in SERVICES:
        assert "OWNER" not in (tmp_path / "secrets" / f"{service}.env").read_text()
        assert "PROVISION" not in (tmp_path / "secrets" / f"{service}.migrate.env").read_text()
