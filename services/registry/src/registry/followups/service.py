"""Use cases of follow-ups: open, contact, close."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry.employments import settlement
from registry.followups import queries, rules
from registry.followups.errors import AlreadyOpen, CaseClosed
from registry.followups.rules import Step
from registry.models import Contact, Evidence, FollowUp, Person
from schemas import registry as wire
from schemas.periods import month_of
from servicekit import audit, clock, events
from servicekit.access import Principal
from servicekit.ids import uuid7
from servicekit.problems import Fault, Invalid, NotFound
from servicekit.sealing import KeyRing


async def open_case(
    session: AsyncSession, principal: Principal, asked: wire.FollowUpCreate
) -> FollowUp:
    """A reported return: the case, and the evidence that ends the person's work."""
    person = await queries.person(session, principal, asked.person_id)
    if person is None:
        raise NotFound
    if asked.returned_on is not None and asked.returned_on > clock.business_today():
        raise Invalid(faults=[_IN_FUTURE])
    if await queries.open_case(session, principal, asked.person_id):
        raise AlreadyOpen

    case = _case(person, principal, asked)
    session.add(case)
    session.add(_return_report(person, asked))
    try:
        await session.flush()
    except IntegrityError:
        raise AlreadyOpen from None
    await settlement.request(session, [person.person_id])

    audit.note(
        session,
        object_type="follow_up",
        object_id=case.id,
        person_id=person.person_id,
        region=person.origin,
    )
    await events.publish(
        session,
        "registry.follow_up.opened",
        subject=case.id,
        data=wire.FollowUpOpened(
            person_id=case.person_id,
            follow_up_id=case.id,
            origin=f"{case.origin_scope:012}",
            opened_at=case.opened_at,
            due_at=case.due_at,
            reason=wire.ReturnReason(case.reason),
        ),
        origin=case.origin_scope,
    )
    return case


def _case(person: Person, principal: Principal, asked: wire.FollowUpCreate) -> FollowUp:
    opened = clock.business_now()
    return FollowUp(
        person_id=person.person_id,
        id=uuid7(),
        subject_id=person.subject_id,
        origin_scope=person.origin_scope,
        work_scope=person.work_scope,
        origin=person.origin,
        state=wire.FollowUpState.OPEN,
        reason=asked.reason,
        post_ids=[],
        opened_by=principal.subject,
        opened_at=opened,
        due_at=rules.due(opened),
        version=1,
    )


def _return_report(person: Person, asked: wire.FollowUpCreate) -> Evidence:
    today = clock.business_today()
    return Evidence(
        person_id=person.person_id,
        id=uuid7(),
        subject_id=person.subject_id,
        owner_scope=person.origin_scope,
        origin_scope=person.origin_scope,
        work_scope=person.work_scope,
        kind=wire.EvidenceKind.RETURN_REPORT,
        works=False,
        ended=month_of(asked.returned_on or today),
        as_of=today,
        created_at=clock.now(),
    )


async def found(session: AsyncSession, principal: Principal, follow_up_id: UUID) -> FollowUp:
    case = await queries.by_id(session, principal, follow_up_id)
    if case is None:
        raise NotFound
    return case


async def _own(session: AsyncSession, principal: Principal, follow_up_id: UUID) -> FollowUp:
    """A case to be worked on: locked, open, and of the caller's own region."""
    case = await queries.by_id(session, principal, follow_up_id, lock=True)
    if case is None or not principal.owns(case.origin_scope):
        raise NotFound
    if case.state == wire.FollowUpState.CLOSED:
        raise CaseClosed
    return case


async def record_contact(
    session: AsyncSession,
    principal: Principal,
    follow_up_id: UUID,
    asked: wire.ContactCreate,
    keys: KeyRing,
) -> Contact:
    case = await _own(session, principal, follow_up_id)

    contact_id = uuid7()
    note = asked.note.encode() if asked.note else None
    contact = Contact(
        person_id=case.person_id,
        id=contact_id,
        follow_up_id=case.id,
        origin_scope=case.origin_scope,
        work_scope=case.work_scope,
        channel=asked.channel,
        result=asked.result,
        note_sealed=keys.seal(note, aad=f"contact|{contact_id}") if note else None,
        contacted_by=principal.subject,
        contacted_at=clock.business_now(),
    )
    session.add(contact)
    step = rules.step_of(asked.result)
    if step is not None:
        case.state = rules.after(wire.FollowUpState(case.state), step)
    case.version += 1
    await session.flush()

    _note(session, case)
    return contact


async def close(
    session: AsyncSession, principal: Principal, follow_up_id: UUID, asked: wire.Closure
) -> FollowUp:
    case = await _own(session, principal, follow_up_id)

    await finish(session, case, wire.FollowUpOutcome(asked.outcome))
    _note(session, case)
    return case


async def finish(session: AsyncSession, case: FollowUp, outcome: wire.FollowUpOutcome) -> None:
    """Close and announce; whoever asked has been checked."""
    case.state = rules.after(wire.FollowUpState(case.state), Step.CLOSE)
    case.outcome, case.closed_at = outcome, clock.business_now()
    case.version += 1
    await session.flush()
    await events.publish(
        session,
        "registry.follow_up.closed",
        subject=case.id,
        data=wire.FollowUpClosed(
            person_id=case.person_id,
            follow_up_id=case.id,
            outcome=outcome,
            closed_at=case.closed_at,
        ),
        origin=case.origin_scope,
        work=case.work_scope,
    )


def _note(session: AsyncSession, case: FollowUp) -> None:
    audit.note(
        session,
        object_type="follow_up",
        object_id=case.id,
        person_id=case.person_id,
        region=case.origin,
    )


def shown(case: FollowUp) -> wire.FollowUp:
    return wire.FollowUp(**_shown(case))


def shown_in_detail(case: FollowUp, contacts: list[Contact], keys: KeyRing) -> wire.FollowUpDetail:
    made = [shown_contact(one, keys) for one in contacts]
    return wire.FollowUpDetail(**_shown(case), contacts=made)


def _shown(case: FollowUp) -> dict[str, object]:
    state = wire.FollowUpState(case.state)
    return {
        "follow_up_id": case.id,
        "person_id": case.person_id,
        "origin": case.origin,
        "state": state,
        "reason": case.reason,
        "outcome": case.outcome,
        "post_ids": case.post_ids,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "overdue": rules.is_overdue(state, case.due_at, clock.business_now()),
        "closed_at": case.closed_at,
        "version": case.version,
    }


def shown_contact(one: Contact, keys: KeyRing) -> wire.Contact:
    sealed = one.note_sealed
    return wire.Contact(
        contact_id=one.id,
        channel=wire.ContactChannel(one.channel),
        result=wire.ContactResult(one.result),
        note=keys.open(sealed, aad=f"contact|{one.id}").decode() if sealed else None,
        contacted_by=one.contacted_by,
        contacted_at=one.contacted_at,
    )


_IN_FUTURE = Fault(
    "date_future",
    "返乡日期晚于今天。",
    "The date of return lies in the future.",
    pointer="#/returned_on",
)
