"""The one document of all services, and pages to read it with, from files of our own."""

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse

from gateway.documents.directory import ServiceDirectory
from gateway.settings import Settings
from servicekit.context import Ctx

router = APIRouter(include_in_schema=False)
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; frame-ancestors 'none'"
)


@router.get("/openapi.json")
async def merged_document(request: Request, context: Ctx) -> JSONResponse:
    """The sum of the services' documents and the gateway's own."""
    assert isinstance(context.settings, Settings)
    directory: ServiceDirectory = request.app.state.directory
    return JSONResponse(directory.merged(context.settings.issuer))


@router.get("/docs")
async def documentation() -> HTMLResponse:
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="稳岗 Wengang",
        swagger_js_url="/static/swagger/swagger-ui-bundle.js",
        swagger_css_url="/static/swagger/swagger-ui.css",
        swagger_favicon_url="/static/icon.svg",
    )
    page.headers["Content-Security-Policy"] = POLICY
    return page
