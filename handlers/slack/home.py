"""The App Home: a dashboard made of the commands' own answers. Implements
:class:`~handlers.slack.talk.Home`."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.card import Action, Card
from handlers.slack import limits
from handlers.slack.blocks import button
from handlers.slack.commands import beginnings
from handlers.slack.render import view_blocks
from handlers.slack.talk import RUN, Call, Json, Talk


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of the Home: the answer to a command."""

    commands: tuple[str, ...]
    """Lines to type; the first whose command there is."""
    most: int
    """Blocks it may take."""
    always: bool = False
    """Shown with bad news, too."""


PARTS = (
    Part(commands=("status",), most=18, always=True),
    Part(commands=("recap everywhere 7 days", "story"), most=24),
    Part(commands=("list",), most=16, always=True),
    Part(commands=("figures",), most=16),
    Part(commands=("feed list",), most=18, always=True),
)


async def opened(talk: Talk, call: Call) -> None:
    """Publish the App Home of this person."""
    paths = {command.path for command in talk.commands if not command.internal}
    wanted = [(part, line) for part in PARTS if (line := _line(part, paths))]
    cards = await asyncio.gather(*(talk.answer(call.request(line)) for _, line in wanted))
    parts = [
        Answered(part=part, line=line, card=card)
        for (part, line), card in zip(wanted, cards, strict=True)
    ]
    await talk.slack.publish_home(call.user_id, home_view(parts, await beginnings(talk, call)))


def _line(part: Part, paths: Collection[str]) -> str:
    begins = tuple(f"{path} " for path in paths)
    return next((each for each in part.commands if f"{each} ".startswith(begins)), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    part: Part
    line: str
    card: Card


def home_view(parts: Sequence[Answered], actions: Sequence[Action]) -> Json:
    """The view. Pure."""
    buttons = [
        button(each.label, f"{RUN}home{number}", each.command, style=each.style)
        for number, each in enumerate(actions)
    ]
    blocks: list[Json] = [{"type": "actions", "elements": buttons}] if buttons else []
    for each in parts:
        if each.card.tone in {"warning", "error"} and not each.part.always:
            continue
        if blocks:
            blocks.append({"type": "divider"})
        blocks += view_blocks(each.card, most=each.part.most, whole=each.line)
    return {"type": "home", "callback_id": "home", "blocks": blocks[: limits.VIEW_BLOCKS]}
