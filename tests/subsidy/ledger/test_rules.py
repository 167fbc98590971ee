"""Whatever is booked, in whatever order: the balances add up to zero and no money appears."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from schemas.payments import AccountKind, TransferKind
from subsidy.accounting import FLOW

AMOUNTS = st.integers(min_value=1, max_value=10**9)


def booked(entries: list[tuple[TransferKind, int]]) -> Counter[AccountKind]:
    balances: Counter[AccountKind] = Counter()
    for kind, amount in entries:
        debit, credit = FLOW[kind]
        balances[debit] += amount
        balances[credit] -= amount
    return balances


@given(st.lists(st.tuples(st.sampled_from(TransferKind), AMOUNTS)))
def test_the_balances_add_up_to_zero_by_structure(
    entries: list[tuple[TransferKind, int]],
) -> None:
    assert sum(booked(entries).values()) == 0


class Claim(RuleBasedStateMachine):
    """One claim from approval to payment, with any number of bounces between."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.entries = "in_notice", list[tuple[TransferKind, int]]()

    def post(self, kind: TransferKind, state: str) -> None:
        self.entries.append((kind, 40_000))
        self.state = state

    @precondition(lambda self: self.state == "in_notice")
    @rule()
    def approve(self) -> None:
        self.post(TransferKind.COMMITMENT, "approved")

    @precondition(lambda self: self.state in ("approved", "bounced"))
    @rule()
    def batch(self) -> None:
        self.post(TransferKind.PAYABLE, "batched")

    @precondition(lambda self: self.state == "batched")
    @rule()
    def pay(self) -> None:
        self.post(TransferKind.PAYMENT, "paid")

    @precondition(lambda self: self.state == "batched")
    @rule()
    def bounce(self) -> None:
        self.post(TransferKind.BOUNCE, "bounced")

    @precondition(lambda self: self.state == "paid")
    @rule()
    def rest(self) -> None:
        """Nothing follows a payment."""

    @invariant()
    def money_stands_in_one_place(self) -> None:
        balances = booked(self.entries)
        stands = {kind for kind, fen in balances.items() if fen > 0}
        expected = {
            "in_notice": set(),
            "approved": {AccountKind.COMMITTED},
            "bounced": {AccountKind.COMMITTED},
            "batched": {AccountKind.PAYABLE},
            "paid": {AccountKind.PAID},
        }
        assert stands == expected[self.state]
        assert balances[AccountKind.AVAILABLE] == (-40_000 if self.entries else 0)


TestClaim = Claim.TestCase
