"""Column types that keep the model's promises on both databases."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""PostgreSQL refuses NUL, and neither driver can encode half a surrogate pair; both turn up in
JSON feeds. Each becomes one replacement character, so that offsets stay true."""


def storable(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def _utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"a time without time zone: {value!r}")
    return value.astimezone(UTC)


@lru_cache(maxsize=512)  # rows of one item share its time
def _utc_text(value: datetime | None) -> str | None:
    moment = _utc(value)
    # All are UTC: no "+00:00".
    return None if moment is None else moment.isoformat(" ", "microseconds")[:-6]


class Utc(TypeDecorator[datetime]):
    """An aware moment in UTC: ``timestamptz``, or a text on SQLite that sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        wanted = Text() if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(wanted)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return self.bind_processor(dialect)(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        # Asked for once a statement; process_bind_param is one more call for each value.
        return _utc_text if dialect.name == "sqlite" else _utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        moment: datetime = value.astimezone(UTC)
        return moment


def _storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)


class Words(TypeDecorator[str]):
    """Text from the outside world."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        return _storable_or_none(value)

    def bind_processor(self, _: Dialect) -> Callable[[str | None], str | None]:
        return _storable_or_none


class Name(Words):
    """Ids, keys and enum values: compared byte by byte whatever the database's locale, so that
    prefixes are ranges of the index."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(Text(collation=collation))


class Record(TypeDecorator[Any]):
    """Plain JSON data. Textual on PostgreSQL too (``json``, not ``jsonb``): it is read back
    exactly as written, whatever characters a feed put into it."""

    impl = JSON(none_as_null=True)
    cache_ok = True


_LONGEST_KEY = 400


def indexed(text: str) -> str:
    """What stands for ``text`` in an index: itself, or its beginning and hash when it is longer
    than PostgreSQL takes (a third of a page)."""
    text = storable(text)
    if len(text) <= _LONGEST_KEY:
        return text
    return text[:_LONGEST_KEY] + "#" + hashlib.sha256(text.encode()).hexdigest()


Value = TypeVar("Value", str, int)


def chunks(values: Iterable[Value], size: int = 500) -> list[list[Value]]:
    """Distinct values in lists short enough for one ``IN``."""
    distinct = list(dict.fromkeys(values))
    return [distinct[i : i + size] for i in range(0, len(distinct), size)]
