"""What every deployable is told from outside; each adds its own fields and its prefix."""

from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))


class ServiceSettings(BaseSettings):
    """Settings are read once, in `create_app`, and passed on.

    Who asks from `metrics_networks`, and not through a proxy, may read `/metrics`. Spans go to the
    collector at `otlp_endpoint`, which has OpenTelemetry's own variable, and to `spans_file`.
    """

    model_config = SettingsConfigDict(hide_input_in_errors=True, populate_by_name=True)

    database_url: str
    job_database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    issuer: str = "http://127.0.0.1:8080"
    gateway_url: str = "http://127.0.0.1:8080"
    registry_url: str = "http://127.0.0.1:8081"
    matching_url: str = "http://127.0.0.1:8082"
    subsidy_url: str = "http://127.0.0.1:8083"
    service_key_file: Path
    keys_file: Path
    files_dir: Path
    workers: bool = True
    sample_mode: bool = False
    business_clock_start: datetime | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    max_body_bytes: int = 64 * 1024 * 1024
    metrics_networks: tuple[IPv4Network | IPv6Network, ...] = LOOPBACK
    spans_file: Path | None = None
    otlp_endpoint: str | None = Field(
        None,
        validation_alias=AliasChoices(
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"
        ),
    )
