from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from matching import reach, representations, seats
from matching.applications import queries
from matching.applications.errors import ApplicationExists, ApplicationNotOpen, FollowUpUnknown
from matching.models import Application, Post, Seeker
from matching.problems import PostClosed, PostExpired
from schemas.matching import ApplicationCreate, ApplicationState, WithdrawalReason
from servicekit import audit, clock, events
from servicekit.access import Principal
from servicekit.ids import uuid7
from servicekit.problems import NotFound


async def accept(
    session: AsyncSession, principal: Principal, data: ApplicationCreate
) -> Application:
    """Record a worker's acceptance and take a place of the post, or refuse and take none."""
    seeker = await queries.own_seeker(session, principal, data.person_id)
    if seeker is None:
        raise NotFound
    if data.follow_up_id is not None and not await queries.case_is_open(
        session, data.person_id, data.follow_up_id
    ):
        raise FollowUpUnknown
    post = await queries.published(session, data.post_id)
    if post is not None and post.expires_on < clock.business_today():
        raise PostExpired

    application = await _add(session, principal, data, seeker, post)
    await seats.take(session, data.post_id)

    await _announce(session, application)
    return application


async def _add(
    session: AsyncSession,
    principal: Principal,
    data: ApplicationCreate,
    seeker: Seeker,
    post: Post | None,
) -> Application:
    if post is None:
        await seats.take(session, data.post_id)  # says whether it is closed or was never there
        raise PostClosed
    added = await session.scalar(
        insert(Application)
        .values(
            person_id=data.person_id,
            id=uuid7(),
            post_id=post.id,
            employer_id=post.employer_id,
            follow_up_id=data.follow_up_id,
            origin_scope=seeker.origin_scope,
            work_scope=seeker.work_scope,
            state=ApplicationState.ACCEPTED.value,
            recorded_by=principal.subject,
            recorded_at=clock.business_now(),
        )
        .on_conflict_do_nothing()
        .returning(Application)
    )
    if added is None:
        raise ApplicationExists
    assert isinstance(added, Application)
    return added


async def withdraw(
    session: AsyncSession, principal: Principal, application_id: UUID, reason: WithdrawalReason
) -> Application:
    """Withdraw an acceptance that has not led to work; its place is free again."""
    found = await queries.own_by_id(session, principal, application_id)
    if found is None:
        raise NotFound
    withdrawn = await session.scalar(
        update(Application)
        .where(
            Application.person_id == found.person_id,
            Application.id == application_id,
            Application.state == ApplicationState.ACCEPTED.value,
            reach.owned(principal, Application),
        )
        .values(state=ApplicationState.WITHDRAWN.value, withdrawal_reason=reason.value)
        .returning(Application)
        .execution_options(populate_existing=True)
    )
    if withdrawn is None:
        raise ApplicationNotOpen
    await seats.give_back(session, withdrawn.post_id)

    await _announce(session, withdrawn)
    return withdrawn


async def _announce(session: AsyncSession, application: Application) -> None:
    await events.publish(
        session,
        "matching.application.changed",
        subject=application.person_id,
        data=representations.application_changed(application),
        origin=application.origin_scope,
        work=application.work_scope,
    )
    audit.note(
        session,
        object_type="application",
        object_id=application.id,
        person_id=application.person_id,
    )
