"""Which accounts each step of a payment moves money between. Pure.

Money is committed when a claim is approved, payable when it is in a batch, paid when the bank says
so; a bounce makes it committed again. A transfer takes its amount out of the credit account and
puts it into the debit account, so that all balances together are zero whatever is booked.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.payments import AccountKind, TransferKind

FLOW: Mapping[TransferKind, tuple[AccountKind, AccountKind]] = MappingProxyType(
    {
        TransferKind.COMMITMENT: (AccountKind.COMMITTED, AccountKind.AVAILABLE),
        TransferKind.PAYABLE: (AccountKind.PAYABLE, AccountKind.COMMITTED),
        TransferKind.PAYMENT: (AccountKind.PAID, AccountKind.PAYABLE),
        TransferKind.BOUNCE: (AccountKind.COMMITTED, AccountKind.PAYABLE),
    }
)
"""(debit, credit) of each kind of transfer."""
