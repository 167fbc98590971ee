"""Masked names of applicants, asked of registry, which alone keeps names."""

from collections.abc import Collection
from uuid import UUID

import structlog

from schemas import names
from schemas.purposes import Purpose
from servicekit.calls import Calls
from servicekit.problems import UpstreamUnavailable

log = structlog.get_logger()


async def masked_names(calls: Calls, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Masked names by person; empty when registry cannot be reached. Not inside a transaction."""
    if not person_ids:
        return {}
    try:
        answer = await calls.post(
            "registry",
            "/internal/people:resolve",
            {
                "person_ids": sorted({str(person_id) for person_id in person_ids}),
                "fields": ["name"],
                "purpose": Purpose.RECRUITMENT.value,
            },
        )
    except UpstreamUnavailable:
        log.warning("names_unavailable", persons=len(person_ids))
        return {}
    return {
        UUID(person["person_id"]): names.mask(person["name"])
        for person in answer["items"]
        if person.get("name")
    }
