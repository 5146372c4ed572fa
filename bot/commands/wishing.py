"""Typed wishes → data, in the words of the files; what is wrong is told as in the files. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from bot.commands.command import Arguments, Param
from bot.config.wishes import (
    SEVERITIES,
    cooldown,
    deliver,
    mentionee,
    severity,
    written_cooldown,
    written_deliver,
)
from bot.errors import CommandError
from bot.model import PLAIN, Manner
from bot.text import squeeze

T = TypeVar("T")

DELIVER = Param(
    name="deliver",
    kind="text",
    option=True,
    summary="at once, hourly, daily 08:00, weekly Mon 08:00; without it as the channel",
    hint="daily 08:00",
)
MANNER: tuple[Param, ...] = (
    DELIVER,
    Param(
        name="severity",
        kind="choice",
        option=True,
        choices=tuple(reversed(SEVERITIES)),
        synonyms={"urgent": "high", "critical": "high", "minor": "low"},
        summary="high breaks through digests and quiet hours, low is the first to wait",
    ),
    Param(
        name="cooldown",
        kind="text",
        option=True,
        summary="for so long after an alert more about it waits for a digest, or none",
        hint="30m",
    ),
    Param(
        name="mention",
        kind="text",
        option=True,
        many=True,
        summary="who is pinged by its alerts: slack:U012AB3CD, discord:role:… or none",
        other_names=("ping",),
        hint="slack:U012AB3CD",
    ),
)
"""Options of a watch."""
_DEFAULT = frozenset({"default", "inherit", "-"})


def changed_manner(manner: Manner, arguments: Arguments) -> Manner:
    """With what the arguments say put in place; ``default`` leaves it to the watchlist and the
    channel. Raises :class:`CommandError`."""
    return Manner(
        deliver=wish(arguments, "deliver", manner.deliver, deliver),
        severity=wish(arguments, "severity", manner.severity, severity),
        cooldown=wish(arguments, "cooldown", manner.cooldown, cooldown),
        mention=mentioned(arguments, manner.mention),
    )


def wish(arguments: Arguments, name: str, before: T | None, read: Callable[[str], T]) -> T | None:
    """What one option wishes; ``None`` for ``default``."""
    if name not in arguments:
        return before
    text = squeeze(arguments.text(name))
    return None if text.lower() in _DEFAULT else said(text, read, option=name)


def said(text: str, read: Callable[[str], T], *, option: str = "") -> T:
    """The wish in a text. Raises :class:`CommandError` in the words of the files."""
    try:
        return read(text)
    except PydanticCustomError as error:
        context: dict[str, Any] = error.context or {}
        what = str(context["what"])
        raise CommandError(
            f"“{option}:”: {what}" if option else what[:1].upper() + what[1:],
            hint=str(context["hint"]),
        ) from None


def mentioned(arguments: Arguments, before: tuple[str, ...]) -> tuple[str, ...]:
    if "mention" not in arguments:
        return before
    given = [squeeze(each) for each in arguments.many("mention")]
    if {each.lower() for each in given} <= {"none", "", *_DEFAULT}:
        return ()
    return tuple(dict.fromkeys(said(each, mentionee, option="mention") for each in given))


def manner_as_typed(manner: Manner) -> dict[str, str]:
    """Each option's value, as it would be typed; what is left to others is not there."""
    values = {
        "deliver": written_deliver(manner.deliver) if manner.deliver else "",
        "severity": manner.severity or "",
        "cooldown": written_cooldown(manner.cooldown) if manner.cooldown is not None else "",
        "mention": ", ".join(manner.mention),
    }
    return {name: value for name, value in values.items() if value}


def described(manner: Manner) -> list[str]:
    """What it wishes, a few words each."""
    if manner == PLAIN:
        return []
    parts = [written_deliver(manner.deliver)] if manner.deliver else []
    if manner.severity and manner.severity != "normal":
        parts.append(f"severity {manner.severity}")
    if manner.cooldown is not None:
        parts.append(f"cooldown {written_cooldown(manner.cooldown)}")
    if manner.mention:
        parts.append(f"mentions {', '.join(manner.mention)}")
    return parts
