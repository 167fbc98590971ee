from pydantic_settings import SettingsConfigDict

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """`run_chunk`: persons whom a claim run decides in one transaction."""

    model_config = SettingsConfigDict(env_prefix="SUBSIDY_")

    port: int = 8083
    run_chunk: int = 1000
    tick_seconds: float = 5.0
