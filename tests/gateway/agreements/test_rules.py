"""HE4: an agreement's life, and what it covers."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gateway.agreements import rules
from gateway.agreements.rules import Refusal, Standing
from schemas.gateway import AgreementState, Side

TODAY = date(2026, 3, 2)
TEXT = rules.digest("全文")
HERS, HIS = UUID(int=1), UUID(int=2)
DRAFT = Standing(AgreementState.DRAFT, TEXT, TODAY + timedelta(days=365), {})


def in_force() -> Standing:
    once = rules.sign(DRAFT, Side.SENDING, HERS, TEXT, TODAY)
    assert isinstance(once, Standing)
    twice = rules.sign(once, Side.RECEIVING, HIS, TEXT, TODAY)
    assert isinstance(twice, Standing)
    return twice


def test_one_signature_is_not_enough() -> None:
    once = rules.sign(DRAFT, Side.SENDING, HERS, TEXT, TODAY)

    assert isinstance(once, Standing)
    assert once.state is AgreementState.SIGNED_BY_ONE
    assert in_force().state is AgreementState.IN_FORCE


def test_another_text_is_not_signed() -> None:
    other = rules.digest("全文。")

    assert rules.sign(DRAFT, Side.SENDING, HERS, other, TODAY) is Refusal.TEXT_DIFFERS


def test_one_person_does_not_sign_for_both() -> None:
    once = rules.sign(DRAFT, Side.SENDING, HERS, TEXT, TODAY)
    assert isinstance(once, Standing)

    assert rules.sign(once, Side.RECEIVING, HERS, TEXT, TODAY) is Refusal.ONE_PERSON


def test_what_is_over_is_not_signed() -> None:
    late = DRAFT.ends_on + timedelta(days=1)

    assert rules.sign(DRAFT, Side.SENDING, HERS, TEXT, late) is Refusal.TERM_OVER


def test_who_suspended_resumes() -> None:
    held = rules.suspend(in_force(), Side.RECEIVING)
    assert isinstance(held, Standing)

    assert rules.resume(held, Side.SENDING, TODAY) is Refusal.NOT_SUSPENDED_BY_YOU
    again = rules.resume(held, Side.RECEIVING, TODAY)
    assert isinstance(again, Standing)
    assert again.state is AgreementState.IN_FORCE


class Life(RuleBasedStateMachine):
    """Any sequence of steps by either side."""

    def __init__(self) -> None:
        super().__init__()
        self.standing = DRAFT
        self.ended = False

    def move(self, decided: Standing | Refusal) -> None:
        if isinstance(decided, Standing):
            self.standing = decided

    @rule(side=st.sampled_from(Side), who=st.sampled_from([HERS, HIS]))
    def sign(self, side: Side, who: UUID) -> None:
        self.move(rules.sign(self.standing, side, who, TEXT, TODAY))

    @rule(side=st.sampled_from(Side))
    def suspend(self, side: Side) -> None:
        self.move(rules.suspend(self.standing, side))

    @rule(side=st.sampled_from(Side))
    def resume(self, side: Side) -> None:
        self.move(rules.resume(self.standing, side, TODAY))

    @rule()
    def terminate(self) -> None:
        self.move(rules.terminate(self.standing))
        self.ended = True

    @invariant()
    def in_force_means_signed_by_two_people_and_held_by_none(self) -> None:
        if self.standing.state is AgreementState.IN_FORCE:
            assert set(self.standing.signed_by) == set(Side)
            assert len(set(self.standing.signed_by.values())) == len(Side)
            assert not self.standing.suspended_by

    @invariant()
    def suspended_means_held_by_somebody(self) -> None:
        suspended = self.standing.state is AgreementState.SUSPENDED
        assert suspended == bool(self.standing.suspended_by)

    @invariant()
    def the_end_is_final(self) -> None:
        assert self.ended == (self.standing.state is AgreementState.ENDED)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize(
    ("origins", "destinations", "fits"),
    [
        (["431230"], ["320505"], True),
        (["43"], ["320505"], False),
        (["431230"], ["32"], False),
        (["130624"], ["320505"], False),
        (["431230101"], ["320505"], False),
    ],
)
def test_regions_lie_within_their_party(
    origins: list[str], destinations: list[str], *, fits: bool
) -> None:
    assert rules.regions_fit("431230", "3205", origins, destinations) is fits


def test_parties_do_not_overlap() -> None:
    assert not rules.regions_fit("43", "431230", ["43"], ["431230"])


def test_a_signatory_acts_for_the_parties_within_its_region() -> None:
    assert rules.sides_of(["43"], sending="431230", receiving="3205") == {Side.SENDING}
    assert rules.sides_of(["00"], sending="431230", receiving="3205") == set(Side)
    assert rules.sides_of(["431230101"], sending="431230", receiving="3205") == frozenset()
