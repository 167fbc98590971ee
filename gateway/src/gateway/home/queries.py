"""What the page at `/` shows: each service's health, the board, the sample sign-ins."""

import asyncio
import json
from typing import Any

import httpx2

import schemas.gateway as wire
from gateway.settings import Settings
from servicekit.context import Context
from servicekit.problems import UpstreamUnavailable

SERVICES = ("registry", "matching", "subsidy")
TITLES = {
    "registry": ("登记库", "registry"),
    "matching": ("岗位匹配", "matching"),
    "subsidy": ("补贴", "subsidy"),
    "gateway": ("网关", "gateway"),
}
VERSION = "0.1.0"


async def status(context: Context) -> wire.Status:
    found = await asyncio.gather(*(_health(context, service) for service in SERVICES))
    services = [*found, _shown("gateway", well=True)]
    return wire.Status(well=all(one.well for one in services), version=VERSION, services=services)


async def _health(context: Context, service: str) -> wire.ServiceHealth:
    address = getattr(context.settings, f"{service}_url")
    try:
        answer = await context.calls.client.get(f"{address}/readyz", timeout=2)
    except httpx2.TransportError:
        return _shown(service, well=False)
    return _shown(service, well=answer.status_code == httpx2.codes.OK)


def _shown(service: str, *, well: bool) -> wire.ServiceHealth:
    zh, en = TITLES[service]
    return wire.ServiceHealth(
        service=service,
        well=well,
        detail_zh=f"{zh}：正常" if well else f"{zh}：无应答，正在恢复",
        detail_en=f"{en}: well" if well else f"{en}: no answer, being restored",
    )


async def board(context: Context) -> dict[str, Any] | None:
    """Figures by county without any person; None while registry cannot be asked."""
    try:
        found: dict[str, Any] = await asyncio.wait_for(
            context.calls.get("registry", "/internal/board"), 3
        )
    except (UpstreamUnavailable, TimeoutError):
        return None
    return found


def sample_sign_ins(settings: Settings) -> list[dict[str, Any]]:
    """Only in sample mode, once the journey has made them."""
    if not settings.sample_mode or settings.sample_sign_ins_file is None:
        return []
    try:
        found = json.loads(settings.sample_sign_ins_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [one for one in found if isinstance(one, dict)]
