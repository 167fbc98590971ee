"""Rows as the wire models that callers read."""

from typing import Any

from schemas import regions
from schemas import subsidy as wire
from schemas.payments import BatchState, PaymentBatch
from subsidy.models import Claim, ClaimRun, Policy, PolicyVersion, PublicNotice
from subsidy.models import PaymentBatch as BatchRow


def policy(row: Policy, version: PolicyVersion) -> wire.Policy:
    return wire.Policy(id=row.id, version=version.version, **_document(version))


def claim(row: Claim) -> wire.Claim:
    return wire.Claim(**_claim(row))


def claim_detail(
    row: Claim, version: PolicyVersion, reviews: list[wire.Review]
) -> wire.ClaimDetail:
    document = _document(version)
    decision = wire.Decision(
        policy_id=row.policy_id,
        policy_version=row.policy_version,
        decided_on=row.decided_on,
        facts=row.facts,
        clauses=[wire.ClauseOutcome.model_validate(one) for one in row.clauses],
        amount_fen=row.amount_fen,
        amount_provision=document["amount_provision"],
    )
    return wire.ClaimDetail(
        **_claim(row),
        decision=decision,
        reviews=reviews,
    )


def run(row: ClaimRun) -> wire.ClaimRun:
    state = wire.ClaimRunState(row.state)
    return wire.ClaimRun(
        id=row.id,
        policy_id=row.policy_id,
        policy_version=row.policy_version,
        region=row.region,
        year=row.year,
        state=state,
        progress=wire.ClaimRunProgress(done=row.examined, total=row.total, phase=state),
        result=wire.ClaimRunResult(
            examined=row.examined, raised=row.raised, held=row.held, failed=row.failed
        ),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def notice(row: PublicNotice) -> wire.PublicNotice:
    return wire.PublicNotice(**_notice(row))


def notice_detail(row: PublicNotice, entries: list[wire.NoticeEntry]) -> wire.PublicNoticeDetail:
    return wire.PublicNoticeDetail(**_notice(row), entries=entries)


def batch(row: BatchRow, figures: dict[str, int]) -> PaymentBatch:
    """`figures`: payments, total_fen, paid, paid_fen, bounced, bounced_fen."""
    return PaymentBatch(
        id=row.id,
        policy_id=row.policy_id,
        region=row.region,
        fund=row.fund,
        state=BatchState(row.state),
        made_by=row.made_by,
        made_at=row.made_at,
        released_by=row.released_by,
        released_at=row.released_at,
        version=row.version,
        **figures,
    )


def _document(version: PolicyVersion) -> dict[str, Any]:
    return dict(version.document)


def _claim(row: Claim) -> dict[str, Any]:
    names = wire.Claim.model_fields.keys() - {"person_id"}
    return {"person_id": row.beneficiary_id, **{name: getattr(row, name) for name in names}}


def _notice(row: PublicNotice) -> dict[str, Any]:
    names = wire.PublicNotice.model_fields.keys() - {"region_name"}
    found = {name: getattr(row, name) for name in names}
    return {**found, "region_name": regions.full_name(row.region)}
