"""Offers for cases of returned workers: made when a case opens, completed while it is short."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from matching.models import FollowUp, Recommendation, Seeker
from matching.recommendations import explanations, queries, rules
from schemas.events import CloudEvent
from schemas.matching import RecommendationsMade
from schemas.matching import Rung as WireRung
from schemas.regions import scope_of, subtree
from schemas.registry import FollowUpClosed, FollowUpOpened
from servicekit import clock, events
from servicekit.context import Context
from servicekit.ids import uuid7


async def open_cases(session: AsyncSession, feed: Sequence[CloudEvent]) -> None:
    """Remember the cases and offer each at least three posts where there are as many."""
    opened = [FollowUpOpened.model_validate(event.data) for event in feed]
    rows = [
        {
            "person_id": case.person_id,
            "id": case.follow_up_id,
            "origin_scope": scope_of(case.origin),
            "due_at": case.due_at,
            "state": "open",
            "offers": 0,
            "looked_at": clock.now(),
        }
        for case in opened
    ]
    added = await session.scalars(
        upsert(FollowUp).values(rows).on_conflict_do_nothing().returning(FollowUp)
    )
    await offer(session, added.all())


async def close_cases(session: AsyncSession, feed: Sequence[CloudEvent]) -> None:
    closed = [FollowUpClosed.model_validate(event.data) for event in feed]
    for case in closed:
        await session.execute(
            update(FollowUp)
            .where(FollowUp.person_id == case.person_id, FollowUp.id == case.follow_up_id)
            .values(state="closed")
        )


async def complete(context: Context) -> None:
    """Offer more to open cases that are short, as posts come in."""
    async with context.database.job_session(kind="system:tick") as session:
        await offer(session, await queries.short_of_offers(session, rules.LEAST_OFFERS))


async def offer(session: AsyncSession, cases: Sequence[FollowUp]) -> None:
    """Compute, store and announce offers; a case that gains none is left as it is."""
    if not cases:
        return
    today = clock.business_today()
    index = rules.Index([_opening(row) for row in await queries.openings(session, today)])
    people = [case.person_id for case in cases]
    known = await queries.seekers(session, people)
    before = await queries.offered(session, people)
    made: list[dict[str, Any]] = []
    announced: list[events.Announcement] = []
    for case in cases:
        case.looked_at = clock.now()
        row = known.get(case.person_id)
        seeker = _seeker(row, case.origin_scope)
        had = before.get((case.person_id, case.id), set())
        offers = [
            one for one in rules.recommend(index, seeker, today=today) if one.opening.id not in had
        ]
        if not offers:
            continue
        made += _rows(case, row, seeker, offers, start=len(had))
        announced.append(_announcement(case, row, had, offers))
        case.offers = len(had) + len(offers)
    if made:
        await session.execute(insert(Recommendation), made)
        await events.publish_many(session, "matching.recommendations.made", announced)


def _rows(
    case: FollowUp,
    row: Seeker | None,
    seeker: rules.Seeker,
    offers: Sequence[rules.Offer],
    *,
    start: int,
) -> list[dict[str, Any]]:
    at = clock.business_now()
    return [
        {
            "person_id": case.person_id,
            "id": uuid7(),
            "follow_up_id": case.id,
            "post_id": one.opening.id,
            "origin_scope": case.origin_scope,
            "work_scope": row.work_scope if row else None,
            "rank": start + place,
            "rung": WireRung[one.rung.name].value,
            "score": one.score,
            "parts": [part.model_dump(mode="json") for part in explanations.parts(one, seeker)],
            "made_at": at,
        }
        for place, one in enumerate(offers, start=1)
    ]


def _announcement(
    case: FollowUp, row: Seeker | None, had: set[UUID], offers: Sequence[rules.Offer]
) -> events.Announcement:
    data = RecommendationsMade(
        person_id=case.person_id,
        follow_up_id=case.id,
        post_ids=[*sorted(had), *(one.opening.id for one in offers)],
    )
    return case.person_id, data, case.origin_scope, row.work_scope if row else None


def _opening(row: Any) -> rules.Opening:
    asked: Mapping[str, Any] = row.requirements
    return rules.Opening(
        id=row.id,
        kind=row.kind,
        workplace=row.workplace_scope,
        occupation=row.occupation,
        wage_from=row.wage_from_fen,
        wage_to=row.wage_to_fen,
        lodging=row.lodging,
        seats_left=row.seats_left,
        expires_on=row.expires_on,
        min_age=asked.get("min_age"),
        max_age=asked.get("max_age"),
        education=rules.EDUCATION_RANKS.get(asked.get("education_at_least"), 0),
        ability=rules.ABILITY_RANKS.get(asked.get("labour_ability"), 0),
    )


def _seeker(row: Seeker | None, origin: int) -> rules.Seeker:
    """What is not known stays unknown: it meets no requirement that a post states."""
    if row is None:
        return rules.Seeker(origin=origin)
    return rules.Seeker(
        origin=row.origin_scope,
        birth_year=row.birth_year,
        education=rules.EDUCATION_RANKS.get(row.education, 0),
        ability=rules.ABILITY_RANKS.get(row.labour_ability, 0),
        able=row.labour_ability not in rules.UNABLE,
        least_wage=row.intent_least_wage_fen,
        last_wage=row.last_wage_fen,
        regions=tuple(subtree(code) for code in row.intent_regions or ()),
        occupations=tuple(row.intent_occupations or ()),
    )
