"""The reason of each kind of decision, for records whose own words are no longer at hand."""

from registry.linkage.records import Method

REASONS: dict[Method, tuple[str, str]] = {
    Method.SUBJECT: (
        "来源系统中的同一人员编号,此前已对应",
        "the same person number of the same source, linked before",
    ),
    Method.EXACT_ID: ("公民身份号码相同,姓名相符", "equal citizen id numbers, compatible names"),
    Method.REPAIRED_ID: (
        "校验位不符的号码改正一处后与已登记人员一致,姓名相同",
        "one correction of a number with a wrong check character gives a known person of this name",
    ),
    Method.PHONE_NAME: (
        "姓名与手机号均相同,且身份号码没有矛盾",
        "equal name and phone number, and no contradicting id number",
    ),
    Method.NEW: (
        "没有相符的已登记人员,新登记",
        "no registered person matched; registered as new",
    ),
    Method.AMBIGUOUS: (
        "姓名和手机号对应多名人员,未予对应",
        "several people share this name and phone number; not linked",
    ),
    Method.CONFLICT: (
        "号码已在另一姓名名下,未予对应",
        "the number is held under another name; not linked",
    ),
}
