"""The 72-hour case as a state machine. Pure.

open → contacted → offered → accepted → closed; steps may be skipped forwards, an acceptance taken
back goes to where the case stood. The hours run from the report of the return, day and night.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from schemas.registry import ContactResult, FollowUpState

TIME_LIMIT = timedelta(hours=72)
State = FollowUpState


class Step(StrEnum):
    REACH = "reach"
    OFFER = "offer"
    ACCEPT = "accept"
    TAKE_BACK = "take_back"
    CLOSE = "close"


NEXT: dict[Step, dict[State, State]] = {
    Step.REACH: {State.OPEN: State.CONTACTED},
    Step.OFFER: {State.OPEN: State.OFFERED, State.CONTACTED: State.OFFERED},
    Step.ACCEPT: {
        State.OPEN: State.ACCEPTED,
        State.CONTACTED: State.ACCEPTED,
        State.OFFERED: State.ACCEPTED,
    },
    Step.TAKE_BACK: {State.ACCEPTED: State.OFFERED},
    Step.CLOSE: {state: State.CLOSED for state in State if state is not State.CLOSED},
}


def due(opened_at: datetime) -> datetime:
    return opened_at + TIME_LIMIT


def is_overdue(state: State, due_at: datetime, at: datetime) -> bool:
    return state is not State.CLOSED and due_at < at


def after(state: State, step: Step) -> State:
    """The state after a step; the same where the step changes nothing."""
    return NEXT[step].get(state, state)


def may(state: State, step: Step) -> bool:
    return state in NEXT[step]


def step_of(result: ContactResult) -> Step | None:
    return Step.REACH if result is ContactResult.REACHED else None
