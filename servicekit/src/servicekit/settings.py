"""What every deployable is told from outside; each adds its own fields and its prefix."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings


class ServiceSettings(BaseSettings):
    """Settings are read once, in `create_app`, and passed on."""

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
