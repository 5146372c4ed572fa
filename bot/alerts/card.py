"""The cards of alerts: what people see. Pure; feed text is only ever plain text in a run.

The words keep the order in which a reader asks: what happened, why am I told, which number
moved, who says so and how fresh is it, who else has it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.alerts.excerpt import excerpt, lead
from bot.alerts.growing import also, passages, related, since, times, told_before
from bot.alerts.numbers import comparison, number, reading_of, said_by, tidy, title_of
from bot.alerts.routing import Matched
from bot.alerts.view import AlertView, FigureLine
from bot.card import (
    Action,
    Block,
    Card,
    Context,
    Fields,
    Line,
    Paragraph,
    Quote,
    Run,
    Tone,
    line,
    text_of,
)
from bot.model import Item, Mention, Relation, Source
from bot.text import shorten, squeeze, without_marker

_TITLE = 250
_SOURCES = 8
"""Outlets named under a card; the rest is counted."""
_QUOTES = 1
_NAMES = 6


def alert_card(view: AlertView) -> Card:
    """A story told for the first time at a destination; drawn anew as it grows."""
    corrections = [
        source
        for source in (*view.story.sources, *view.since)
        if source.relation is Relation.CORRECTION and source.item_id != view.item.id
    ]
    newest = max(corrections, key=lambda source: source.seen, default=None)
    return _card(
        view,
        tone="alert",
        head=_corrected(newest) if newest else (),
        tail=(*also(view), *_summary(view), *since(view), *related(view)),
    )


def follow_up_card(view: AlertView, *, what: str, before: AlertView | None = None) -> Card:
    """News about a story already told, for its thread. ``what``: the news, in words;
    ``before``: the alert whose thread it is."""
    return _card(
        view,
        tone="follow-up",
        head=(Paragraph(line(Run("New: ", "bold"), Run(tidy(what), "italic"))),),
        tail=(*(told_before(view, before) if before else ()), *_summary(view)),
    )


def correction_card(view: AlertView, *, what: str, before: AlertView) -> Card:
    """Says what a correction changed. ``before``: the alert that was told."""
    told = _withdrawn(view, what, before)
    head: tuple[Block, ...] = (Paragraph(line(Run("Corrected: ", "bold"), what)),)
    if told and squeeze(told) != squeeze(view.item.title):
        head += (Paragraph(line("Told before: ", Run(shorten(told, _TITLE), "strike"))),)
    # What sums the story up may be the very sentence that was wrong.
    standing = replace(view, figures=_standing(view, what, before), summary=())
    card = _card(standing, tone="correction", head=head)
    return replace(card, title=_unmarked(card.title))


def _withdrawn(view: AlertView, what: str, before: AlertView) -> str:
    """The headline that is corrected: the latest of the thread with the number that is taken
    back, else that of the alert, for the thread may have told other numbers since."""
    wrong = re.escape(what.rpartition(", not ")[2])
    number_told = re.compile(rf"(?<![\d.,]){wrong}(?!\d|[.,]\d)")
    later = [each.title for each in before.since if each.item_id != view.item.id]
    titles = [*reversed(later), before.item.title] if ", not " in what else []
    return next((each for each in titles if number_told.search(each)), before.item.title)


def _standing(view: AlertView, what: str, before: AlertView) -> tuple[FigureLine, ...]:
    """The figures a correction gives, without those that it takes back."""
    told = {entry.figure.value for entry in before.figures}
    withdrawn = what.rpartition(", not ")[2].lstrip("$€£¥")
    fresh = [entry for entry in view.figures if number(entry.figure.value) != withdrawn]
    anew = {entry.figure.metric for entry in fresh if entry.figure.value not in told}
    return tuple(
        entry
        for entry in fresh
        if entry.figure.value not in told or entry.figure.metric not in anew
    )


def _unmarked(title: str) -> str:
    """Without the word "Correction", which the card says itself."""
    bare = without_marker(title)
    return bare[:1].upper() + bare[1:] or title


def notice_card(title: str, *, what: str, mend: str = "", tone: Tone = "warning") -> Card:
    """For the owners: what is wrong and the exact mend."""
    blocks: tuple[Block, ...] = (Paragraph(line(what)),)
    if mend:
        blocks += (Paragraph(line(Run("What to do: ", "bold"), mend)),)
    return Card(title=title, tone=tone, blocks=blocks, private=False)


# ── parts of a card ──────────────────────────────────────────────────────────────────────


def _card(
    view: AlertView, *, tone: Tone, head: tuple[Block, ...] = (), tail: tuple[Block, ...] = ()
) -> Card:
    return Card(
        title=headline(view.item),
        url=view.item.canonical_url or view.item.url,
        tone=tone,
        blocks=(*head, *_why(view), *_quotes(view), *_figures(view), times(view), *tail),
        actions=actions(view.alert_id),
        private=False,
        ref=view.alert_id,
    )


def headline(item: Item) -> str:
    """The item's title; an item without one is named by its first words or its address."""
    text = squeeze(item.title) or squeeze(item.content) or item.url or "(untitled)"
    return shorten(text, _TITLE)


