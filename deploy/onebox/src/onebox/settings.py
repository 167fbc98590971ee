"""What the one-box platform can be told, each an environment variable `WENGANG_<NAME>`."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

SERVICES = ("registry", "matching", "subsidy", "gateway")
IN_ORDER = ("gateway", "registry", "matching", "subsidy", "postgres")
SHANGHAI = timezone(timedelta(hours=8))


class Settings(BaseSettings):
    """The gateway takes `port`, the others the next four, but for those that are named.

    `sample`: sample accounts and a business clock that can be moved; `journey`: play it when it has
    not been played. `rows` counts the rows of both departments' sample lists together. `spans`:
    what each service records of its traces goes to a file beside its log.
    """

    model_config = SettingsConfigDict(env_prefix="WENGANG_")

    home: Path = Path(".wengang")
    host: str = "127.0.0.1"
    port: int = 8080
    gateway_port: int | None = None
    registry_port: int | None = None
    matching_port: int | None = None
    subsidy_port: int | None = None
    postgres_port: int | None = None
    min_free_mib: int = 1024
    ready_seconds: float = 90.0
    sample: bool = True
    journey: bool = True
    rows: int = 20_000
    seed: int = 2020
    # Inside the calendar of working days that ships, whatever today is.
    business_clock_start: datetime = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
    log_level: str = "INFO"
    spans: bool = False

    def port_of(self, name: str) -> int:
        """Of a service or of `postgres`."""
        named: int | None = getattr(self, f"{name}_port")
        return self.port + IN_ORDER.index(name) if named is None else named

    def address_of(self, service: str) -> str:
        return f"http://{self.host}:{self.port_of(service)}"

    @property
    def address(self) -> str:
        """Where people and programs outside come in."""
        return self.address_of("gateway")


def variable_of(name: str) -> str:
    """The environment variable that sets the port of a service or of `postgres`."""
    return "WENGANG_PORT" if name == "gateway" else f"WENGANG_{name.upper()}_PORT"
