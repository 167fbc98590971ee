"""Purposes for which personal data may be read; agreements name them, access records keep them."""

from collections.abc import Mapping
from enum import StrEnum

from schemas.titles import Title


class Purpose(StrEnum):
    EMPLOYMENT_SERVICE = "employment_service"
    VERIFICATION = "verification"
    FOLLOW_UP = "follow_up"
    RECRUITMENT = "recruitment"
    SUBSIDY = "subsidy"
    SUPERVISION = "supervision"
    ADMINISTRATION = "administration"

    @property
    def zh(self) -> str:
        return _TITLES[self].zh

    @property
    def en(self) -> str:
        return _TITLES[self].en


_TITLES: Mapping[str, Title] = {
    "employment_service": Title("就业服务", "Employment service"),
    "verification": Title("就业状况核验", "Verification of employment"),
    "follow_up": Title("返乡人员跟踪服务", "Follow-up of returned workers"),
    "recruitment": Title("招聘用工", "Recruitment"),
    "subsidy": Title("补贴发放", "Subsidies"),
    "supervision": Title("监督检查", "Supervision"),
    "administration": Title("系统管理", "Administration"),
}
