"""Stories as examples of what a watch finds, each with the reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.alerts.numbers import tidy
from bot.commands.evidence import PLACES, best_of_each
from bot.matching import Matcher
from bot.model import Item, Watch

SHOWN = 3
_READ = 20_000
"""Characters of a text in which the reason is looked for."""

How = Literal["", "alert", "digest"]
"""How a story is told: at once, in a digest, or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """One story as an example of what is found."""

    item: Item
    story_id: str = ""
    how: How = "alert"
    why: str = ""
    """Why the watch, as it would be, is found in it or isn't."""

    @property
    def title(self) -> str:
        return self.item.title or self.item.content


def explained(watch: Watch, found: Sequence[Headline]) -> tuple[Headline, ...]:
    """The first of them, as many as are shown, with what the watch says to their words; the rest
    as it is. What a figure watch says is known when it is told."""
    if watch.kind == "figure" or not found:
        return tuple(found)
    matcher = Matcher.compile([watch])
    shown = (replace(each, why=_why(matcher, each)) for each in found[:SHOWN])
    return (*shown, *found[SHOWN:])


def _why(matcher: Matcher, found: Headline) -> str:
    said = matcher.explain(found.item.title, found.item.content[:_READ])
    for mention in best_of_each(said.mentions)[:1]:
        why = tidy(mention.why).removeprefix(f"'{mention.text}'; ")
        return f"“{mention.text}” in the {PLACES[mention.field]}: {why}"
    for refusal in sorted(said.refusals, key=lambda each: -each.score)[:1]:
        return f"“{refusal.text}” is not taken: {tidy(refusal.why)}"
    return ""
