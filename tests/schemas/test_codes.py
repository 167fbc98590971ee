from enum import StrEnum

import pytest

from schemas import codes, matching, registry
from schemas.purposes import Purpose
from schemas.roles import SCOPES_OF, RoleName
from schemas.scopes import Scope

ENUMERATED: dict[str, type[StrEnum]] = {
    "category": codes.Category,
    "contact_channel": registry.ContactChannel,
    "education": codes.Education,
    "employment_state": registry.EmploymentState,
    "evidence_kind": registry.EvidenceKind,
    "follow_up_outcome": registry.FollowUpOutcome,
    "labour_ability": codes.LabourAbility,
    "post_kind": matching.PostKind,
    "purpose": Purpose,
    "return_reason": registry.ReturnReason,
    "role": RoleName,
    "sex": codes.Sex,
    "work_area": codes.WorkArea,
    "work_state": registry.WorkState,
}


@pytest.mark.parametrize("name", codes.TABLES)
def test_every_table_names_its_source_and_speaks_both_languages(name: str) -> None:
    assert codes.sources(name)
    assert codes.table(name)
    for code in codes.table(name).values():
        assert code.zh.strip()
        assert code.en.strip()
        assert codes.zh(name, code.code) == code.zh
        assert codes.en(name, code.code) == code.en


@pytest.mark.parametrize("name", ENUMERATED)
def test_a_table_and_its_enumeration_have_the_same_codes(name: str) -> None:
    assert list(codes.table(name)) == [member.value for member in ENUMERATED[name]]


@pytest.mark.parametrize("kind", [Purpose, RoleName])
def test_purposes_and_roles_carry_the_words_of_their_table(
    kind: type[Purpose] | type[RoleName],
) -> None:
    table = codes.table(kind.__name__.removesuffix("Name").lower())
    assert [(each.zh, each.en) for each in kind] == [(c.zh, c.en) for c in table.values()]


def test_standard_tables_are_complete() -> None:
    assert len(codes.table("ethnic_group")) == 58
    assert "".join(codes.table("industry")) == "ABCDEFGHIJKLMNOPQRST"
    assert codes.zh("ethnic_group", "12") == "侗族"


def test_an_unknown_table_is_an_error_and_an_unknown_code_speaks_for_itself() -> None:
    with pytest.raises(KeyError):
        codes.table("../regions")
    with pytest.raises(KeyError):
        codes.sources("nothing")
    assert codes.zh("sex", "7") == codes.en("sex", "7") == "7"


def test_occupations_are_those_of_the_2022_classification() -> None:
    found = codes.occupations()
    assert len(found) == 2047
    assert found["4-07-03-07"].name == "劳务经纪人"
    assert found["4-10-01-06"].name == "家政服务员"
    assert {each.level for each in found.values()} == {1, 2, 3, 4}


def test_every_role_carries_scopes_and_none_may_name_people_by_their_ids() -> None:
    assert set(SCOPES_OF) == set(RoleName)
    assert all(SCOPES_OF.values())
    carried = frozenset().union(*SCOPES_OF.values())
    assert carried == set(Scope) - {Scope.REGISTRY_RESOLVE}
