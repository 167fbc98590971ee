from fastapi import FastAPI

from registry import worker
from registry.followups import endpoints as followups
from registry.imports import endpoints as imports
from registry.people import endpoints as people
from registry.resolutions import endpoints as resolutions
from registry.settings import Settings
from registry.situation import endpoints as situation
from servicekit.app import create_app as create_base


def create_app(settings: Settings | None = None) -> FastAPI:
    features = (imports, people, situation, followups, resolutions)
    return create_base(
        name="registry",
        title="Wengang registry",
        settings=settings or Settings(),
        routers=[feature.router for feature in features],
        jobs=worker.JOBS,
        every=[worker.SETTLE, worker.EXPIRE],
        followers=[worker.MATCHING],
    )
