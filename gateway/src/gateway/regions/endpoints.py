from typing import Annotated

from fastapi import APIRouter, Query

import schemas.gateway as wire
from schemas import regions
from schemas.paging import Page
from schemas.regions import RegionCode
from servicekit import routing
from servicekit.access import allow_public
from servicekit.problems import NotFound

router: APIRouter = routing.router(prefix="/v1/regions", tags=["regions"])
PUBLIC = {"x-public": True}


@router.get(
    "",
    operation_id="listRegions",
    summary="下级行政区划 / Regions below one",
    dependencies=[allow_public()],
    openapi_extra=PUBLIC,
)
async def list_regions(
    parent: Annotated[RegionCode, Query()] = regions.COUNTRY,
) -> Page[wire.Region]:
    """Regions directly below `parent`; the provinces by default."""
    below = regions.provinces() if parent == regions.COUNTRY else regions.children(parent)
    return Page(items=[_shown(region) for region in below], next_cursor=None)


@router.get(
    "/{code}",
    operation_id="getRegion",
    summary="行政区划 / One region",
    dependencies=[allow_public()],
    openapi_extra=PUBLIC,
)
async def get_region(code: RegionCode) -> wire.Region:
    """A region that is shipped, by its code."""
    found = regions.get(code)
    if found is None:
        raise NotFound
    return _shown(found)


def _shown(region: regions.Region) -> wire.Region:
    return wire.Region(
        code=region.code,
        name=region.name,
        level=region.level.value,
        parent=regions.parent(region.code),
        full_name=regions.full_name(region.code),
    )
