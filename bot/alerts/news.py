"""What is new in a follow-up, in words for people. Pure.

The stories say why they take a report for one: ``dead: 3 → 9``. A card says what that tells.
"""

from __future__ import annotations

import re

from bot.alerts.numbers import tidy

_COUNTED = frozenset(
    {"dead", "hurt", "missing", "arrested", "evacuated", "cases", "jobs", "vehicles"}
)
"""Slots whose names stand behind their numbers."""
_NUMBER = r"-?[\d,]+(?:\.\d+)?(?:e[+-]?\d+)?"
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"a new number for (?P<name>.+): (?P<now>{_NUMBER})"), "{now}, for {name}"),
    (
        re.compile(rf"another number: (?P<now>{_NUMBER}), after (?P<before>{_NUMBER})"),
        "{now}, after {before}",
    ),
    (re.compile(r"the same but for (?P<what>“.*)"), "{what}"),
    (re.compile(r"something later than was told \((?P<course>.+)\)"), "the next stage ({course})"),
    (re.compile(r"hours later, something that was not told: (?P<what>“.*)"), "{what}"),
    (re.compile(r"hours later, mostly what was not told"), "mostly what was not told"),
    (re.compile(r"what somebody does about the news"), "somebody acts on it"),
    (re.compile(r"something new after what was told"), "what happened after it"),
    (
        re.compile(r"the same outlet reports something new after (?P<what>“.*)"),
        "more from the same outlet, after {what}",
    ),
)
_MOVED = re.compile(rf"(?P<slot>[^:]+): (?P<before>{_NUMBER}) → (?P<now>{_NUMBER})")


def news(why: str) -> str:
    """The reason for a follow-up as something new; other reasons stay as they are."""
    if moved := _MOVED.fullmatch(why):
        return _moved(moved["slot"], moved["before"], moved["now"])
    for pattern, words in _WORDS:
        if found := pattern.fullmatch(why):
            return words.format(**found.groupdict())
    return tidy(why)


def _moved(slot: str, before: str, now: str) -> str:
    if slot == "%":
        return f"{now}%, {before}% before"
    if slot == "magnitude":
        return f"magnitude {now}, {before} before"
    return (
        f"{now} {slot}, {before} before" if slot in _COUNTED else f"{slot} {now}, {before} before"
    )
