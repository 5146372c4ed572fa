"""The kinds of value that configuration knows: each reads text as written, or says what is wrong.

Pydantic types, so that the schema, the errors and the published JSON Schema come from one place.
A value that is wrong raises :func:`wrong`, whose words reach the person as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time, timedelta
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from rapidfuzz import fuzz, process, utils

MOST_NAME = 300
"""Characters in a name or phrase."""
LONGEST = timedelta(days=3660)


def wrong(what: str, hint: str = "", *, offset: int = 0, key: str = "") -> PydanticCustomError:
    """A complaint for people. ``offset``: characters into the value; ``key``: of the mapping
    being checked, when not the whole of it is meant."""
    return PydanticCustomError(
        "wrong", "{what}", {"what": what, "hint": hint, "offset": offset, "key": key}
    )


def nearest(word: str, choices: Iterable[str], *, cutoff: float = 70) -> str | None:
    """The choice that a misspelt word most likely meant."""
    found = process.extractOne(
        word, list(choices), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=cutoff
    )
    return found[0] if found else None


def did_you_mean(word: str, choices: Iterable[str], *, otherwise: bool = True) -> str:
    """``did you mean 'x'?``, or else the choices that there are."""
    known = sorted(choices)
    if near := nearest(word, known):
        return f"did you mean '{near}'?"
    return "known: " + ", ".join(known[:12]) if known and otherwise else ""


# ── text ─────────────────────────────────────────────────────────────────────────────────


def text(value: Any) -> Any:
    """A scalar, trimmed; other shapes pass through for pydantic to refuse."""
    if value is None:
        raise wrong("an entry is empty", "write something after the '-', or delete it")
    return " ".join(value.split()) if isinstance(value, str) else value


def _name(value: str) -> str:
    if not any(char.isalnum() for char in value):
        raise wrong(
            f"'{value}' has no letter or digit" if value else "an entry is empty",
            "write a name, in quotes when it starts with a sign",
        )
    if len(value) > MOST_NAME:
        raise wrong(f"a name of {len(value):,} characters", f"at most {MOST_NAME} make sense")
    return value


def _many(value: Any) -> Any:
    """A single value stands for a list of one."""
    return [value] if isinstance(value, str) else value


_NAME_SCHEMA = WithJsonSchema({"type": ["string", "number"], "minLength": 1})
_Text = Annotated[str, BeforeValidator(text)]
Name = Annotated[_Text, AfterValidator(_name), _NAME_SCHEMA]
UnitName = Annotated[
    str,
    BeforeValidator(text),
    WithJsonSchema({"type": "string", "examples": ["vehicles", "km", "kWh", "%", "yuan"]}),
]
Phrase = Annotated[
    str,
    BeforeValidator(text),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "examples": [
                "> 10,000",
                "between 5 and 10",
                "changes by 20%",
                "record high",
                "milestone every 10,000",
                "conflict",
                "not seen by Tuesday 18:00",
            ],
        }
    ),
]
_NamesSchema = WithJsonSchema(
    {
        "anyOf": [
            {"type": ["string", "number"], "minLength": 1},
            {"type": "array", "items": {"type": ["string", "number"], "minLength": 1}},
        ]
    }
)
Names = Annotated[tuple[Name, ...], BeforeValidator(_many), _NamesSchema]


# ── time and size ────────────────────────────────────────────────────────────────────────

_UNITS_OF_TIME = {
    "s": 1, "sec": 1, "second": 1,
    "m": 60, "min": 60, "minute": 60,
    "h": 3600, "hr": 3600, "hour": 3600,
    "d": 86400, "day": 86400,
    "w": 604800, "week": 604800,
}  # fmt: skip
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)[\s,]*")
_DURATION_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": r"^\s*(\d+(\.\d+)?\s*[A-Za-z]+[\s,]*)+$",
        "examples": ["90s", "5m", "2h", "1 day", "2 weeks"],
    }
)


def duration(value: Any) -> Any:
    """``90s``, ``5m``, ``2h``, ``1 day``, ``1h 30m``."""
    if not isinstance(value, str):
        return value
    low, total, at = value.strip().lower(), 0.0, 0
    if re.fullmatch(r"[\d.]+", low):
        raise wrong(f"'{value}' has no unit of time", f"write {low}m, {low}h or {low} days")
    while part := _PART.match(low, at):
        unit = part[2] if part[2] in _UNITS_OF_TIME else part[2].removesuffix("s")
        if unit not in _UNITS_OF_TIME:
            raise wrong(
                f"unknown unit of time '{part[2]}'",
                did_you_mean(unit, _UNITS_OF_TIME, otherwise=False) or "as in 90s, 5m, 2h, 1 day",
                offset=value.lower().find(part[2]),
            )
        total += float(part[1]) * _UNITS_OF_TIME[unit]
        at = part.end()
    if at < len(low) or not low:
        raise wrong(f"'{value}' is not a length of time", "as in 90s, 5m, 2h, 1 day")
    if not 0 < total <= LONGEST.total_seconds():
        raise wrong(f"'{value}' is out of range", "more than nothing, at most ten years")
    return timedelta(seconds=total)


def written_duration(length: timedelta) -> str:
    """``timedelta(minutes=90)`` → ``90m``: the largest unit that leaves no fraction."""
    seconds = length.total_seconds()
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s"


Duration = Annotated[timedelta, BeforeValidator(duration), _DURATION_SCHEMA]


def clock_time(value: Any) -> Any:
    """``22:00``, ``7.30``, ``10pm``, ``24:00``."""
    if not isinstance(value, str):
        return value
    parts = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", value.strip().lower())
    if parts:
        hour, minute = int(parts[1]), int(parts[2] or 0)
        if parts[3]:
            hour = hour % 12 + 12 * (parts[3] == "pm") if 1 <= hour <= 12 else 99
        if (hour, minute) == (24, 0):
            hour = 0
        if hour < 24 and minute < 60 and (parts[2] or parts[3]):
            return time(hour, minute)
    raise wrong(f"'{value}' is not a time of day", 'as in "22:00"')


ClockTime = Annotated[
    time,
    BeforeValidator(clock_time),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}[:.]\d{2}", "examples": ["22:00"]}),
]

_SIZES = {"": 1, "b": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000}


def _size(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    parts = re.fullmatch(r"([\d_,]+(?:\.\d+)?)\s*([kmg]?b?)", value.strip().lower())
    if not parts or (unit := parts[2] + "b" * (parts[2] in {"k", "m", "g"})) not in _SIZES:
        raise wrong(f"'{value}' is not a size", "as in 20 MB")
    return int(float(parts[1].replace(",", "").replace("_", "")) * _SIZES[unit])


Size = Annotated[
    int,
    BeforeValidator(_size),
    Field(ge=1000),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["20 MB"]}),
]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone(value: str) -> str:
    zones = _zones()
    if value in zones:
        return value
    folded = {zone.casefold(): zone for zone in zones}
    wanted = value.casefold().replace(" ", "_")
    if wanted in folded:
        return folded[wanted]
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones) if "/" in zone}
    near = (
        cities.get(wanted)
        or nearest(value, zones, cutoff=75)
        or cities.get(nearest(wanted, cities, cutoff=75) or "")
    )
    hint = f"did you mean '{near}'?" if near else "as in Europe/Berlin, Asia/Shanghai or UTC"
    raise wrong(f"unknown timezone '{value}'", hint)


Zone = Annotated[
    _Text, AfterValidator(zone), WithJsonSchema({"type": "string", "examples": ["Europe/Berlin"]})
]


# ── addresses ────────────────────────────────────────────────────────────────────────────

# How a place looks on the platforms we know the looks of: pattern, and words for it. Ids may be
# shorter than the platforms' own are today: servers like them count from one. Others are
# taken as they are: a platform that is added elsewhere needs nothing here.
_ADDRESSES: dict[str, tuple[str, str]] = {
    "slack": (r"#[^\s#@,:]{1,80}|[CGDU][A-Z0-9]{2,}", "a channel (slack:#ev-desk) or its id "
              "(slack:C024BE91L)"),
    "discord": (r"\d{1,21}", "a channel's id, 17 to 20 digits (discord:123456789012345678)"),
    "console": (r"\S*", "just 'console'"),
}  # fmt: skip
_USERS: dict[str, tuple[str, str]] = {
    "slack": (r"[UW][A-Z0-9]{2,}", "a member id (slack:U012AB3CD)"),
    "discord": (r"\d{1,21}", "a user's id, 17 to 20 digits (discord:80351110224678912)"),
    "console": (r"\S+", "console:me"),
}
_PLATFORM = re.compile(r"[a-z][a-z0-9_-]{0,30}")


def _split_address(value: str, what: str, example: str) -> tuple[str, str]:
    platform, colon, address = value.partition(":")
    platform, address = platform.strip().lower(), address.strip()
    if (not colon and platform not in _ADDRESSES) or address.startswith("//"):
        raise wrong(f"'{value}' is not {what}", f"write platform:address, as in {example}")
    if platform not in _ADDRESSES and (
        not _PLATFORM.fullmatch(platform) or nearest(platform, _ADDRESSES)
    ):
        raise wrong(f"unknown platform '{platform}'", did_you_mean(platform, _ADDRESSES))
    return platform, address


def place(value: str) -> str:
    """``slack:#ev-desk`` → itself, checked as far as its looks can be."""
    platform, address = _split_address(value, "a place to post to", "slack:#ev-desk")
    pattern, words = _ADDRESSES.get(platform, (r"\S+", "platform:address"))
    if not re.fullmatch(pattern, address):
        raise wrong(f"'{value}' is not a place on {platform.title()}", f"give {words}")
    return f"{platform}:{address}" if address else platform


