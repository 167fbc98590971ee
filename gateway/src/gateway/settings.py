from pathlib import Path

from pydantic_settings import SettingsConfigDict

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_")

    bootstrap_file: Path | None = None
    sample_sign_ins_file: Path | None = None
    upstream_waiting_seconds: float = 90.0
