"""Roles an account holds at a region, and the scopes each carries."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schemas.scopes import Scope
from schemas.titles import Title


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

    @property
    def zh(self) -> str:
        return _TITLES[self].zh

    @property
    def en(self) -> str:
        return _TITLES[self].en


_TITLES: Mapping[str, Title] = {
    "administrator": Title("系统管理员", "Administrator"),
    "registrar": Title("登记员（导入名单）", "Registrar (imports lists)"),
    "caseworker": Title("跟踪服务员", "Caseworker"),
    "verifier": Title("核验员", "Verifier"),
    "recruiter": Title("用人单位招聘员", "Recruiter of an employer"),
    "subsidy_clerk": Title("补贴经办员", "Subsidy clerk"),
    "township_reviewer": Title("乡镇审核员", "Township reviewer"),
    "county_reviewer": Title("县级审批员", "County reviewer"),
    "payer": Title("拨付员", "Payer"),
    "auditor": Title("审计员", "Auditor"),
    "signatory": Title("协议签署人", "Signatory of agreements"),
}

_READING = frozenset({Scope.REGISTRY_READ, Scope.MATCHING_READ, Scope.EVENTS_READ})
_CLAIMS = _READING | {Scope.SUBSIDY_READ}

SCOPES_OF: Mapping[RoleName, frozenset[Scope]] = MappingProxyType(
    {
        RoleName.ADMINISTRATOR: frozenset(
            {
                Scope.ACCOUNTS_ADMIN,
                Scope.AUDIT_READ,
                Scope.AGREEMENTS_READ,
                Scope.EVENTS_READ,
                Scope.MATCHING_READ,
                Scope.MATCHING_WRITE,
                Scope.SUBSIDY_READ,
            }
        ),
        RoleName.REGISTRAR: _READING | {Scope.REGISTRY_WRITE, Scope.REGISTRY_IMPORT},
        RoleName.CASEWORKER: _READING | {Scope.REGISTRY_WRITE, Scope.MATCHING_WRITE},
        RoleName.VERIFIER: _READING | {Scope.REGISTRY_WRITE, Scope.REGISTRY_IMPORT},
        RoleName.RECRUITER: frozenset({Scope.MATCHING_READ, Scope.MATCHING_WRITE}),
        RoleName.SUBSIDY_CLERK: _CLAIMS | {Scope.SUBSIDY_APPLY},
        RoleName.TOWNSHIP_REVIEWER: _CLAIMS | {Scope.SUBSIDY_REVIEW},
        RoleName.COUNTY_REVIEWER: _CLAIMS | {Scope.SUBSIDY_REVIEW, Scope.SUBSIDY_APPROVE},
        RoleName.PAYER: frozenset({Scope.SUBSIDY_READ, Scope.SUBSIDY_PAY}),
        RoleName.AUDITOR: _CLAIMS | {Scope.AGREEMENTS_READ, Scope.AUDIT_READ},
        RoleName.SIGNATORY: frozenset({Scope.AGREEMENTS_READ, Scope.AGREEMENTS_SIGN}),
    }
)
"""`registry.resolve` is in no role: naming people by their ids is for services alone."""
