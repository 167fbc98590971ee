"""What matching reports about people with, or without, an open case."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.employments import settlement
from registry.followups import queries, rules, service
from registry.followups.rules import Step
from registry.models import Evidence, FollowUp, Person
from schemas.events import CloudEvent
from schemas.matching import (
    ApplicationChanged,
    ApplicationState,
    PlacementConfirmed,
    RecommendationsMade,
)
from schemas.periods import month_of
from schemas.regions import scope_of
from schemas.registry import EvidenceKind, FollowUpOutcome, FollowUpState
from servicekit import clock

STEPS = {ApplicationState.ACCEPTED: Step.ACCEPT, ApplicationState.WITHDRAWN: Step.TAKE_BACK}


async def recommendations_made(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    made = [RecommendationsMade.model_validate(event.data) for event in events]
    cases = await queries.locked_cases(session, [one.person_id for one in made])
    for one in made:
        case = cases.get(one.person_id)
        if case is None or case.id != one.follow_up_id or not one.post_ids:
            continue
        case.post_ids = [str(post) for post in one.post_ids]
        _advance(case, Step.OFFER)
    await session.flush()


async def applications_changed(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    changed = [ApplicationChanged.model_validate(event.data) for event in events]
    cases = await queries.locked_cases(session, [one.person_id for one in changed])
    for one in changed:
        case, step = cases.get(one.person_id), STEPS.get(one.state)
        if case is not None and step is not None and one.follow_up_id in {None, case.id}:
            _advance(case, step)
    await session.flush()


async def placements_confirmed(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    """The employer's word becomes evidence of work, and ends the person's case."""
    placed = [PlacementConfirmed.model_validate(event.data) for event in events]
    ids = [one.person_id for one in placed]
    known = await queries.people(session, ids)
    rows = [_evidence(one, person) for one in placed if (person := known.get(one.person_id))]
    if rows:
        statement = insert(Evidence).on_conflict_do_nothing(index_elements=["person_id", "id"])
        await session.execute(statement, rows)
        await settlement.request(session, sorted(known))
    for case in (await queries.locked_cases(session, ids)).values():
        await service.finish(session, case, FollowUpOutcome.PLACED)


def _advance(case: FollowUp, step: Step) -> None:
    case.state = rules.after(FollowUpState(case.state), step)
    case.version += 1


def _evidence(placed: PlacementConfirmed, person: Person) -> dict[str, object]:
    return {
        "person_id": person.person_id,
        "id": placed.placement_id,
        "subject_id": person.subject_id,
        "record_id": None,
        "owner_scope": scope_of(placed.work_region),
        "origin_scope": person.origin_scope,
        "work_scope": person.work_scope,
        "kind": EvidenceKind.EMPLOYER_CONFIRMATION,
        "works": True,
        "work_region": placed.work_region,
        "employer_name": placed.employer_name,
        "employer_code": placed.employer_code,
        "organised": True,
        "wage_fen": placed.wage_fen,
        "started": month_of(placed.started_on),
        "as_of": clock.business_today(),
        "created_at": clock.now(),
    }
