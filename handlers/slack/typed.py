"""Commands as they are typed in Slack: answers name them bare, here each begins with /tidings.

Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.card import Block, Bullets, Card, Context, Line, Paragraph, Run
from handlers.registry import CommandInfo
from handlers.slack.manifest import COMMAND


def as_typed(card: Card, commands: Sequence[CommandInfo]) -> Card:
    """The card with ``/tidings`` before every command that it says to type. Only what is set as
    code and begins as a command counts: ``help`` or ``watch add <name>``."""
    paths = frozenset(tuple(each.path.split()) for each in commands if not each.internal)
    return replace(card, blocks=tuple(_block(each, paths) for each in card.blocks))


def _block(block: Block, paths: frozenset[tuple[str, ...]]) -> Block:
    match block:
        case Paragraph(line) | Context(line):
            return replace(block, line=_line(line, paths))
        case Bullets(lines):
            return Bullets(tuple(_line(each, paths) for each in lines))
        case _:
            return block


def _line(line: Line, paths: frozenset[tuple[str, ...]]) -> Line:
    return tuple(_run(each, paths) for each in line)


def _run(run: Run, paths: frozenset[tuple[str, ...]]) -> Run:
    if run.style != "code":
        return run
    words = tuple(run.text.split())
    if words[:1] not in paths and words[:2] not in paths:
        return run
    return replace(run, text=f"{COMMAND} {run.text}")
