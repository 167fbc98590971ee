from fastapi import FastAPI

from registry import worker
from registry.imports import endpoints as imports
from registry.settings import Settings
from servicekit.app import create_app as create_base


def create_app(settings: Settings | None = None) -> FastAPI:
    features = (imports,)
    return create_base(
        name="registry",
        title="Wengang registry",
        settings=settings or Settings(),
        routers=[feature.router for feature in features],
        jobs=worker.JOBS,
        every=[worker.SETTLE],
    )
