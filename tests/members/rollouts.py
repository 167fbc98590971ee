"""What of a new head the release before could not go on with.

While a release is rolled out, processes of both run on the new head. What the earlier one reads
must still be there, what it writes must still be taken, what it was granted it must keep.
"""

import re
from collections.abc import Iterator

from tests.members.shapes import Shape

# Every value of the first is a value of the second.
WIDER = {
    ("smallint", "integer"),
    ("smallint", "bigint"),
    ("integer", "bigint"),
    ("character varying", "text"),
    ("text", "character varying"),
}
LITERAL = r"'(?:[^']|'')*'"
LITERALS = re.compile(rf"(?:{LITERAL}(?:::[a-z ]+)?(?:, )?)+")
LISTS = re.compile(r"ANY \(ARRAY\[\?\]\)|ANY \(\(ARRAY\[\?\]\)::[a-z ]+\[\]\)")


def breaks(before: Shape, after: Shape) -> list[str]:
    """A sentence for each; an empty list is what a migration has to come to."""
    found = (_lost, _columns, _keys, _rules, _gates)
    return sorted(said for find in found for said in find(before, after))


def is_as_wide(old: str, new: str) -> bool:
    """The same condition, but for lists of values that only grew."""
    grew = set(re.findall(LITERAL, old)) <= set(re.findall(LITERAL, new))
    return bool(old) and grew and _without_values(old) == _without_values(new)


def _without_values(condition: str) -> str:
    return LISTS.sub("?", LITERALS.sub("?", condition))


def _lost(before: Shape, after: Shape) -> Iterator[str]:
    for table, name in before.columns.keys() - after.columns.keys():
        yield f"{table}.{name} is gone"
    for name, _ in before.functions - after.functions:
        yield f"{name} is gone or answers with another type"
    for name, role, verb in before.grants - after.grants:
        yield f"{role} may no longer {verb} {name}"


def _columns(before: Shape, after: Shape) -> Iterator[str]:
    for (table, name), new in after.columns.items():
        old = before.columns.get((table, name))
        if old is None:
            if table in before.tables and new.must_be_given:
                yield f"{table}.{name} is new and must be given"
            continue
        if old.type != new.type and (old.type, new.type) not in WIDER:
            yield f"{table}.{name} was {old.type} and is {new.type}"
        if new.not_null and not old.not_null:
            yield f"{table}.{name} may no longer be null"
        if new.must_be_given and old.filled:
            yield f"{table}.{name} must now be given"
        if new.computed and not old.computed:
            yield f"{table}.{name} may no longer be given"


def _keys(before: Shape, after: Shape) -> Iterator[str]:
    """A lost key is an ON CONFLICT that fails; a new one may refuse what was right."""
    for table, said in before.keys.keys() - after.keys.keys():
        if table in after.tables:
            yield f"{table} no longer has {said}"
    for table, said in after.keys.keys() - before.keys.keys():
        if table in before.tables and not _is_of_what_stays_null(table, said, before, after):
            yield f"{table} is held to {said}"


def _is_of_what_stays_null(table: str, said: str, before: Shape, after: Shape) -> bool:
    """Rows of the earlier release leave the new column null, and nulls are distinct."""
    new = [(table, name) for name in after.keys[table, said] if (table, name) not in before.columns]
    columns = [after.columns[place] for place in new if place in after.columns]
    return any(not column.not_null and not column.filled for column in columns)


def _rules(before: Shape, after: Shape) -> Iterator[str]:
    """Checks, foreign keys, exclusions; `not valid` ones bind new rows all the same."""
    for (table, name), (said, held) in after.rules.items():
        earlier, _ = before.rules.get((table, name), ("", held))
        is_old = any((table, column) in before.columns for column in held)
        if is_old and said != earlier and not is_as_wide(earlier, said):
            yield f"{table} is held to {name}: {said}"


def _gates(before: Shape, after: Shape) -> Iterator[str]:
    for table in (after.gated & before.tables) - before.gated:
        yield f"{table} hides its rows"
    for (table, name), (adds, said) in before.policies.items():
        _, now = after.policies.get((table, name), (adds, ""))
        if adds and table in after.gated and not is_as_wide(said, now):
            yield f"{table} no longer lets {name} as it did"
    for (table, name), (adds, said) in after.policies.items():
        _, earlier = before.policies.get((table, name), (adds, ""))
        if not adds and table in before.tables and not is_as_wide(earlier, said):
            yield f"{table} is held to {name}"
