"""The parts of a score in words, Chinese and English; they say only what the numbers say."""

from matching.recommendations.rules import (
    LODGING_MOST,
    OCCUPATION_MOST,
    PLACE_MOST,
    WAGE_MOST,
    Offer,
    Rung,
    Seeker,
)
from schemas import regions
from schemas.matching import ScorePart
from schemas.money import yuan_text

RUNGS = {
    Rung.OTHER_PROVINCE: ("省外，提供住宿", "another province, with lodging"),
    Rung.OWN_PROVINCE: ("本省外市", "another city of the own province"),
    Rung.OWN_CITY: ("本市外县", "another county of the own city"),
    Rung.OWN_COUNTY: ("本县", "the own county"),
    Rung.WORKSHOP: ("本县就业帮扶车间或居家就业", "a workshop or work at home in the own county"),
    Rung.PUBLIC_WELFARE: ("本县公益性岗位", "a public-welfare post in the own county"),
}
OCCUPATION_LEVELS = {
    0: ("与意向职业不同类，或未登记意向", "no wanted occupation in common, or none recorded"),
    40: ("与意向职业同大类", "same major class as a wanted occupation"),
    120: ("与意向职业同中类", "same middle class as a wanted occupation"),
    160: ("与意向职业同小类", "same small class as a wanted occupation"),
    OCCUPATION_MOST: ("符合意向职业", "a wanted occupation"),
}


def parts(offer: Offer, seeker: Seeker) -> list[ScorePart]:
    """One explained part for each number of the score, in a fixed order."""
    said = {
        "place": (PLACE_MOST, *_place(offer)),
        "wage": (WAGE_MOST, *_wage(offer, seeker)),
        "occupation": (OCCUPATION_MOST, *OCCUPATION_LEVELS[offer.points["occupation"]]),
        "lodging": (LODGING_MOST, *_lodging(offer)),
    }
    return [
        ScorePart.model_validate(
            {"name": name, "points": offer.points[name], "most": most, "zh": zh, "en": en}
        )
        for name, (most, zh, en) in said.items()
    ]


def _place(offer: Offer) -> tuple[str, str]:
    zh, en = RUNGS[offer.rung]
    county = f"{offer.opening.workplace // 10**6:06d}"
    where = regions.name_of(county) or county
    if offer.points["place"] == PLACE_MOST:
        return f"在意向地区{where}（{zh}）", f"in a wanted region, {where} ({en})"
    return f"{where}：{zh}", f"{where}: {en}"


def _wage(offer: Offer, seeker: Seeker) -> tuple[str, str]:
    wage = yuan_text(offer.opening.wage_from)
    if seeker.least_wage:
        zh, en = "期望工资", "the least wage wanted"
        reference = seeker.least_wage
    elif seeker.last_wage:
        zh, en = "上一份工资", "the last wage"
        reference = seeker.last_wage
    else:
        return f"月工资{wage}元起", f"from {wage} yuan a month"
    other = yuan_text(reference)
    return (
        f"月工资{wage}元起，{zh}{other}元",
        f"from {wage} yuan a month; {en} is {other} yuan",
    )


def _lodging(offer: Offer) -> tuple[str, str]:
    if offer.opening.lodging:
        return "提供住宿", "lodging is provided"
    if offer.points["lodging"]:
        return "在本县，可住家中", "in the own county, one can live at home"
    return "离家且不提供住宿", "away from home without lodging"
