"""Keyset paging: an opaque cursor bound to the filters and the order it was made for."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, SQLColumnExpression, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.problems import CursorMismatch

BIGINT = 2**63


async def page(
    session: AsyncSession,
    statement: Select[Any],
    *,
    key: Sequence[SQLColumnExpression[Any]],
    limit: int,
    cursor: str | None,
    bound_to: Mapping[str, object],
    descending: bool = False,
) -> tuple[list[Row[Any]], str | None]:
    """One page of `statement` by the unique, indexed `key`; the second value opens the next.

    A cursor used with other filters raises CursorMismatch. The key's columns must be among the
    statement's columns.
    """
    digest = _digest(bound_to, descending)
    if cursor is not None:
        last = tuple_(*_typed(key, _decode(cursor, digest)))
        edge = tuple_(*key)
        statement = statement.where(edge < last if descending else edge > last)
    order = [column.desc() if descending else column.asc() for column in key]
    rows = list((await session.execute(statement.order_by(*order).limit(limit + 1))).all())
    if len(rows) <= limit:
        return rows, None
    shown = rows[:limit]
    return shown, _encode([_value(shown[-1], column) for column in key], digest)


def _value(row: Row[Any], column: SQLColumnExpression[Any]) -> object:
    name = getattr(column, "key", None)
    mapping = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    if column in mapping:
        return mapping[column]
    return getattr(row[0], str(name))


def _typed(key: Sequence[SQLColumnExpression[Any]], values: list[Any]) -> list[Any]:
    if len(values) != len(key):
        raise CursorMismatch
    try:
        return [_parse(column, value) for column, value in zip(key, values, strict=True)]
    except (TypeError, ValueError):
        raise CursorMismatch from None


def _parse(column: SQLColumnExpression[Any], value: Any) -> Any:
    """Whoever reads this can make a cursor of any JSON: only what the column takes goes on."""
    kind = column.label(None).type.python_type
    if kind is int:
        return _number(value)
    if not isinstance(value, str):
        raise TypeError
    if kind is UUID:
        return UUID(value)
    if kind is datetime:
        return _moment(value)
    if kind is date:
        return date.fromisoformat(value)
    return _text(value)


def _number(value: Any) -> int:
    if type(value) is not int or not -BIGINT <= value < BIGINT:
        raise ValueError
    return value


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _text(value: str) -> str:
    value.encode()  # refuses a lone surrogate
    if "\0" in value:
        raise ValueError
    return value


def _digest(bound_to: Mapping[str, object], descending: bool) -> str:  # noqa: FBT001
    text = json.dumps([sorted(bound_to.items()), descending], default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _encode(values: list[object], digest: str) -> str:
    text = json.dumps(
        [1, digest, [str(v) if isinstance(v, UUID) else v for v in values]], default=_iso
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _decode(cursor: str, digest: str) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        version, bound, values = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, TypeError, RecursionError):
        raise CursorMismatch from None
    if version != 1 or bound != digest or not isinstance(values, list):
        raise CursorMismatch
    return values
