"""Roles that people hold at a region, and the scopes each brings."""

from enum import StrEnum

from schemas.scopes import Scope


class RoleName(StrEnum):
    ADMINISTRATOR = "administrator"
    REGISTRAR = "registrar"
    CASEWORKER = "caseworker"
    VERIFIER = "verifier"
    RECRUITER = "recruiter"
    SUBSIDY_CLERK = "subsidy_clerk"
    TOWNSHIP_REVIEWER = "township_reviewer"
    COUNTY_REVIEWER = "county_reviewer"
    PAYER = "payer"
    AUDITOR = "auditor"
    SIGNATORY = "signatory"


_READING = frozenset({Scope.REGISTRY_READ, Scope.MATCHING_READ, Scope.EVENTS_READ})

SCOPES_OF: dict[RoleName, frozenset[Scope]] = {
    RoleName.ADMINISTRATOR: frozenset(
        {
            Scope.ACCOUNTS_ADMIN,
            Scope.AGREEMENTS_READ,
            Scope.MATCHING_READ,
            Scope.MATCHING_WRITE,
            Scope.SUBSIDY_READ,
        }
    ),
    RoleName.REGISTRAR: _READING | {Scope.REGISTRY_WRITE, Scope.REGISTRY_IMPORT},
    RoleName.CASEWORKER: _READING | {Scope.REGISTRY_WRITE, Scope.MATCHING_WRITE},
    RoleName.VERIFIER: _READING | {Scope.REGISTRY_WRITE, Scope.REGISTRY_IMPORT},
    RoleName.RECRUITER: frozenset({Scope.MATCHING_READ, Scope.MATCHING_WRITE}),
    RoleName.SUBSIDY_CLERK: _READING | {Scope.SUBSIDY_READ, Scope.SUBSIDY_APPLY},
    RoleName.TOWNSHIP_REVIEWER: _READING | {Scope.SUBSIDY_READ, Scope.SUBSIDY_REVIEW},
    RoleName.COUNTY_REVIEWER: _READING
    | {Scope.SUBSIDY_READ, Scope.SUBSIDY_REVIEW, Scope.SUBSIDY_APPROVE},
    RoleName.PAYER: frozenset({Scope.SUBSIDY_READ, Scope.SUBSIDY_PAY}),
    RoleName.AUDITOR: frozenset({Scope.AUDIT_READ, Scope.REGISTRY_READ, Scope.SUBSIDY_READ}),
    RoleName.SIGNATORY: frozenset({Scope.AGREEMENTS_READ, Scope.AGREEMENTS_SIGN}),
}
