"""From policy to claim: runs, reviews, objections and public notices."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from schemas.subsidy import (
    Claim,
    ClaimCheck,
    ClaimCheckResult,
    ClaimCreate,
    ClaimDetail,
    ClaimRun,
    ClaimRunCreate,
    ClaimRunState,
    ClaimState,
    Family,
    NoticeCreate,
    ObjectionCreate,
    Policy,
    PublicNotice,
    PublicNoticeDetail,
    ReviewCreate,
)
from wengang.api import Api, wait_until


@dataclass(frozen=True)
class Policies:
    _api: Api

    def list(
        self, *, region: str | None = None, family: Family | None = None
    ) -> AsyncIterator[Policy]:
        return self._api.pages(Policy, "/v1/policies", region=region, family=family)

    async def get(self, policy_id: UUID) -> Policy:
        return await self._api.get(Policy, f"/v1/policies/{policy_id}")


@dataclass(frozen=True)
class ClaimRuns:
    """Claims raised from the data alone, without an application."""

    _api: Api

    async def start(
        self, policy_id: UUID, region: str, year: int, *, key: str | None = None
    ) -> ClaimRun:
        body = ClaimRunCreate(policy_id=policy_id, region=region, year=year)
        return await self._api.post(ClaimRun, "/v1/claim-runs", body, key=key)

    def list(self, *, region: str | None = None) -> AsyncIterator[ClaimRun]:
        return self._api.pages(ClaimRun, "/v1/claim-runs", region=region)

    async def get(self, run_id: UUID) -> ClaimRun:
        return await self._api.get(ClaimRun, f"/v1/claim-runs/{run_id}")

    async def wait(
        self,
        run_id: UUID,
        *,
        seen: Callable[[ClaimRun], None] | None = None,
        patience: float = 600.0,
    ) -> ClaimRun:
        ended = {ClaimRunState.DONE, ClaimRunState.FAILED}
        return await wait_until(
            lambda: self.get(run_id), lambda run: run.state in ended, seen=seen, patience=patience
        )


@dataclass(frozen=True)
class Claims:
    _api: Api

    async def raise_one(
        self, person_id: UUID, policy_id: UUID, year: int, *, key: str | None = None
    ) -> Claim:
        body = ClaimCreate(person_id=person_id, policy_id=policy_id, year=year)
        return await self._api.post(Claim, "/v1/claims", body, key=key)

    def list(
        self,
        *,
        state: ClaimState | None = None,
        person_id: UUID | None = None,
        region: str | None = None,
        policy_id: UUID | None = None,
    ) -> AsyncIterator[Claim]:
        return self._api.pages(
            Claim,
            "/v1/claims",
            state=state,
            person_id=person_id,
            region=region,
            policy_id=policy_id,
            limit=100,
        )

    async def get(self, claim_id: UUID) -> ClaimDetail:
        """With the decision: each clause, its outcome and the facts it read."""
        return await self._api.get(ClaimDetail, f"/v1/claims/{claim_id}")

    async def review(
        self,
        claim: Claim,
        outcome: Literal["pass", "reject"],
        *,
        note: str | None = None,
        key: str | None = None,
    ) -> Claim:
        """Of the claim as it was read: refused when it has changed since."""
        body = ReviewCreate(outcome=outcome, note=note)
        return await self._api.post(
            Claim,
            f"/v1/claims/{claim.id}/review",
            body,
            key=key,
            headers={"If-Match": f'"v{claim.version}"'},
        )

    async def object_to(self, claim_id: UUID, reason: str, *, key: str | None = None) -> Claim:
        body = ObjectionCreate(reason=reason)
        return await self._api.post(Claim, f"/v1/claims/{claim_id}/objection", body, key=key)

    async def check(
        self, person_id: UUID, family: Family, year: int, *, key: str | None = None
    ) -> ClaimCheckResult:
        """Whether the person has such a claim for the year already, wherever; and why."""
        body = ClaimCheck(person_id=person_id, family=family, year=year)
        return await self._api.post(ClaimCheckResult, "/v1/claim-checks", body, key=key)


@dataclass(frozen=True)
class PublicNotices:
    _api: Api

    async def publish(
        self,
        policy_id: UUID,
        region: str,
        *,
        claim_ids: Sequence[UUID] | None = None,
        key: str | None = None,
    ) -> PublicNotice:
        """All county-reviewed claims of the policy there, at most 1,000, when none is named."""
        named = list(claim_ids) if claim_ids is not None else None
        body = NoticeCreate(policy_id=policy_id, region=region, claim_ids=named)
        return await self._api.post(PublicNotice, "/v1/public-notices", body, key=key)

    def list(self, *, region: str | None = None) -> AsyncIterator[PublicNotice]:
        return self._api.pages(PublicNotice, "/v1/public-notices", region=region)

    async def get(self, notice_id: UUID) -> PublicNoticeDetail:
        """As the public sees it: masked names, townships, amounts; no sign-in is needed."""
        return await self._api.get(PublicNoticeDetail, f"/v1/public-notices/{notice_id}")
