from pydantic_settings import SettingsConfigDict

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """`import_*`: the largest upload, what it may unpack to, and how many rows it may have."""

    model_config = SettingsConfigDict(env_prefix="REGISTRY_")

    port: int = 8081
    import_max_bytes: int = 50 * 1024 * 1024
    import_max_unpacked_bytes: int = 256 * 1024 * 1024
    import_max_rows: int = 300_000
    import_chunk_rows: int = 4_000
