"""The people behind the lists are well formed, unlike one another, and of their county."""

from collections import Counter
from datetime import date

from samples import County, county
from samples.counties import FIRST_OTHER
from samples.people import BUSINESS_DATE
from samples.profiles import FUPING, TONGDAO
from schemas import citizen_ids, codes, credit_codes, names, phones, regions
from schemas.matching import Requirements


def luhn(number: str) -> int:
    """Zero for a number with a right check digit."""
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10


def test_people_have_valid_numbers_and_real_villages(made: County) -> None:
    for person in made.people:
        assert citizen_ids.is_valid(person.citizen_id)
        assert phones.is_valid(person.phone)
        assert luhn(person.bank_account) == 0
        assert names.normalise(person.name) == person.name or "峯" in person.name
        village = regions.get(person.village)
        assert village is not None
        assert village.code.startswith(TONGDAO)


def test_a_number_stands_for_one_person(made: County) -> None:
    assert len({person.citizen_id for person in made.people}) == len(made.people)


def test_some_numbers_begin_with_the_countys_former_code(made: County) -> None:
    areas = Counter(citizen_ids.area_code(person.citizen_id) for person in made.people)
    assert areas[TONGDAO] > areas["433031"] > 0
    assert regions.get("433031") is None


def test_nobody_began_to_work_before_sixteen_or_is_past_working_age(made: County) -> None:
    for person in made.people:
        born = citizen_ids.birth_date(person.citizen_id)
        assert (BUSINESS_DATE - born).days / 365.2425 < 66
        if person.work:
            assert born.replace(day=1, year=born.year + 16) <= person.work.started < BUSINESS_DATE


def test_most_spells_began_in_the_nine_months_before_the_business_date(made: County) -> None:
    started = [person.work.started for person in made.people if person.work]
    recent = sum(one >= date(2025, 6, 1) for one in started)
    assert 0.8 < recent / len(started) < 0.95
    assert max(started) == date(2026, 2, 1)


def test_the_counties_differ_in_their_peoples(made: County) -> None:
    fuping = county(seed=7, rows=3000, code=FUPING)
    assert Counter(p.ethnicity for p in made.people).most_common(1)[0][0] == "侗族"
    assert Counter(p.ethnicity for p in fuping.people).most_common(1)[0][0] == "汉族"


def test_a_household_lives_in_one_village_and_is_of_one_kind(made: County) -> None:
    told: dict[int, set[tuple[str, str, str]]] = {}
    for one in made.people:
        facts = (one.village, one.household_kind, one.monitored)
        told.setdefault(one.household, set()).add(facts)
    assert all(len(facts) == 1 for facts in told.values())


def test_a_shared_phone_is_a_households(made: County) -> None:
    shared = [person for person in made.people if "shared_phone" in person.traits]
    phones_of = {(person.household, person.phone) for person in shared}
    assert 0 < len(phones_of) == len({person.household for person in shared}) < len(shared)


def test_employers_have_valid_codes_and_one_is_a_village_cooperative(made: County) -> None:
    assert all(credit_codes.is_valid(employer.credit_code) for employer in made.employers)
    assert len({employer.credit_code for employer in made.employers}) == len(made.employers)
    assert sum(employer.credit_code.startswith("N2") for employer in made.employers) == 1


def test_posts_have_real_occupations_and_lawful_requirements(made: County) -> None:
    assert {post.occupation for post in made.posts} <= set(codes.occupations())
    kinds = {post.kind for post in made.posts}
    assert kinds >= {"market", "workshop", "public_welfare", "logistics"}
    for post in made.posts:
        Requirements.model_validate(post.requirements)
        assert post.expires_on.year == 2027


def test_people_of_no_list_have_numbers_of_their_own(made: County) -> None:
    numbers = {person.number for person in made.people}
    strangers = set(made.truth.rows["social-insurance"]) - numbers
    assert strangers
    assert min(strangers) == FIRST_OTHER
