"""Records of ``bot.model`` as plain JSON data and back: the shape of ``Edit.before`` and ``after``.

``read(type(record), write(record)) == record`` for every dataclass of the model. Times are
ISO 8601 texts in UTC, spans of time are seconds, tuples and sets are lists. Reading takes
absent keys as the record's defaults and ignores unknown ones, so that old audit rows stay
readable when a record gains a field.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Record = TypeVar("Record")

_AS_IT_IS = frozenset({str, int, float, bool, types.NoneType})


def write(record: object) -> dict[str, Any]:
    """The record as plain JSON data."""
    return {name: _write(getattr(record, name)) for name in _names(cast("type", type(record)))}


def read(kind: type[Record], data: Mapping[str, Any]) -> Record:
    """The record that ``data`` was written from. Raises ``ValueError`` or ``TypeError``."""
    hints = _hints(cast("type", kind))
    return kind(
        **{name: _read(hints[name], value) for name, value in data.items() if name in hints}
    )


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


def _read(hint: Any, value: Any) -> Any:
    outer, inner = get_origin(hint), get_args(hint)
    if outer in (Union, types.UnionType):
        if value is None:
            return None
        return _read(next(each for each in inner if each is not types.NoneType), value)
    if outer is tuple:
        return tuple(_read(inner[0], each) for each in value)
    if outer is frozenset:
        return frozenset(_read(inner[0], each) for each in value)
    if outer is Literal or not isinstance(hint, type):
        return value
    return _read_one(hint, value)


def _read_one(kind: type, value: Any) -> Any:
    if dataclasses.is_dataclass(kind):
        return read(kind, value)
    if issubclass(kind, (datetime, time)):
        return kind.fromisoformat(value)
    if kind is timedelta:
        return timedelta(seconds=value)
    if kind is float:
        return float(value)
    return kind(value) if issubclass(kind, Enum) else value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


@cache
def _names(kind: type) -> tuple[str, ...]:
    if not dataclasses.is_dataclass(kind):
        raise TypeError(f"not a record: {kind.__name__}")
    return tuple(each.name for each in dataclasses.fields(kind))
