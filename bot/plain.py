"""Records of ``bot.model`` as plain JSON data and back: the shape of ``Edit.before`` and ``after``.

``read(type(record), write(record)) == record`` for every dataclass of the model. Times are
ISO 8601 texts in UTC, spans of time are seconds, tuples and sets are lists. Reading takes
absent keys as the record's defaults and ignores unknown ones, so that old audit rows stay
readable when a record gains a field.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from enum import Enum
from functools import cache, partial
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Record = TypeVar("Record")

_AS_IT_IS = frozenset({str, int, float, bool, types.NoneType})


def write(record: object) -> dict[str, Any]:
    """The record as plain JSON data."""
    return {name: _write(getattr(record, name)) for name in _names(cast("type", type(record)))}


def read(kind: type[Record], data: Mapping[str, Any]) -> Record:
    """The record that ``data`` was written from. Raises ``ValueError`` or ``TypeError``."""
    readers = _readers(cast("type", kind))
    fields: dict[str, Any] = {}
    for name, value in data.items():
        if name in readers:
            reader = readers[name]
            fields[name] = value if reader is None else reader(value)
    return kind(**fields)


def _write(value: object) -> Any:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, frozenset):
        return sorted(_write(each) for each in value)
    if isinstance(value, (tuple, list)):
        return [_write(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _write(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value):
        return write(value)
    return value


Reader = Callable[[Any], Any]


@cache
def _readers(kind: type) -> Mapping[str, Reader | None]:
    """How to read each field; worked out once, because feeds' states are read all the time."""
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any) -> Reader | None:
    """``None`` for what is plain already."""
    outer, inner = get_origin(hint), get_args(hint)
    if outer in (Union, types.UnionType):
        reader = _reader(next(each for each in inner if each is not types.NoneType))
        return None if reader is None else partial(_read_unless_none, reader)
    if outer in (tuple, frozenset):
        reader = _reader(inner[0])
        return cast("Reader", outer) if reader is None else partial(_read_each, outer, reader)
    if outer is Literal or not isinstance(hint, type):
        return None
    return _reader_of_one(hint)


def _reader_of_one(kind: type) -> Reader | None:
    if dataclasses.is_dataclass(kind):
        return partial(read, kind)
    if issubclass(kind, (datetime, time)):
        return kind.fromisoformat
    if kind is timedelta:
        return _seconds
    return kind if kind is float or issubclass(kind, Enum) else None


def _read_unless_none(reader: Reader, value: Any) -> Any:
    return None if value is None else reader(value)


def _read_each(outer: Reader, reader: Reader, values: Iterable[Any]) -> Any:
    return outer(map(reader, values))


def _seconds(value: float) -> timedelta:
    return timedelta(seconds=value)


@cache
def _names(kind: type) -> tuple[str, ...]:
    if not dataclasses.is_dataclass(kind):
        raise TypeError(f"not a record: {kind.__name__}")
    return tuple(each.name for each in dataclasses.fields(kind))
