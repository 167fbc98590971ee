"""One plain page in Chinese and English; nothing on it comes from outside."""

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.staticfiles import StaticFiles

import schemas.gateway as wire
from gateway.home import queries
from gateway.settings import Settings
from servicekit import clock
from servicekit.context import Ctx

HERE = Path(__file__).parent
SWAGGER = Path(fastapi_offline.__file__).parent / "static"
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

router = APIRouter(include_in_schema=False)


@router.get("/status.json")
async def read_status(context: Ctx) -> wire.Status:
    return await queries.status(context)


@router.get("/")
async def read_home(context: Ctx) -> HTMLResponse:
    settings = context.settings
    assert isinstance(settings, Settings)
    page = TEMPLATES.get_template("home.html").render(
        status=await queries.status(context),
        board=await queries.board(context),
        sign_ins=queries.sample_sign_ins(settings),
        sample=settings.sample_mode,
        business_now=clock.business_now().astimezone(clock.SHANGHAI),
    )
    return HTMLResponse(page, headers=HEADERS)


def mount_static(app: FastAPI) -> None:
    """Our style sheet, and Swagger UI as the package ships it."""
    app.mount("/static/swagger", StaticFiles(directory=SWAGGER), name="swagger")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
