"""Figure watches that a report has a number for, but whose condition it doesn't meet: so that
``why`` tells a rule that isn't met from a rule that is broken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.alerts.numbers import reading_of
from bot.card import Block
from bot.commands.readings import FORESEEN
from bot.commands.say import bold, small
from bot.figures import hits
from bot.model import Condition, ConditionKind, Figure, Item, Watch

_SHOWN = 3
_OF_FACTS = frozenset(
    {
        ConditionKind.CHANGE,
        ConditionKind.RECORD,
        ConditionKind.MILESTONE,
        ConditionKind.CONFLICT,
    }
)
"""They compare what happened, over whole periods."""
_ALWAYS_OR_NEVER = frozenset({ConditionKind.ANY, ConditionKind.NOT_SEEN})


def unmet_blocks(
    watches: Sequence[Watch], entities: Sequence[Watch], figures: Sequence[Figure], item: Item
) -> list[Block]:
    """``watches``: figure watches whose condition didn't hold; ``entities`` lend their aliases. A
    line for each that is about one of the figures; nothing for the others."""
    asked = {
        each.id: (each.name, each.condition)
        for each in watches
        if each.condition and each.condition.kind not in _ALWAYS_OR_NEVER
    }
    about = [replace(each, condition=Condition()) for each in watches if each.id in asked]
    said: dict[str, str] = {}
    for hit in hits([*about, *entities], figures) if about else ():
        if hit.watch_id in asked and hit.watch_id not in said:
            said[hit.watch_id] = _words(asked[hit.watch_id][1], hit.figure, item)
    blocks: list[Block] = []
    for key, words in list(said.items())[:_SHOWN]:
        blocks.append(small(bold(f"{asked[key][0]} (figure)"), f" — {words}"))
    return blocks


def _words(condition: Condition, figure: Figure, item: Item) -> str:
    """``40,210 vehicles, November: “record high” is not met, the period was not over yet``."""
    words = f"{reading_of(figure)}: “{condition.text}” is not met"
    if condition.kind not in _OF_FACTS:
        return words
    if figure.status in FORESEEN:
        return f"{words}, it is no fact yet"
    end = figure.period.end if figure.period else None
    said = item.published or item.seen
    return f"{words}, the period was not over yet" if end and end > said else words
