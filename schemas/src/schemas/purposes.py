"""Purposes for which personal data is processed; an agreement opens data for some of them."""

from enum import StrEnum


class Purpose(StrEnum):
    EMPLOYMENT_SERVICE = "employment_service"
    VERIFICATION = "verification"
    FOLLOW_UP = "follow_up"
    RECRUITMENT = "recruitment"
    SUBSIDY = "subsidy"
    SUPERVISION = "supervision"
    ADMINISTRATION = "administration"


TITLES: dict[Purpose, tuple[str, str]] = {
    Purpose.EMPLOYMENT_SERVICE: ("就业服务", "Employment service"),
    Purpose.VERIFICATION: ("就业核验", "Verification of employment"),
    Purpose.FOLLOW_UP: ("返乡跟踪服务", "Follow-up of returned workers"),
    Purpose.RECRUITMENT: ("招聘", "Recruitment"),
    Purpose.SUBSIDY: ("补贴发放", "Subsidies"),
    Purpose.SUPERVISION: ("监督检查", "Supervision"),
    Purpose.ADMINISTRATION: ("系统管理", "Administration"),
}
