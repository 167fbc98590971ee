from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from matching import representations
from matching.models import Application, Employer, Placement
from matching.placements import queries, rules
from matching.placements.errors import ApplicationWithdrawn, PlacementDateInvalid, PlacementExists
from schemas.matching import ApplicationState, PlacementConfirmed, PlacementCreate
from schemas.regions import scope_of
from servicekit import audit, clock, events
from servicekit.access import Principal
from servicekit.ids import uuid7
from servicekit.problems import NotFound


async def confirm(session: AsyncSession, principal: Principal, data: PlacementCreate) -> Placement:
    """The employer's word that an applicant has started; once an application."""
    found = await queries.application(session, principal, data.application_id)
    if found is None:
        raise NotFound
    if not rules.is_credible(data.started_on, clock.business_today()):
        raise PlacementDateInvalid(days=rules.LATEST_CONFIRMATION.days)

    application = await _placed(session, found)
    post, employer = await queries.post_and_employer(session, application.post_id)
    placement = Placement(
        person_id=application.person_id,
        id=uuid7(),
        application_id=application.id,
        post_id=post.id,
        employer_id=employer.id,
        follow_up_id=application.follow_up_id,
        origin_scope=application.origin_scope,
        work_scope=application.work_scope,
        work_region=post.work_region,
        started_on=data.started_on,
        wage_fen=post.wage_from_fen,
        confirmed_by=principal.subject,
        confirmed_at=clock.business_now(),
    )
    session.add(placement)
    await session.flush()

    await _announce(session, application, placement, employer)
    return placement


async def _placed(session: AsyncSession, found: Application) -> Application:
    """The application, moved from accepted to placed; two confirmations cannot both do it."""
    placed = await session.scalar(
        update(Application)
        .where(
            Application.person_id == found.person_id,
            Application.id == found.id,
            Application.state == ApplicationState.ACCEPTED.value,
        )
        .values(state=ApplicationState.PLACED.value)
        .returning(Application)
        .execution_options(populate_existing=True)
    )
    if placed is None:
        await session.refresh(found)
        raise PlacementExists if found.state == ApplicationState.PLACED else ApplicationWithdrawn
    return placed


async def _announce(
    session: AsyncSession, application: Application, placement: Placement, employer: Employer
) -> None:
    ends = {"origin": placement.origin_scope, "work": scope_of(placement.work_region)}
    await events.publish(
        session,
        "matching.application.changed",
        subject=application.person_id,
        data=representations.application_changed(application),
        **ends,
    )
    await events.publish(
        session,
        "matching.placement.confirmed",
        subject=placement.person_id,
        data=PlacementConfirmed(
            person_id=placement.person_id,
            placement_id=placement.id,
            application_id=placement.application_id,
            post_id=placement.post_id,
            follow_up_id=placement.follow_up_id,
            employer_id=employer.id,
            employer_name=employer.name,
            employer_code=employer.credit_code,
            work_region=placement.work_region,
            started_on=placement.started_on,
            wage_fen=placement.wage_fen,
        ),
        **ends,
    )
    audit.note(
        session,
        object_type="placement",
        object_id=placement.id,
        person_id=placement.person_id,
        region=placement.work_region,
    )
