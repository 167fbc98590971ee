"""The one document of all services, and pages to read it with, from files of our own."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from gateway.documents.directory import ServiceDirectory
from gateway.settings import Settings
from servicekit.context import Ctx

router = APIRouter(include_in_schema=False)
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " base-uri 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>接口文档 · API documentation · 稳岗 Wengang</title>
  <link rel="stylesheet" href="/static/swagger/swagger-ui.css">
  <link rel="icon" href="/static/icon.svg" type="image/svg+xml">
</head>
<body>
  <div id="swagger-ui"></div>
  <script src="/static/swagger/swagger-ui-bundle.js"></script>
  <script src="/static/docs.js"></script>
</body>
</html>
"""


@router.get("/openapi.json")
async def merged_document(request: Request, context: Ctx) -> JSONResponse:
    """The sum of the services' documents and the gateway's own."""
    assert isinstance(context.settings, Settings)
    directory: ServiceDirectory = request.app.state.directory
    return JSONResponse(directory.merged(context.settings.issuer))


@router.get("/docs")
async def documentation() -> HTMLResponse:
    """Swagger UI from the package's own files; nothing runs but the two scripts named."""
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})
