"""What may become of a claim, and who may make it so. Pure.

raised → township_reviewed → county_reviewed → in_notice → approved → batched → sent → paid, or
bounced; an objection suspends a claim in notice; a review rejects; a bounced claim can
be batched again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from schemas.roles import RoleName
from schemas.subsidy import ClaimState as State

NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.RAISED: frozenset({State.TOWNSHIP_REVIEWED, State.REJECTED}),
        State.TOWNSHIP_REVIEWED: frozenset({State.COUNTY_REVIEWED, State.REJECTED}),
        State.COUNTY_REVIEWED: frozenset({State.IN_NOTICE}),
        State.IN_NOTICE: frozenset({State.APPROVED, State.OBJECTED}),
        State.OBJECTED: frozenset({State.IN_NOTICE, State.REJECTED}),
        State.APPROVED: frozenset({State.BATCHED}),
        State.BATCHED: frozenset({State.SENT, State.BOUNCED}),
        State.SENT: frozenset({State.PAID, State.BOUNCED}),
        State.BOUNCED: frozenset({State.BATCHED}),
        State.PAID: frozenset(),
        State.REJECTED: frozenset(),
    }
)
Level = Literal["township", "county", "objection"]


@dataclass(frozen=True)
class Step:
    """A review that a claim waits for: its level, who may do it, and where a pass leads."""

    level: Level
    role: RoleName
    passed: State


STEPS: Mapping[State, Step] = MappingProxyType(
    {
        State.RAISED: Step("township", RoleName.TOWNSHIP_REVIEWER, State.TOWNSHIP_REVIEWED),
        State.TOWNSHIP_REVIEWED: Step("county", RoleName.COUNTY_REVIEWER, State.COUNTY_REVIEWED),
        State.OBJECTED: Step("objection", RoleName.COUNTY_REVIEWER, State.IN_NOTICE),
    }
)


def may_become(before: State, after: State) -> bool:
    return after in NEXT[before]


def reviewed_twice(step: Step, reviewer: str, earlier: Collection[tuple[str, str]]) -> bool:
    """Whether (level, reviewer) pairs already hold this person for the two-person chain.

    Deciding an objection is not part of the chain: the county's reviewer who passed the claim may
    decide it, as the one who answers for it.
    """
    if step.level == "objection":
        return False
    return any(level != "objection" and who == reviewer for level, who in earlier)


def after_review(step: Step, outcome: Literal["pass", "reject"]) -> State:
    return step.passed if outcome == "pass" else State.REJECTED
