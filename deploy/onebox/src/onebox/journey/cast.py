"""Who takes part, in which role, where."""

from dataclasses import dataclass

from samples.counties import FUPING, SUZHOU, TONGDAO
from schemas.roles import RoleName

VILLAGE = "village"
"""Stands for the village of the person who comes home."""


@dataclass(frozen=True)
class Part:
    """One account; `zh` and `en` say who it is."""

    username: str
    roles: tuple[RoleName, ...]
    region: str
    zh: str
    en: str


@dataclass(frozen=True)
class Office:
    region: str
    name: str


OFFICES = (
    Office(TONGDAO, "通道侗族自治县人力资源和社会保障局（样例）"),
    Office(SUZHOU, "苏州市人力资源和社会保障局（样例）"),
    Office(FUPING, "阜平县人力资源和社会保障局（样例）"),
)
R = RoleName
CAST = (
    Part("tongdao-officer", (R.REGISTRAR,), TONGDAO, "通道县经办员（导入名单）", "County officer"),
    Part("tongdao-village", (R.CASEWORKER,), VILLAGE, "通道县村干部", "Village officer"),
    Part("tongdao-clerk", (R.SUBSIDY_CLERK,), TONGDAO, "通道县补贴经办员", "Subsidy clerk"),
    Part("tongdao-township", (R.TOWNSHIP_REVIEWER,), TONGDAO, "通道县乡镇审核员", "First reviewer"),
    Part("tongdao-county", (R.COUNTY_REVIEWER,), TONGDAO, "通道县县级审核员", "County reviewer"),
    Part("tongdao-payer-a", (R.PAYER,), TONGDAO, "通道县拨付员甲", "Payer A"),
    Part("tongdao-payer-b", (R.PAYER,), TONGDAO, "通道县拨付员乙", "Payer B"),
    Part("tongdao-signatory", (R.SIGNATORY,), TONGDAO, "通道县协议签署人", "Signatory (sending)"),
    Part("suzhou-officer", (R.REGISTRAR,), SUZHOU, "苏州市经办员（导入名单）", "City officer"),
    Part("suzhou-verifier", (R.VERIFIER,), SUZHOU, "苏州市核验员", "City verifier"),
    Part("suzhou-clerk", (R.SUBSIDY_CLERK,), SUZHOU, "苏州市补贴经办员", "City subsidy clerk"),
    Part("suzhou-signatory", (R.SIGNATORY,), SUZHOU, "苏州市协议签署人", "Signatory (receiving)"),
    Part("fuping-officer", (R.REGISTRAR,), FUPING, "阜平县经办员（导入名单）", "Officer of Fuping"),
)
