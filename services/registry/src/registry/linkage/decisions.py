"""One decision a record: known subject, exact id, checksum-repaired id, phone and name, in turn.

The cascade is deterministic record linkage in the sense of Fellegi and Sunter (1969) with fixed
weights; every decision carries its reason, so that a clerk can follow it.
"""

from collections.abc import Iterable, Sequence

from registry.linkage.comparing import compatible, soft
from registry.linkage.records import Candidate, Candidates, Decision, Method, Record


def decide(record: Record, among: Candidates) -> Decision:
    """The strongest evidence first; contradiction by a valid id number stops every weaker rule."""
    return (
        _by_subject(record, among.subject, among.exact_id)
        or _by_exact_id(record, among.exact_id)
        or _by_repaired_id(record, among.repaired_id)
        or _by_phone_and_name(record, among.phone_name)
        or _new(record)
    )


def decide_all(pairs: Iterable[tuple[Record, Candidates]]) -> list[Decision]:
    return [decide(record, among) for record, among in pairs]


def _by_subject(
    record: Record, known: Candidate | None, holder: Candidate | None
) -> Decision | None:
    """`people` names who else holds the record's number, which then does not count."""
    if known is None:
        return None
    if not compatible(record.name, known.name) and (
        record.phone is None or record.phone != known.phone
    ):
        return Decision(
            record.row,
            known.person_id,
            Method.CONFLICT,
            0,
            "来源系统中的同一编号此前属于另一姓名,需人工核对",
            "this source has told of another name under the same number; a person must look",
            (known.person_id,),
        )
    other = record.id_is_valid and holder is not None and holder.person_id != known.person_id
    return Decision(
        record.row,
        known.person_id,
        Method.SUBJECT,
        100,
        "来源系统中的同一人员编号,此前已对应",
        "the same person number of the same source, linked before",
        (holder.person_id,) if other and holder else (),
    )


def _by_exact_id(record: Record, holder: Candidate | None) -> Decision | None:
    if holder is None or not record.id_is_valid:
        return None
    if compatible(record.name, holder.name):
        return Decision(
            record.row,
            holder.person_id,
            Method.EXACT_ID,
            99 if soft(record.name) == soft(holder.name) else 95,
            "公民身份号码相同,姓名相符",
            "equal citizen id numbers and compatible names",
        )
    if record.phone is not None and record.phone == holder.phone:
        return Decision(
            record.row,
            holder.person_id,
            Method.EXACT_ID,
            90,
            "公民身份号码与手机号均相同,姓名写法不同",
            "equal citizen id and phone numbers under another spelling of the name",
        )
    return Decision(
        record.row,
        None,
        Method.CONFLICT,
        0,
        "该公民身份号码已登记在另一姓名名下,需人工核对",
        "this citizen id number is held under another name; a person must look",
        (holder.person_id,),
    )


def _by_repaired_id(record: Record, holders: Sequence[Candidate]) -> Decision | None:
    if record.id_is_valid or record.citizen_id is None:
        return None
    matches = _distinct(c for c in holders if soft(c.name) == soft(record.name))
    if len(matches) != 1:
        return None
    return Decision(
        record.row,
        matches[0].person_id,
        Method.REPAIRED_ID,
        95,
        "校验位不符的号码改正一处后与已登记人员一致,姓名相同",
        "one correction of a number with a wrong check character gives a known person of this name",
    )


def _by_phone_and_name(record: Record, holders: Sequence[Candidate]) -> Decision | None:
    possible = _distinct(c for c in holders if not _ids_differ(record, c))
    if not possible:
        return None
    if len(possible) > 1:
        return Decision(
            record.row,
            None,
            Method.AMBIGUOUS,
            0,
            "姓名和手机号对应多名人员,无法确定是哪一位",
            "several people share this name and phone number",
            tuple(c.person_id for c in possible),
        )
    return Decision(
        record.row,
        possible[0].person_id,
        Method.PHONE_NAME,
        90,
        "姓名与手机号均相同,且身份号码没有矛盾",
        "equal name and phone number, and no contradicting id number",
    )


def _new(record: Record) -> Decision:
    return Decision(
        record.row,
        None,
        Method.NEW,
        100,
        "没有相符的已登记人员,新登记",
        "no registered person matches; registered as new",
    )


def _ids_differ(record: Record, candidate: Candidate) -> bool:
    """Two valid numbers that differ are strong evidence of two people."""
    return (
        record.id_is_valid
        and candidate.citizen_id is not None
        and record.citizen_id != candidate.citizen_id
    )


def _distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    return list({candidate.person_id: candidate for candidate in candidates}.values())
