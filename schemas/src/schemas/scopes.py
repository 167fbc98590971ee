"""OAuth scopes: what kind of act a token may do. Where it may, its roles and agreements say."""

from enum import StrEnum


class Scope(StrEnum):
    REGISTRY_READ = "registry.read"
    REGISTRY_WRITE = "registry.write"
    REGISTRY_IMPORT = "registry.import"
    REGISTRY_RESOLVE = "registry.resolve"
    MATCHING_READ = "matching.read"
    MATCHING_WRITE = "matching.write"
    SUBSIDY_READ = "subsidy.read"
    SUBSIDY_APPLY = "subsidy.apply"
    SUBSIDY_REVIEW = "subsidy.review"
    SUBSIDY_APPROVE = "subsidy.approve"
    SUBSIDY_PAY = "subsidy.pay"
    AGREEMENTS_READ = "agreements.read"
    AGREEMENTS_SIGN = "agreements.sign"
    ACCOUNTS_ADMIN = "accounts.admin"
    AUDIT_READ = "audit.read"
    EVENTS_READ = "events.read"
