from schemas import subsidy as wire
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from servicekit import audit, routing
from servicekit.access import Caller, allow
from servicekit.context import Ctx
from servicekit.database import Session
from servicekit.problems import NotFound
from subsidy import holding
from subsidy.checks import queries

router = routing.router(prefix="/v1/claim-checks", tags=["claims"])
CHECK = allow(
    Scope.SUBSIDY_READ,
    purpose=Purpose.SUBSIDY,
    roles=(RoleName.SUBSIDY_CLERK, RoleName.TOWNSHIP_REVIEWER, RoleName.COUNTY_REVIEWER),
)
HELD = ("该人员在此期间已有同类补贴申领。", "The person already has a claim of this kind.")
FREE = ("该人员在此期间没有同类补贴申领。", "The person has no claim of this kind yet.")


@router.post(
    "",
    operation_id="checkClaim",
    summary="查询是否已享受同类补贴（只答是否） / Is there such a claim already: yes or no",
    dependencies=[CHECK],
    openapi_extra=routing.SAFE,
)
async def check_claim(
    session: Session, principal: Caller, context: Ctx, data: wire.ClaimCheck
) -> wire.ClaimCheckResult:
    """Answer yes or no and why in general terms; never where, how much or which claim."""
    if not await queries.knows(session, principal, data.person_id):
        raise NotFound
    key = holding.key_of(context.keys, data.family.value, data.person_id)
    held = await holding.is_held(context, key, data.year)
    audit.note(session, object_type="claim_check", object_id=key, person_id=data.person_id)
    zh, en = HELD if held else FREE
    return wire.ClaimCheckResult(held=held, reason_zh=zh, reason_en=en)
