"""Names and bank accounts, asked of registry at the moment they are needed and never kept here."""

from collections.abc import Collection
from uuid import UUID

from schemas.purposes import Purpose
from schemas.registry import ResolvableField, ResolvedPeople, ResolvedPerson
from servicekit.calls import Calls


async def resolve(
    calls: Calls, person_ids: Collection[UUID], *fields: ResolvableField
) -> dict[UUID, ResolvedPerson]:
    """At most 1,000 people; UpstreamUnavailable without registry. Not inside a transaction."""
    if not person_ids:
        return {}
    answer = await calls.post(
        "registry",
        "/internal/people:resolve",
        {
            "person_ids": sorted(str(person_id) for person_id in person_ids),
            "fields": [field.value for field in fields],
            "purpose": Purpose.SUBSIDY.value,
        },
    )
    return {one.person_id: one for one in ResolvedPeople.model_validate(answer).items}
