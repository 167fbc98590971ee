"""Liveness without I/O; readiness that asks the database and fails first when shutting down."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text

router = APIRouter(include_in_schema=False)


@router.get("/livez")
async def livez() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    state = request.app.state
    body: dict[str, Any] = {"service": state.name, "draining": state.draining}
    try:
        async with asyncio.timeout(1.0):
            async with state.database.app_engine.connect() as connection:
                body["migration"] = await connection.scalar(
                    text("select version_num from alembic_version")
                )
    except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
        body["database"] = type(error).__name__
        return JSONResponse(body, 503)
    body["feeds_fresh"] = await _fresh(request)
    return JSONResponse(body, 503 if state.draining else 200)


async def _fresh(request: Request) -> bool:
    await request.app.state.grants.refresh()
    return bool(request.app.state.grants.fresh())