def _destination(value: Any) -> Any:
    if value is None:
        raise wrong(
            "a destination without an address",
            "write platform:address, as in slack:#ev-desk, with no space before the '#' "
            "(a '#' after a space starts a comment)",
        )
    return text(value)


Place = Annotated[
    str,
    BeforeValidator(_destination),
    AfterValidator(place),
    WithJsonSchema({"type": "string", "examples": ["slack:#ev-desk", "console"]}),
]


def _user(value: str) -> str:
    platform, address = _split_address(value, "a person", "slack:U012AB3CD")
    pattern, words = _USERS.get(platform, (r"\S+", "platform:id"))
    if not re.fullmatch(pattern, address):
        raise wrong(f"'{value}' is not a person on {platform.title()}", f"give {words}")
    return f"{platform}:{address}"


User = Annotated[
    _Text,
    AfterValidator(_user),
    WithJsonSchema({"type": "string", "examples": ["slack:U012AB3CD"]}),
]
Users = Annotated[tuple[User, ...], BeforeValidator(_many)]


def _feed_url(value: str) -> str:
    value = re.sub(r"^feed:(//)?(?=https?:)", "", value)
    value = re.sub(r"^feed://", "https://", value)
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise wrong(f"'{value}' is not an address", "as in https://example.com/feed") from None
    if parts.scheme not in {"http", "https"}:
        bare = "://" not in value and re.match(r"[\w.-]+\.[a-z]{2,}(?:[:/]|$)", value)
        hint = f"write https://{value}" if bare else "as in https://example.com/feed"
        raise wrong(f"'{value}' is not a web address", hint)
    if not host or re.search(r"\s", value):
        raise wrong(f"'{value}' is not an address", "as in https://example.com/feed")
    return value


