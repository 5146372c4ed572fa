"""What would be done with some words if they came now: policy's own decision, place by place."""

from __future__ import annotations

from collections.abc import Sequence

from bot.alerts.numbers import tidy
from bot.alerts.routing import matches
from bot.alerts.state import Rules
from bot.alerts.view import AlertView
from bot.card import Block, line
from bot.commands.command import Context
from bot.commands.say import bold, bullets, paragraph
from bot.commands.view import View
from bot.deciding import Choice, Deciding
from bot.judging import Evidence
from bot.model import Alert, FigureHit, Item, Mention, Relation, StoryChange, Verdict

_PLACES = 5
_WOULD = {
    Verdict.POST: "would be posted",
    Verdict.REPLY: "would be posted",
    Verdict.UPDATE: "would change a card",
    Verdict.HOLD: "would be held",
    Verdict.DROP: "would not be sent",
}


async def would_blocks(
    context: Context,
    view: View,
    item: Item,
    mentions: Sequence[Mention],
    hits: Sequence[FigureHit],
) -> list[Block]:
    """As a new story, from whatever feed: at the places that whoever asks may know of."""
    catalogue = view.catalogue
    matched = matches(mentions, hits, watches=view.explained, watchlist_of=catalogue.watchlist_of)
    deciding = Deciding(
        ledger=context.store,
        view_of=_unseen,
        catalogue=lambda: catalogue,
        clock=context.clock,
    )
    change = StoryChange(
        story_id="s", thread_id="s", relation=Relation.NEW, why="if nothing like it was told"
    )
    evidence = Evidence(item=item, mentions=mentions, figures=(), matched=matched)
    choices = await deciding.choose(evidence, change, Rules.of(catalogue.settings))
    known = [each for each in choices if view.explains(each.decision.destination)]
    if not known:
        return []
    lines = [line(bold(_place(view, each)), f" — {_words(each)}") for each in known]
    return [paragraph(bold("If it came now")), bullets(lines, shown=_PLACES)]


async def _unseen(_alert: Alert) -> AlertView | None:
    """Of a story that is new there are no alerts."""
    return None


def _place(view: View, choice: Choice) -> str:
    name = choice.decision.destination
    place = view.catalogue.destination(name)
    whole = f"{place.platform}:{place.address}".rstrip(":")
    return name if name in {whole, place.platform} else f"{name} ({whole})"


def _words(choice: Choice) -> str:
    decision = choice.decision
    return f"{_WOULD[decision.verdict]}: {tidy(decision.why)}"
