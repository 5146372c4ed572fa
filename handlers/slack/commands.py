"""Where to begin: the buttons below the help that a bare ``/tidings`` gives, and on the Home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.card import Action, Card
from handlers.registry import CommandInfo

BEGINNINGS = (
    Action("Watch a name", "watch add", "primary"),
    Action("Add a feed", "feed add"),
    Action("Digest", "digest"),
    Action("Help", "help"),
)


def beginnings(commands: Sequence[CommandInfo]) -> tuple[Action, ...]:
    """Those whose command there is."""
    paths = {command.path for command in commands}
    return tuple(each for each in BEGINNINGS if each.command in paths)


def welcome(card: Card, commands: Sequence[CommandInfo]) -> Card:
    """The help with what one may want to begin with."""
    there = {action.command for action in card.actions}
    more = [
        each for each in beginnings(commands) if each.command not in there and each.label != "Help"
    ]
    return replace(card, actions=(*card.actions, *more))
