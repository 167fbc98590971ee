"""The entry point of every deployable."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn, TypeVar

import uvicorn
from fastapi import FastAPI

from servicekit import logs
from servicekit.settings import ServiceSettings

DRAIN_SECONDS = 10
KEEP_ALIVE_SECONDS = 75
S = TypeVar("S", bound=ServiceSettings)


class DrainingServer(uvicorn.Server):
    """Says that it is going before it goes: `/readyz` fails first, long polls return."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.state.draining = True
        super().handle_exit(sig, frame)


def main(create_app: Callable[[S], FastAPI], settings: type[S]) -> None:
    """Serve until SIGTERM, then drain and end with status 0."""
    made = settings()
    app = create_app(made)
    sys.excepthook = logs.crashed
    config = uvicorn.Config(
        app,
        host=made.host,
        port=made.port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    signal.signal(signal.SIGTERM, _leave)
    DrainingServer(config, app).run()


def _leave(_sig: int, _frame: FrameType | None) -> NoReturn:
    """Uvicorn raises the signal again once it has drained; a job's thread is not waited for."""
    os._exit(0)
