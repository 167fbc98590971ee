"""Whether two Chinese names can be one person's."""

SOFT_EQUIVALENTS = str.maketrans(
    {"阎": "闫", "肖": "萧", "喆": "哲", "堃": "坤", "邨": "村", "峯": "峰", "昇": "升", "䶮": "龑"}
)
"""Characters that one person's papers use side by side; compared alike, stored as they came."""


def soft(name: str) -> str:
    return name.translate(SOFT_EQUIVALENTS)


def compatible(left: str, right: str) -> bool:
    """At least half of the longer name's characters stand in both.

    With an equal, valid id number this is enough: one wrong character in a name of two or three
    is a slip of the pen, a wholly different name is another person under a borrowed number.
    """
    a, b = soft(left), soft(right)
    if a == b:
        return True
    shared = sum(min(a.count(character), b.count(character)) for character in set(a))
    return 2 * shared >= max(len(a), len(b))