FeedUrl = Annotated[
    _Text,
    AfterValidator(_feed_url),
    WithJsonSchema({"type": "string", "pattern": "^(https?|feed):"}),
]

_SQLITE, _POSTGRES = "sqlite:///", "postgresql://"


def _database(value: str) -> str:
    if value.startswith("postgres://"):
        return _POSTGRES + value.removeprefix("postgres://")
    if value.startswith(_POSTGRES) and urlsplit(value).path.strip("/"):
        return value
    if value.startswith(_SQLITE) and len(value) > len(_SQLITE):
        return value
    scheme = value.partition(":")[0]
    if near := nearest(scheme, ("sqlite", "postgresql")):
        example = {"sqlite": "sqlite:///data/tidings.db"}.get(near, "postgresql://host/tidings")
        raise wrong(f"'{redact(value)}' is not a database address", f"as in {example}")
    raise wrong(
        f"unknown kind of database '{scheme}'",
        "write sqlite:///data/tidings.db or postgresql://host/tidings",
    )


Database = Annotated[
    _Text,
    AfterValidator(_database),
    WithJsonSchema(
        {"type": "string", "pattern": "^(sqlite:///|postgres(ql)?://).", "examples": [
            "sqlite:///data/tidings.db", "postgresql://localhost/tidings"]}
    ),
]  # fmt: skip


def redact(url: str) -> str:
    """The address without its password."""
    try:
        parts = urlsplit(url)
        if parts.password is None:
            return url
    except ValueError:
        return re.sub(r"//[^@/]*@", "//", url)
    netloc = f"{parts.username or ''}:***@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=netloc))


# ── figures ──────────────────────────────────────────────────────────────────────────────

PERIOD_WORDS: dict[str, str] = {
    "day": "day", "daily": "day", "week": "week", "weekly": "week", "month": "month",
    "monthly": "month", "quarter": "quarter", "quarterly": "quarter", "half": "half",
    "half-year": "half", "half-yearly": "half", "year": "year", "yearly": "year",
    "annual": "year", "annually": "year",
}  # fmt: skip
PERIODS = ("day", "week", "month", "quarter", "half", "year")


def _period(value: str) -> str:
    known = PERIOD_WORDS.get(value.casefold())
    if known is None:
        raise wrong(f"unknown period '{value}'", did_you_mean(value, PERIOD_WORDS))
    return known


PeriodName = Annotated[
    _Text, AfterValidator(_period), WithJsonSchema({"type": "string", "enum": sorted(PERIOD_WORDS)})
]
