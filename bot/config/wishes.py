"""How people say when and how loudly they want to be told: ``daily 08:00``, ``20 per 10m``.

As in :mod:`bot.config.values`, each reads text as written or raises
:func:`~bot.config.values.wrong`. The same words hold in files and in chat.
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.config.values import (
    clock_time,
    did_you_mean,
    duration,
    nearest,
    text,
    written_duration,
    wrong,
    zone,
)
from bot.model import NEVER_QUIET, Budget, Deliver, QuietHours, Rhythm, Severity

NOTHING = frozenset({"none", "no", "never", "off", "nothing"})
"""Words that take back what would hold otherwise."""
MOST_MESSAGES = 1000
LONGEST_WINDOW = timedelta(days=7)

# ── deliver ──────────────────────────────────────────────────────────────────────────────

_RHYTHMS: dict[str, Rhythm] = {
    "once": "at once", "now": "at once", "immediately": "at once", "instantly": "at once",
    "hourly": "hourly", "hour": "hourly",
    "daily": "daily", "day": "daily",
    "weekly": "weekly", "week": "weekly",
}  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FILLERS = frozenset({"at", "on", "every", "each", "and", "the", "a", "an", "digest", "&"})
_WORD = re.compile(r"\d[\d:.]*\s*[ap]m\b|[^\s,]+", re.IGNORECASE)
_EXAMPLES = "as in 'at once', 'hourly', 'daily 08:00' or 'weekly Mon 08:00'"


def deliver(value: Any) -> Any:
    """``at once``, ``hourly``, ``daily 08:00 and 18:00``, ``weekly Mon 08:00``, ``08:00``."""
    if not isinstance(value, str):
        return value
    every: Rhythm | None = None
    weekday: int | None = None
    times: list[time] = []
    for word in _WORD.finditer(value):
        low = word[0].lower()
        day = _weekday(low)
        if low in _RHYTHMS:
            every = _RHYTHMS[low]
        elif day is not None:
            every, weekday = "weekly", day
        elif low[0].isdigit():
            times.append(_time(value, word))
        elif low not in _FILLERS:
            hint = did_you_mean(low, (*_RHYTHMS, *_WEEKDAYS), otherwise=False) or _EXAMPLES
            raise wrong(f"unknown word '{word[0]}'", hint, offset=word.start())
    every = every or ("daily" if times else None)
    if every is None:
        raise wrong(f"'{value}' doesn't say when", _EXAMPLES)
    if times and every in ("at once", "hourly"):
        hint = f"write just '{every}', or 'daily {times[0]:%H:%M}'"
        raise wrong(f"'{every}' has no time of day", hint)
    if every == "weekly" and len(times) > 1:
        raise wrong("a weekly digest has one time", "as in 'weekly Mon 08:00'")
    made = Deliver(every=every, weekday=weekday or 0)
    return Deliver(every=every, weekday=made.weekday, at=tuple(sorted(set(times))) or made.at)


def _weekday(word: str) -> int | None:
    name = word.rstrip(".")
    for number, full in enumerate(_WEEKDAYS):
        if name in (full, full + "s") or (len(name) >= 3 and full.startswith(name)):
            return number
    return None


def _time(value: str, word: re.Match[str]) -> time:
    try:
        found = clock_time(word[0])
    except PydanticCustomError:
        what = f"'{word[0]}' is not a time of day"
        raise wrong(what, 'as in "08:00"', offset=word.start()) from None
    assert isinstance(found, time), value  # noqa: S101 # of a text it makes a time or raises
    return found


def written_deliver(wish: Deliver) -> str:
    """As :func:`deliver` reads it."""
    if wish.every in ("at once", "hourly"):
        return wish.every
    times = ", ".join(f"{each:%H:%M}" for each in wish.at)
    day = f"{_WEEKDAYS[wish.weekday][:3].title()} " if wish.every == "weekly" else ""
    return f"{wish.every} {day}{times}"


DeliverWish = Annotated[
    Deliver,
    BeforeValidator(deliver),
    WithJsonSchema(
        {"type": "string", "examples": ["at once", "hourly", "daily 08:00", "weekly Mon 08:00"]}
    ),
]

# ── budget, cooldown, severity ───────────────────────────────────────────────────────────

_BUDGET = re.compile(
    r"(\d[\d,]*)\s*(?:messages?|alerts?|posts?)?\s*(?:per|/|in|every|an?|each)\s*(.+)"
)


def budget(value: Any) -> Any:
    """``20 per 10m``, ``5/hour``, ``100 messages a day``."""
    if not isinstance(value, str):
        return value
    parts = _BUDGET.fullmatch(value.strip().lower())
    if not parts:
        raise wrong(f"'{value}' is not a budget", "messages per length of time, as in 20 per 10m")
    length = parts[2] if parts[2][0].isdigit() else f"1 {parts[2]}"
    window = duration(length)
    messages = int(parts[1].replace(",", ""))
    if not 1 <= messages <= MOST_MESSAGES:
        raise wrong(f"a budget of {messages:,} messages", f"at least 1, at most {MOST_MESSAGES:,}")
    if window > LONGEST_WINDOW:
        raise wrong(f"a budget for {parts[2]}", "at most a week")
    return Budget(messages=messages, window=window)


def written_budget(wish: Budget) -> str:
    return f"{wish.messages} per {written_duration(wish.window)}"


BudgetWish = Annotated[
    Budget,
    BeforeValidator(budget),
    WithJsonSchema({"type": "string", "examples": ["20 per 10m", "5 per hour"]}),
]


def cooldown(value: Any) -> Any:
    """A length of time, or ``none``."""
    if isinstance(value, str) and value.strip().lower() in NOTHING:
        return timedelta(0)
    return duration(value)


def written_cooldown(wish: timedelta) -> str:
    return written_duration(wish) if wish else "none"


CooldownWish = Annotated[
    timedelta,
    BeforeValidator(cooldown),
    WithJsonSchema({"type": "string", "examples": ["30m", "2h", "none"]}),
]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_SEVERITY_WORDS: dict[str, Severity] = {
    "low": "low", "minor": "low", "normal": "normal", "medium": "normal", "default": "normal",
    "high": "high", "urgent": "high", "critical": "high", "important": "high", "major": "high",
}  # fmt: skip


def severity(value: Any) -> Any:
    """``high``, ``normal`` or ``low``."""
    if not isinstance(value, str):
        return value
    known = _SEVERITY_WORDS.get(value.strip().lower())
    if known is None:
        near = nearest(value, _SEVERITY_WORDS)
        hint = f"did you mean '{near}'?" if near else "high, normal or low"
        raise wrong(f"unknown severity '{value}'", hint)
    return known


SeverityWish = Annotated[
    Severity,
    BeforeValidator(severity),
    WithJsonSchema({"type": "string", "enum": list(reversed(SEVERITIES))}),
]

# ── quiet hours in one text ──────────────────────────────────────────────────────────────

_STRETCH = re.compile(r"\s*(?:from\s+)?(.+?)\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*(.+?)\s*")


def quiet_hours(value: str) -> QuietHours:
    """``22:00-07:00``, ``10pm to 7am``, or ``none``."""
    if value.strip().lower() in NOTHING:
        return NEVER_QUIET
    parts = _STRETCH.fullmatch(value.lower())
    if not parts:
        raise wrong(f"'{value}' is no stretch of the day", "as in 22:00-07:00, or none")
    start, end = clock_time(parts[1]), clock_time(parts[2])
    if start == end:
        raise wrong("quiet hours from and to are the same", "write none, or give a span")
    return QuietHours(start=start, end=end)


def written_quiet_hours(wish: QuietHours) -> str:
    if wish.start == wish.end:
        return "none"
    return f"{wish.start:%H:%M}-{wish.end:%H:%M}"


# ── who is mentioned ─────────────────────────────────────────────────────────────────────

_MENTIONED: dict[str, tuple[str, str]] = {
    "slack": (r"[UWS][A-Z0-9]{6,}", "a member's or user group's id (slack:U012AB3CD)"),
    "discord": (r"(role:)?\d{15,21}", "a user's id (discord:80351110224678912) or a role's "
                "(discord:role:80351110224678912)"),
    "console": (r"[\w.-]+", "console:me"),
}  # fmt: skip
_EVERYBODY = frozenset({"everyone", "here", "channel", "everybody", "all"})


def mentionee(value: str) -> str:
    """``slack:U012AB3CD`` or ``discord:role:80351110224678912`` → itself, checked."""
    platform, _, who = value.partition(":")
    platform, who = platform.strip().lower(), who.strip()
    if {platform.lstrip("@!"), who.lstrip("@!").lower()} & _EVERYBODY:
        raise wrong("everybody at once can't be mentioned", "name people or roles who want it")
    if platform not in _MENTIONED:
        hint = did_you_mean(platform, _MENTIONED, otherwise=False)
        raise wrong(
            f"'{value}' is nobody to mention",
            hint or "write platform:id, as in slack:U012AB3CD or discord:role:80351110224678912",
        )
    pattern, words = _MENTIONED[platform]
    if not re.fullmatch(pattern, who):
        raise wrong(f"'{value}' is nobody to mention on {platform.title()}", f"give {words}")
    return f"{platform}:{who}"


def _many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def timezone(value: str) -> str:
    """An IANA name, or one near it."""
    return zone(value)


_Mentionee = Annotated[str, BeforeValidator(text), AfterValidator(mentionee)]
_MENTIONEE = {"type": "string", "examples": ["slack:U012AB3CD"]}
Mentionees = Annotated[
    tuple[_Mentionee, ...],
    BeforeValidator(_many),
    WithJsonSchema({"anyOf": [_MENTIONEE, {"type": "array", "items": _MENTIONEE}]}),
]
