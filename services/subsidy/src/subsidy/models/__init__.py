"""The tables of subsidy. What is about a person is distributed by `beneficiary_id`/`person_id`.

No names, numbers or bank accounts of persons are kept; public notices keep masked names.
"""

from subsidy.models.base import Base
from subsidy.models.claims import Claim, ClaimRun, Hold, Objection, Review
from subsidy.models.facts import EmploymentFacts, PersonFacts
from subsidy.models.payments import (
    Account,
    NoticeEntry,
    Payment,
    PaymentBatch,
    PublicNotice,
    Transfer,
)
from subsidy.models.policies import Policy, PolicyVersion

__all__ = [
    "Account",
    "Base",
    "Claim",
    "ClaimRun",
    "EmploymentFacts",
    "Hold",
    "NoticeEntry",
    "Objection",
    "Payment",
    "PaymentBatch",
    "PersonFacts",
    "Policy",
    "PolicyVersion",
    "PublicNotice",
    "Review",
    "Transfer",
]
