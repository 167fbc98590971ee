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
    kind = column.label(None).type.python_type
    if kind is UUID:
        return UUID(value)
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    return kind(value)


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
    except (ValueError, TypeError):
        raise CursorMismatch from None
    if version != 1 or bound != digest or not isinstance(values, list):
        raise CursorMismatch
    return values
