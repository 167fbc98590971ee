"""Refusals that more than one feature gives."""

from servicekit.problems import Problem


class RegionOutsideScope(Problem):
    code = "region_outside_scope"


class PolicyNotForRegion(Problem):
    code = "policy_not_for_region"


class PolicyNotInForce(Problem):
    code = "policy_not_in_force"


class YearNotClaimable(Problem):
    code = "year_not_claimable"


class ExclusivityHeld(Problem):
    code = "exclusivity_held"


class ClaimStateForbids(Problem):
    code = "claim_state_forbids"
