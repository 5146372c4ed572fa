"""Where to begin: the buttons below the help that a bare ``/tidings`` gives, and on the Home."""

from __future__ import annotations

from dataclasses import replace

from bot.card import Action, Card
from handlers.registry import CommandInfo
from handlers.slack.talk import Call, Talk

BEGINNINGS = (
    Action("Watch a name", "watch add", "primary"),
    Action("Add a feed", "feed add"),
    Action("Digest", "digest"),
    Action("Help", "help"),
)


_REFUSED = "Only editors may"
"""How the answer to a command begins that the person may not give."""


async def may_give(talk: Talk, call: Call, command: CommandInfo) -> bool:
    """Whether this person may give the command, and so be shown its button or form."""
    if command.audience != "editor":
        return True
    card = await talk.answer(call.request(command.path))
    return not card.title.startswith(_REFUSED)


async def beginnings(talk: Talk, call: Call) -> tuple[Action, ...]:
    """Those whose command there is and this person may give."""
    there = {command.path: command for command in talk.commands}
    editors = [each for each in there.values() if each.audience == "editor"]
    edits = bool(editors) and await may_give(talk, call, editors[0])
    return tuple(
        each
        for each in BEGINNINGS
        if each.command in there and (edits or there[each.command].audience != "editor")
    )


async def welcome(talk: Talk, call: Call, card: Card) -> Card:
    """The help with what one may want to begin with."""
    there = {action.command for action in card.actions} | {"help"}
    more = [each for each in await beginnings(talk, call) if each.command not in there]
    return replace(card, actions=(*card.actions, *more))
