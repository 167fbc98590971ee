"""Which posts a returned worker is offered: hard constraints, a score in parts, and a ladder.

Integers throughout and ties by post id, so that the result depends neither on the order of the
input nor on how the work is split; the parts are the explanation. Sex, ethnicity and the like are
not inputs (Employment Promotion Law, arts. 26-31).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from schemas.codes import Education, LabourAbility

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

LEAST_OFFERS = 3
OFFERS = 5
WORKING_AGE = 16  # Labour Law, art. 15
PUBLIC_WELFARE_MOST_AGE = 69  # national data rule 3_01: 16 to 69
NO_LIMIT = 999

# A rank of 0 is "unknown" of a person and "not asked" of a post.
EDUCATION_RANKS: Mapping[str | None, int] = {level: rank for rank, level in enumerate(Education)}
ABILITY_RANKS: Mapping[str | None, int] = {
    LabourAbility.WEAK: 1,
    LabourAbility.ORDINARY: 2,
    LabourAbility.SKILLED: 3,
}
UNABLE = frozenset({LabourAbility.LOST, LabourAbility.NONE})

PROVINCE, CITY, COUNTY = 10**10, 10**8, 10**6  # a 12-digit scope // these gives the code


class Rung(IntEnum):
    """How far from home a post is, and of what kind; NONE is not to be offered at all."""

    NONE = 0
    OTHER_PROVINCE = 1
    OWN_PROVINCE = 2
    OWN_CITY = 3
    OWN_COUNTY = 4
    WORKSHOP = 5
    PUBLIC_WELFARE = 6


# The order of variety: one of each tier first, then the best of what is left.
LADDER: tuple[tuple[Rung, ...], ...] = (
    (Rung.OTHER_PROVINCE,),
    (Rung.OWN_PROVINCE, Rung.OWN_CITY, Rung.OWN_COUNTY),
    (Rung.WORKSHOP,),
    (Rung.PUBLIC_WELFARE,),
)
TIERS = np.array(
    [next((tier for tier, rungs in enumerate(LADDER) if rung in rungs), -1) for rung in Rung],
    dtype=np.int64,
)

PLACE_MOST, WAGE_MOST, OCCUPATION_MOST, LODGING_MOST = 300, 400, 200, 100
PLACE_POINTS = np.array([0, 160, 140, 200, 240, 200, 120], dtype=np.int64)  # by rung
OCCUPATION_POINTS = (0, 40, 120, 160, 200)  # by common levels: none, major, middle, small, leaf
WAGE_FLOOR, WAGE_SPAN = 700, 600  # permille of the reference: no points at 70 %, all at 130 %
WAGE_UNKNOWN_REFERENCE = 400_000  # fen a month, where neither wish nor last wage is known


@dataclass(frozen=True, slots=True)
class Opening:
    """A post as the rules see it.

    `workplace` is a scope of 12 digits; `occupation` a leaf of the 2022 classification
    (`6-05-01-03`); wages are fen a month.
    """

    id: UUID
    kind: str
    workplace: int
    occupation: str
    wage_from: int
    wage_to: int
    lodging: bool
    seats_left: int
    expires_on: date
    min_age: int | None = None
    max_age: int | None = None
    education: int = 0
    ability: int = 0


@dataclass(frozen=True, slots=True)
class Seeker:
    """A person as the rules see one; `able` false rules out every post."""

    origin: int
    birth_year: int | None = None
    education: int = 0
    ability: int = 0
    able: bool = True
    least_wage: int | None = None
    last_wage: int | None = None
    regions: tuple[tuple[int, int], ...] = ()
    occupations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One recommended post; `points` by part, their sum is `score`."""

    opening: Opening
    rung: Rung
    points: Mapping[str, int]
    score: int


class Index:
    """Openings in the order of their ids, one integer column a feature."""

    def __init__(self, openings: Sequence[Opening]) -> None:
        self.openings = sorted(openings, key=lambda opening: opening.id)

        def column(values: Sequence[int]) -> Ints:
            return np.array(values, dtype=np.int64)

        posts = self.openings
        self.workplace = column([post.workplace for post in posts])
        self.occupation = column([leaf(post.occupation) for post in posts])
        self.wage = column([post.wage_from for post in posts])
        self.lodging = column([post.lodging for post in posts])
        self.seats = column([post.seats_left for post in posts])
        self.expires = column([post.expires_on.toordinal() for post in posts])
        self.welfare = column([post.kind == "public_welfare" for post in posts]).astype(bool)
        self.workshop = column([post.kind in {"workshop", "home_based"} for post in posts]).astype(
            bool
        )
        self.min_age = column([post.min_age or 0 for post in posts])
        self.max_age = column([post.max_age or NO_LIMIT for post in posts])
        self.min_age[self.welfare] = np.maximum(self.min_age[self.welfare], WORKING_AGE)
        self.max_age[self.welfare] = np.minimum(self.max_age[self.welfare], PUBLIC_WELFARE_MOST_AGE)
        self.education = column([post.education for post in posts])
        self.ability = column([post.ability for post in posts])


