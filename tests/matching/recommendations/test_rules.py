"""What may be offered, in what order, in memory."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matching.recommendations import explanations, rules
from matching.recommendations.rules import NO_LIMIT, Index, Opening, Rung, Seeker, recommend
from schemas.codes import Education, LabourAbility

TODAY = date(2026, 3, 2)
HOME = 431230100201
PLACES = [
    HOME,
    431230000000,
    431231000000,
    430100000000,
    320506000000,
    110101000000,
]
OCCUPATIONS = ["6-05-01-03", "6-05-01-01", "6-05-02-01", "6-25-04-08", "4-10-01-06"]


def opening(number: int, **more: Any) -> Opening:
    plain = Opening(
        id=UUID(int=number),
        kind="market",
        workplace=320506000000,
        occupation="6-05-01-03",
        wage_from=450_000,
        wage_to=600_000,
        lodging=True,
        seats_left=1,
        expires_on=TODAY,
    )
    return replace(plain, **more)


openings = st.lists(
    st.builds(
        Opening,
        id=st.uuids(version=4),
        kind=st.sampled_from(["market", "major_project", "public_welfare", "workshop"]),
        workplace=st.sampled_from(PLACES),
        occupation=st.sampled_from(OCCUPATIONS),
        wage_from=st.integers(100_000, 1_000_000),
        wage_to=st.just(1_000_000),
        lodging=st.booleans(),
        seats_left=st.integers(0, 2),
        expires_on=st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days)),
        min_age=st.none() | st.integers(16, 40),
        max_age=st.none() | st.integers(30, 70),
        education=st.integers(0, 5),
        ability=st.integers(0, 3),
    ),
    max_size=40,
    unique_by=lambda one: one.id,
)
seekers = st.builds(
    Seeker,
    origin=st.just(HOME),
    birth_year=st.none() | st.integers(1940, 2012),
    education=st.integers(0, 5),
    ability=st.integers(0, 3),
    able=st.booleans(),
    least_wage=st.none() | st.integers(100_000, 900_000),
    last_wage=st.none() | st.integers(100_000, 900_000),
    regions=st.sampled_from([(), ((320000000000, 330000000000),)]),
    occupations=st.sampled_from([(), ("6-05",), ("6-25-04-08", "4")]),
)


def broken_age(one: Opening, birth_year: int | None) -> bool:
    welfare = one.kind == "public_welfare"
    if birth_year is None:
        return bool(welfare or one.min_age or one.max_age)
    low = max(one.min_age or 0, 16)  # nobody under 16 works, whatever the post says
    high = min(one.max_age or NO_LIMIT, 69 if welfare else NO_LIMIT)
    return not all(low <= TODAY.year - year <= high for year in (birth_year, birth_year + 1))


def broken(one: Opening, seeker: Seeker) -> set[str]:
    """The hard constraints again, a post at a time and in other words."""
    place, home = f"{one.workplace:012}", f"{HOME:012}"
    near_only = one.kind in {"public_welfare", "workshop"}
    return {
        name
        for name, holds in {
            "able": not seeker.able,
            "age": broken_age(one, seeker.birth_year),
            "education": seeker.education < one.education,
            "ability": seeker.ability < one.ability,
            "capacity": one.seats_left < 1,
            "expired": one.expires_on < TODAY,
            "of the own county only": near_only and place[:6] != home[:6],
            "far without lodging": place[:2] != home[:2] and not one.lodging,
        }.items()
        if holds
    }


class TestHardConstraints:
    @given(openings, seekers)
    def test_hn2_no_offer_breaks_one_and_none_is_missed(
        self, posts: list[Opening], seeker: Seeker
    ) -> None:
        offers = recommend(Index(posts), seeker, today=TODAY, count=len(posts) + 1)

        allowed = {one.id for one in posts if not broken(one, seeker)}
        assert {offer.opening.id for offer in offers} == allowed

    def test_a_birth_year_must_satisfy_the_limit_on_every_day_of_the_year(self) -> None:
        post = opening(1, min_age=18, max_age=45)

        def offered(year: int) -> bool:
            seeker = Seeker(origin=HOME, birth_year=year)
            return bool(recommend(Index([post]), seeker, today=TODAY))

        assert [offered(TODAY.year - age) for age in (18, 19, 45, 46)] == [False, True, True, False]

    def test_a_post_that_asks_nothing_is_open_to_whom_nothing_is_known_of(self) -> None:
        assert recommend(Index([opening(1)]), Seeker(origin=HOME), today=TODAY)

    def test_ranks_follow_the_register(self) -> None:
        assert rules.EDUCATION_RANKS[Education.COLLEGE] > rules.EDUCATION_RANKS["primary"]
        assert rules.ABILITY_RANKS[LabourAbility.SKILLED] > rules.ABILITY_RANKS["weak"]
        assert LabourAbility.LOST in rules.UNABLE


class TestOrder:
    @given(openings, seekers, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_the_input(
        self, posts: list[Opening], seeker: Seeker, random: Random
    ) -> None:
        shuffled = list(posts)
        random.shuffle(shuffled)

        assert recommend(Index(posts), seeker, today=TODAY) == recommend(
            Index(shuffled), seeker, today=TODAY
        )

    def test_equal_scores_go_by_post_id(self) -> None:
        posts = [opening(number) for number in (9, 3, 7, 1)]

        offers = recommend(Index(posts), Seeker(origin=HOME), today=TODAY, count=4)

        assert [offer.opening.id.int for offer in offers] == [1, 3, 7, 9]

    @given(openings, seekers)
    def test_hn2_the_best_of_each_tier_comes_first_down_the_ladder(
        self, posts: list[Opening], seeker: Seeker
    ) -> None:
        every = recommend(Index(posts), seeker, today=TODAY, count=len(posts) + 1)
        offers = recommend(Index(posts), seeker, today=TODAY)

        tiers = [tier for tier in rules.LADDER if any(offer.rung in tier for offer in every)]
        for tier, offer in zip(tiers, offers, strict=False):
            assert offer.rung in tier
            assert offer.score == max(one.score for one in every if one.rung in tier)
        assert len(offers) == min(rules.OFFERS, len(every))

    def test_hn2_variety_stands_before_score(self) -> None:
        rich = [opening(number, wage_from=900_000) for number in range(1, 6)]
        poor = opening(
            9, kind="public_welfare", workplace=431230000000, wage_from=100_000, lodging=False
        )
        seeker = Seeker(origin=HOME, birth_year=1990)

        offers = recommend(Index([*rich, poor]), seeker, today=TODAY)

        assert [offer.rung for offer in offers[:2]] == [Rung.OTHER_PROVINCE, Rung.PUBLIC_WELFARE]


class TestScore:
    @given(openings, seekers)
    def test_is_the_sum_of_parts_within_their_limits_each_explained(
        self, posts: list[Opening], seeker: Seeker
    ) -> None:
        for offer in recommend(Index(posts), seeker, today=TODAY):
            parts = explanations.parts(offer, seeker)
            assert sum(part.points for part in parts) == offer.score
            assert all(0 <= part.points <= part.most for part in parts)
            assert all(part.zh and part.en for part in parts)

    def test_occupations_count_by_the_levels_they_share(self) -> None:
        def points(wanted: str, occupation: str) -> int:
            index = Index([opening(1, occupation=occupation)])
            seeker = Seeker(origin=HOME, occupations=(wanted,))
            return recommend(index, seeker, today=TODAY)[0].points["occupation"]

        assert points("6-05-01-03", "6-05-01-03") == 200
        assert points("6-05-01-03", "6-05-01-01") == 160
        assert points("6-05-01-03", "6-05-02-01") == 120
        assert points("6-05-01-03", "6-25-04-08") == 40
        assert points("6-05-01-03", "4-10-01-06") == 0
        assert points("6-05", "6-05-02-01") == 200

    def test_wage_is_measured_against_the_wish_before_the_last_wage(self) -> None:
        def points(least_wage: int | None = None, last_wage: int | None = None) -> int:
            wanting = Seeker(origin=HOME, least_wage=least_wage, last_wage=last_wage)
            return recommend(Index([opening(1)]), wanting, today=TODAY)[0].points["wage"]

        assert points(least_wage=450_000, last_wage=900_000) == 200
        assert points(last_wage=900_000) == 0
        assert points(last_wage=300_000) == 400
