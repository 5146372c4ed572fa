"""The cards of alerts: what people see. Pure; feed text is only ever plain text in a run.

The words keep the order in which a reader asks: what happened, why am I told, which number
moved, who says so and how fresh is it, who else has it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.alerts.excerpt import excerpt, lead
from bot.alerts.numbers import comparison, number, reading_of, said_by, tidy, title_of
from bot.alerts.routing import Matched
from bot.alerts.times import clock_time, span
from bot.alerts.view import AlertView, FigureLine
from bot.card import (
    Action,
    Block,
    Bullets,
    Card,
    Context,
    Fields,
    Line,
    Paragraph,
    Quote,
    Run,
    Tone,
    line,
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
        tail=(*_also(view), *_since(view)),
    )


def follow_up_card(view: AlertView, *, what: str) -> Card:
    """News about a story already told, for its thread. ``what``: the news, in words."""
    return _card(view, tone="follow-up", head=(Paragraph(line(Run(tidy(what), "italic"))),))


def correction_card(view: AlertView, *, what: str, before: AlertView) -> Card:
    """Says what a correction changed. ``before``: the alert that was told."""
    told = before.item.title
    head: tuple[Block, ...] = (Paragraph(line(Run("Corrected: ", "bold"), what)),)
    if told and squeeze(told) != squeeze(view.item.title):
        head += (Paragraph(line("Told before: ", Run(shorten(told, _TITLE), "strike"))),)
    card = _card(replace(view, figures=_standing(view, what, before)), tone="correction", head=head)
    return replace(card, title=_unmarked(card.title))


def _standing(view: AlertView, what: str, before: AlertView) -> tuple[FigureLine, ...]:
    """The figures a correction gives, without those that it takes back."""
    told = {entry.figure.value for entry in before.figures}
    withdrawn = what.rpartition(", not ")[2]
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
        blocks=(*head, *_why(view), *_quotes(view), *_figures(view), _times(view), *tail),
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
    shown = view.matched[:_NAMES]
    parts: list[str | Run] = []
    for matched in shown:
        parts += [", " if parts else "", Run(matched.watch.name, "bold"), " ", _evidence(matched)]
    if len(view.matched) > len(shown):
        parts.append(f" and {len(view.matched) - len(shown)} more")
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
    """The words themselves, with what matched in bold; what happened, when only the headline
    matched, which stands above already."""
    spans: list[tuple[int, int]] = []
    for matched in view.matched:
        spans += [(each.start, each.end) for each in matched.mentions if each.field == "content"]
        spans += [
            (hit.figure.start, hit.figure.end)
            for hit in matched.hits
            if hit.figure.field == "content"
        ]
    item = view.item
    quotes = excerpt(item.content, spans, limit=_QUOTES)
    if not quotes and item.title and item.content:
        quotes = [lead(item.content)]
    return tuple(Quote(each) for each in quotes)


def _figures(view: AlertView) -> tuple[Block, ...]:
    if not view.figures:
        return ()
    fields = Fields(tuple((title_of(each.figure), _figure(each)) for each in view.figures))
    return (fields, *(block for each in view.figures for block in _disputed(each)))


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


def _times(view: AlertView) -> Block:
    """``Reuters · published 14:02 · seen 6 min later · posted 3 s after``."""
    item = view.item
    parts = [item.source] if item.source else []
    if item.published is not None and item.published <= item.seen:
        parts.append(f"published {clock_time(item.published, view.posted, view.timezone)}")
        parts.append(f"seen {_later(item.seen - item.published)}")
    else:
        parts.append(f"seen {clock_time(item.seen, view.posted, view.timezone)}")
    parts.append(f"posted {_later(view.posted - item.seen)}")
    return Context(line(Run(" · ".join(parts), "dim")))


def _later(lag: timedelta) -> str:
    return "at once" if lag < timedelta(seconds=1) else f"{span(lag)} later"


def _also(view: AlertView) -> tuple[Block, ...]:
    """Other outlets, each once and linked to its report."""
    others: dict[str, Source] = {}
    for source in view.story.sources:
        name = source.source or source.url
        if source.item_id != view.item.id and name != view.item.source:
            others.setdefault(name, source)
    if not others:
        return ()
    parts: list[str | Run] = ["Also reported by "]
    for name, source in list(others.items())[:_SOURCES]:
        parts += [", " if len(parts) > 1 else "", Run(name, "plain", source.url)]
    if len(others) > _SOURCES:
        parts.append(f" and {len(others) - _SOURCES} more")
    return (Context(line(*parts)),)


def _since(view: AlertView) -> tuple[Block, ...]:
    later = [source for source in view.since if source.relation is not Relation.CORRECTION]
    if not later:
        return ()
    lines = tuple(
        line(
            Run(clock_time(source.seen, view.posted, view.timezone) + " ", "dim"),
            Run(shorten(source.title, 140), "plain", source.url),
            f" ({source.source})" if source.source else "",
        )
        for source in later[-5:]
    )
    return (Paragraph(line(Run("Since then", "bold"))), Bullets(lines))


def _corrected(source: Source) -> tuple[Block, ...]:
    title = Run(shorten(_unmarked(source.title), _TITLE), "plain", source.url)
    return (Paragraph(line(Run("Corrected: ", "bold"), title)),)