def leaf(occupation: str) -> int:
    """`6-05-01-03` as 6050103, so that a class is an interval."""
    return int(occupation.replace("-", ""))


def ages(birth_year: int | None, today: date) -> tuple[int, int]:
    """The youngest and the oldest a person of that birth year can be today."""
    if birth_year is None:
        return 0, NO_LIMIT
    oldest = today.year - birth_year
    return oldest - 1, oldest


def recommend(index: Index, seeker: Seeker, *, today: date, count: int = OFFERS) -> list[Offer]:
    """At most `count` openings, the best of each tier of the ladder first; all allowed."""
    rungs = _rungs(index, seeker)
    at = np.flatnonzero(_allowed(index, seeker, today) & (rungs != Rung.NONE))
    points = _points(index, seeker, rungs, at)
    score = np.stack(list(points.values())).sum(axis=0)
    return [
        Offer(
            opening=index.openings[at[one]],
            rung=Rung(int(rungs[at[one]])),
            points={part: int(column[one]) for part, column in points.items()},
            score=int(score[one]),
        )
        for one in _descend(TIERS[rungs[at]], score, count)
    ]


def _descend(tiers: Ints, score: Ints, count: int) -> list[int]:
    """Places of the chosen in order: one of each tier, then the best whatever their tier."""
    size = len(score)
    key = score * size + (size - 1 - np.arange(size))  # among equals the lowest id is highest
    chosen: list[int] = []
    for tier in (*range(len(LADDER)), *(None for _ in range(count))):
        if len(chosen) == min(count, size):
            break
        best = int(np.argmax(key if tier is None else np.where(tiers == tier, key, -1)))
        if key[best] >= 0 and tier in {None, int(tiers[best])}:
            chosen.append(best)
            key[best] = -1
    return chosen


def _allowed(index: Index, seeker: Seeker, today: date) -> Flags:
    youngest, oldest = ages(seeker.birth_year, today)
    if not seeker.able or (seeker.birth_year is not None and youngest < WORKING_AGE):
        return np.zeros(len(index.openings), dtype=np.bool_)
    return np.asarray(
        (index.min_age <= youngest)
        & (index.max_age >= oldest)
        & (index.education <= seeker.education)
        & (index.ability <= seeker.ability)
        & (index.seats > 0)
        & (index.expires >= today.toordinal())
    )


def _rungs(index: Index, seeker: Seeker) -> Ints:
    """Public-welfare posts and workshops only in the own county (national data rule 5_01_003)."""
    place, home = index.workplace, seeker.origin
    own_county = place // COUNTY == home // COUNTY
    own_province = place // PROVINCE == home // PROVINCE
    by_distance = np.select(
        [own_county, place // CITY == home // CITY, own_province, index.lodging == 1],
        [Rung.OWN_COUNTY, Rung.OWN_CITY, Rung.OWN_PROVINCE, Rung.OTHER_PROVINCE],
        Rung.NONE,
    )
    near = np.where(index.welfare, Rung.PUBLIC_WELFARE, Rung.WORKSHOP)
    by_kind = np.where(own_county, near, Rung.NONE)
    return np.where(index.welfare | index.workshop, by_kind, by_distance).astype(np.int64)


def _points(index: Index, seeker: Seeker, rungs: Ints, at: Ints) -> dict[str, Ints]:
    """Points by part for the openings at the places `at`."""
    rungs, workplace, lodging = rungs[at], index.workplace[at], index.lodging[at] == 1
    wanted = np.zeros(len(at), dtype=np.bool_)
    for low, high in seeker.regions:
        wanted |= (workplace >= low) & (workplace < high)
    reference = seeker.least_wage or seeker.last_wage or WAGE_UNKNOWN_REFERENCE
    over = index.wage[at] * 1000 // reference - WAGE_FLOOR
    away = (rungs != Rung.OWN_COUNTY) & (rungs < Rung.WORKSHOP)
    return {
        "place": np.where(wanted, PLACE_MOST, PLACE_POINTS[rungs]),
        "wage": np.clip(over * WAGE_MOST // WAGE_SPAN, 0, WAGE_MOST),
        "occupation": _occupation_points(index.occupation[at], seeker.occupations),
        "lodging": np.where(~away | lodging, LODGING_MOST, 0),
    }


def _occupation_points(leaves: Ints, wanted: Sequence[str]) -> Ints:
    """Points by the classification levels shared with the nearest wanted class; a class wanted
    whole (`6-05`) counts all its leaves as wanted."""
    best = np.zeros(len(leaves), dtype=np.int64)
    for occupation in wanted:
        depth = occupation.count("-") + 1
        padded = leaf(occupation) * 100 ** (len(OCCUPATION_POINTS) - 1 - depth)
        for level in range(1, depth + 1):
            width = 100 ** (len(OCCUPATION_POINTS) - 1 - level)
            reached = OCCUPATION_MOST if level == depth else OCCUPATION_POINTS[level]
            same = leaves // width == padded // width
            best = np.maximum(best, np.where(same, reached, 0))
    return best
