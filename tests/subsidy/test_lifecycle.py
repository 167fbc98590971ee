"""What may become of a claim."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.subsidy import ClaimState as State
from subsidy.lifecycle import NEXT, STEPS, may_become, reviewed_twice


def test_every_state_says_what_may_follow() -> None:
    assert set(NEXT) == set(State)


@given(st.lists(st.sampled_from(State), max_size=20))
def test_nobody_is_paid_without_both_reviews_and_the_notice(wanted: list[State]) -> None:
    state, passed = State.RAISED, [State.RAISED]
    for after in wanted:
        if may_become(state, after):
            state = after
            passed.append(after)
    if state is State.PAID:
        needed = {State.TOWNSHIP_REVIEWED, State.COUNTY_REVIEWED, State.IN_NOTICE, State.APPROVED}
        assert needed <= set(passed)


def test_what_is_paid_or_rejected_stays_so() -> None:
    assert not NEXT[State.PAID]
    assert not NEXT[State.REJECTED]


def test_one_person_cannot_do_both_reviews_but_may_decide_an_objection() -> None:
    earlier = [("township", "a"), ("county", "b")]
    assert reviewed_twice(STEPS[State.TOWNSHIP_REVIEWED], "a", earlier)
    assert not reviewed_twice(STEPS[State.TOWNSHIP_REVIEWED], "c", earlier)
    assert not reviewed_twice(STEPS[State.OBJECTED], "b", earlier)
