"""Each rule of linkage, in memory."""

from uuid import UUID

import pytest

from registry.linkage.comparing import compatible
from registry.linkage.decisions import decide
from registry.linkage.records import Candidate, Candidates, Method, Record

ONE, TWO = UUID(int=1), UUID(int=2)
ID, OTHER_ID = "11010519491231002X", "431230199001010026"


def candidate(person: UUID = ONE, name: str = "杨桂英", **known: str) -> Candidate:
    return Candidate(person, name, **known)


def test_an_equal_valid_id_and_a_compatible_name_are_one_person() -> None:
    record = Record(1, "杨桂瑛", ID, id_is_valid=True)

    made = decide(record, Candidates(exact_id=candidate(citizen_id=ID)))

    assert (made.person_id, made.method) == (ONE, Method.EXACT_ID)
    assert made.words_zh
    assert made.words_en


def test_an_equal_id_under_a_wholly_other_name_is_a_conflict() -> None:
    record = Record(1, "石忠林", ID, id_is_valid=True, phone="13900000001")

    made = decide(record, Candidates(exact_id=candidate(citizen_id=ID, phone="13900000002")))

    assert (made.person_id, made.method, made.people) == (None, Method.CONFLICT, (ONE,))


def test_a_number_of_the_source_that_had_another_name_is_a_conflict() -> None:
    made = decide(Record(1, "石忠林", ID, id_is_valid=True), Candidates(subject=candidate()))

    assert made.method is Method.CONFLICT


def test_a_repaired_id_needs_the_same_name() -> None:
    record = Record(1, "杨桂英", ID[:17] + "0")

    assert decide(record, Candidates(repaired_id=(candidate(),))).method is Method.REPAIRED_ID
    other = Candidates(repaired_id=(candidate(name="杨桂花"),))
    assert decide(record, other).method is Method.NEW


def test_a_repaired_id_with_two_holders_of_the_name_decides_nothing() -> None:
    record = Record(1, "杨桂英", ID[:17] + "0")

    made = decide(record, Candidates(repaired_id=(candidate(ONE), candidate(TWO))))

    assert made.person_id is None


def test_phone_and_name_link_while_no_id_contradicts() -> None:
    record = Record(1, "杨桂英", phone="13900000001")

    made = decide(record, Candidates(phone_name=(candidate(citizen_id=ID),)))

    assert (made.person_id, made.method) == (ONE, Method.PHONE_NAME)


def test_two_valid_ids_that_differ_are_two_people_under_one_phone_and_name() -> None:
    record = Record(1, "杨桂英", OTHER_ID, id_is_valid=True, phone="13900000001")

    made = decide(record, Candidates(phone_name=(candidate(citizen_id=ID),)))

    assert made.method is Method.NEW


def test_phone_and_name_of_several_people_are_ambiguous() -> None:
    record = Record(1, "杨桂英", phone="13900000001")

    made = decide(record, Candidates(phone_name=(candidate(ONE), candidate(TWO))))

    assert (made.person_id, made.method, made.people) == (None, Method.AMBIGUOUS, (ONE, TWO))


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("闫伟", "阎伟", True),
        ("萧国福", "肖国福", True),
        ("杨桂英", "杨桂瑛", True),
        ("杨桂英", "石忠林", False),
        ("张伟", "王伟", True),
        ("杨桂英", "杨忠林", False),
    ],
)
def test_names_are_compatible_when_half_of_them_is_shared(
    left: str,
    right: str,
    same: bool,  # noqa: FBT001 - a case of the table above
) -> None:
    assert compatible(left, right) is same
