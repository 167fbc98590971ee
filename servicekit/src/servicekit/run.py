"""The entry point of every deployable."""

from collections.abc import Callable
from typing import TypeVar

import uvicorn
from starlette.types import ASGIApp

from servicekit.settings import ServiceSettings

DRAIN_SECONDS = 10
KEEP_ALIVE_SECONDS = 75
S = TypeVar("S", bound=ServiceSettings)


def main(create_app: Callable[[S], ASGIApp], settings: type[S]) -> None:
    """Serve until SIGTERM, then drain."""
    made = settings()
    uvicorn.run(
        create_app(made),
        host=made.host,
        port=made.port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
