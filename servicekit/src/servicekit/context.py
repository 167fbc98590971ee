"""What endpoints and jobs of a service are given: its database, files, keys, neighbours, counts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from servicekit.calls import Calls
from servicekit.database import Database
from servicekit.files import FileStore
from servicekit.metrics import Metrics
from servicekit.sealing import KeyRing
from servicekit.settings import ServiceSettings


@dataclass(frozen=True)
class Context:
    database: Database
    settings: ServiceSettings
    files: FileStore
    keys: KeyRing
    calls: Calls
    metrics: Metrics


def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


Ctx = Annotated[Context, Depends(_context)]