def actions(alert_id: str) -> tuple[Action, ...]:
    return (
        Action("Why", f"why {alert_id}"),
        Action("Not this", f"not-this {alert_id}"),
        Action("Mute", f"mute story {alert_id} 1d"),
        Action("History", f"story {alert_id}"),
    )


def _why(view: AlertView) -> tuple[Block, ...]:
    # A name on several watchlists, or that somebody follows besides, is said once.
    every = {(each.watch.name, _evidence(each)): each for each in reversed(view.matched)}
    shown = list(reversed(every.items()))[:_NAMES]
    parts: list[str | Run] = []
    for (name, evidence), _ in shown:
        parts += [", " if parts else "", Run(name, "bold"), " ", evidence]
    if len(every) > len(shown):
        parts.append(f" and {len(every) - len(shown)} more")
    lists = ", ".join(dict.fromkeys(each.watchlist for each in view.matched))
    return (Paragraph(line(*parts, Run(f" · {lists}", "dim") if lists else "")),)


def _evidence(matched: Matched) -> str:
    """``10,000 vehicles (≥ 9,000)`` for a figure, ``(“小米” in the headline)`` for a name."""
    if matched.hits:
        return tidy(matched.hits[0].why.removeprefix(matched.watch.name).lstrip(": "))
    best = _best(matched)
    place = "headline" if best.field == "title" else "text"
    return f"(“{best.text}” in the {place})"


def _best(matched: Matched) -> Mention:
    return max(matched.mentions, key=lambda each: (each.score, each.field == "title", -each.start))


def _quotes(view: AlertView) -> tuple[Block, ...]:
    """The words themselves, with what matched in bold; how the report begins, when only its
    headline matched and nothing was chosen to sum it up."""
    quotes = _evident(view)
    if not quotes and not view.summary and view.item.title and view.item.content:
        quotes = [lead(view.item.content)]
    return tuple(Quote(each) for each in quotes)


def _evident(view: AlertView) -> list[Line]:
    """Where in the text what matched stands."""
    spans: list[tuple[int, int]] = []
    for matched in view.matched:
        spans += [(each.start, each.end) for each in matched.mentions if each.field == "content"]
        spans += [
            (hit.figure.start, hit.figure.end)
            for hit in matched.hits
            if hit.figure.field == "content"
        ]
    return excerpt(view.item.content, spans, limit=_QUOTES)


def _summary(view: AlertView) -> tuple[Block, ...]:
    """What of the summary the quoted words don't say already: a second sentence only where
    there are several sources."""
    quoted = [text_of(each).strip("… ") for each in _evident(view)]
    fresh = [
        each
        for each in view.summary
        if not any(each.text in quote or quote in each.text for quote in quoted)
    ]
    several = len({source.source for source in view.story.sources}) > 1
    if not several:
        fresh = [] if quoted else fresh[:1]
    return (Quote(passages(fresh, named=several)),) if fresh else ()


def _figures(view: AlertView) -> tuple[Block, ...]:
    if not view.figures:
        return ()
    fields = Fields(tuple((_of_what(each), _figure(each)) for each in view.figures))
    return (fields, *(block for each in view.figures for block in _disputed(each)))


def _of_what(entry: FigureLine) -> str:
    """``Apple revenue``, or ``Apple revenue (services)`` where it is told as a whole, too."""
    part = f" ({', '.join(entry.part[:2])})" if entry.part else ""
    return f"{title_of(entry.figure)}{part}"


def _figure(entry: FigureLine) -> Line:
    figure, mended = entry.figure, entry.corrected
    if mended is not None:
        word = "corrected to " if mended.correction else "revised to "
        withdrawn = Run(reading_of(figure), "strike")
        return line(withdrawn, f" {word}", Run(said_by(mended), "bold", mended.url))
    compared = comparison(figure, entry.previous)
    return line(
        Run(reading_of(figure), "bold"),
        f" · {compared}" if compared else "",
        f" · {entry.spark}" if entry.spark else "",
    )


def _disputed(entry: FigureLine) -> tuple[Block, ...]:
    """``Sources differ: A says 3,200 vehicles, B says 3,900 vehicles``, each linked."""
    if not entry.said:
        return ()
    parts: list[str | Run] = []
    for reading in entry.said[:_SOURCES]:
        name = Run(reading.source or "another outlet", "plain", reading.url)
        parts += [", " if parts else "", name, f" says {said_by(reading)}"]
    if len(entry.said) > _SOURCES:
        parts.append(f" and {len(entry.said) - _SOURCES} more")
    return (Context(line(Run("Sources differ: ", "bold"), *parts)),)


def _corrected(source: Source) -> tuple[Block, ...]:
    title = Run(shorten(_unmarked(source.title), _TITLE), "plain", source.url)
    return (Paragraph(line(Run("Corrected: ", "bold"), title)),)
