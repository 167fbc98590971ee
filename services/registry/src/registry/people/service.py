"""Use cases of people: find one, look one up."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.linkage.comparing import soft
from registry.models import Person
from registry.people import digests, queries
from registry.people.errors import PeopleAmbiguous
from schemas import citizen_ids, names, phones
from schemas import registry as wire
from servicekit import audit
from servicekit.access import Principal
from servicekit.problems import Fault, Invalid, NotFound
from servicekit.sealing import KeyRing


async def found(session: AsyncSession, principal: Principal, person_id: UUID) -> Person:
    person = await queries.by_id(session, principal, person_id)
    if person is None:
        raise NotFound
    return person


async def look_up(
    session: AsyncSession, principal: Principal, asked: wire.WorkerLookup, keys: KeyRing
) -> Sequence[Person]:
    """People within the caller's scope only; who is registered elsewhere is not found."""
    audit.note(session, object_type="lookup", object_id=principal.subject)
    if asked.citizen_id is not None:
        number = citizen_ids.normalise(asked.citizen_id.get_secret_value())
        if not citizen_ids.is_valid(number):
            raise Invalid(faults=[_INVALID_ID])
        digest = digests.citizen_id(keys, number)
        return await queries.by_key(session, principal, kind="citizen_id", digest=digest)
    assert asked.phone is not None
    assert asked.name is not None
    phone = phones.normalise(asked.phone.get_secret_value())
    name = soft(names.normalise(asked.name.get_secret_value()))
    digest = digests.phone_name(keys, phone, name)
    people = await queries.by_key(session, principal, kind="phone_name", digest=digest)
    if len(people) > 1:
        raise PeopleAmbiguous
    return people


_INVALID_ID = Fault(
    "citizen_id",
    "不是有效的公民身份号码。",
    "Not a valid citizen id number.",
    pointer="#/citizen_id",
)
