from fastapi import FastAPI

from matching import worker
from matching.applications import endpoints as applications
from matching.employers import endpoints as employers
from matching.placements import endpoints as placements
from matching.posts import endpoints as posts
from matching.recommendations import endpoints as recommendations
from matching.seekers import endpoints as seekers
from matching.settings import Settings
from servicekit.app import create_app as create_base


def create_app(settings: Settings | None = None) -> FastAPI:
    features = (employers, posts, seekers, recommendations, applications, placements)
    return create_base(
        name="matching",
        title="Wengang matching",
        settings=settings or Settings(),
        routers=[feature.router for feature in features],
        every=[worker.COMPLETE_OFFERS],
        followers=[worker.REGISTRY],
    )
