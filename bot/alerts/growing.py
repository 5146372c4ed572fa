"""The lower half of a card: when, who else, what came since. It grows as a story does. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.alerts.times import clock_time, span
from bot.alerts.view import AlertView, Passage
from bot.card import Block, Bullets, Context, Line, Paragraph, Run, line
from bot.model import Relation, Source, believed
from bot.text import count_of, shorten, squeeze

SOURCES = 8
"""Outlets named under a card; the rest is counted."""
LATER = 5
"""Later events of the story that a card lists, the newest."""
_TITLE = 140
_SHORT = 70
_AT_ONCE = timedelta(minutes=1)
"""Up to this lag nobody asks how long it took."""


def times(view: AlertView) -> Block:
    """``Reuters · published 14:02, 6 min before we saw it · posted 14:08``."""
    item = view.item
    parts = [item.source] if item.source else []
    published = believed(item.published)
    if published is not None and published <= item.seen:
        parts.append(f"published {_at(published, view)}, {_fresh(item.seen - published)}")
    else:
        parts.append(f"seen {_at(item.seen, view)}")
    late = view.posted - item.seen
    parts.append(
        f"posted {_at(view.posted, view)}" + (f", {span(late)} later" if late >= _AT_ONCE else "")
    )
    return Context(line(Run(" · ".join(parts), "dim")))


def _fresh(lag: timedelta) -> str:
    return "seen at once" if lag < _AT_ONCE else f"{span(lag)} before we saw it"


def _at(moment: datetime, view: AlertView) -> str:
    return clock_time(moment, view.posted, view.timezone)


def also(view: AlertView) -> tuple[Block, ...]:
    """Other outlets, each once and linked to its report; how many there are in all, and when
    the first and the latest came."""
    others: dict[str, Source] = {}
    for source in view.story.sources:
        name = source.source or source.url
        if source.item_id != view.item.id and name != view.item.source:
            others.setdefault(name, source)
    if not others:
        return ()
    parts: list[str | Run] = ["Also reported by "]
    for name, source in list(others.items())[:SOURCES]:
        parts += [", " if len(parts) > 1 else "", Run(name, "plain", source.url)]
    if len(others) > SOURCES:
        parts.append(f" and {len(others) - SOURCES} more")
    return (Context(line(*parts, _in_all(view, len(others) + 1))),)


def _in_all(view: AlertView, outlets: int) -> str:
    """``, 4 in all, the first at 13:54, the latest at 14:03``."""
    seen = [source.seen for source in view.story.sources]
    words = f", {outlets} in all" if outlets > 2 else ""
    if max(seen) - min(seen) >= _AT_ONCE:
        words += f" · first seen {_at(min(seen), view)}, latest {_at(max(seen), view)}"
    return words


def passages(chosen: Sequence[Passage], *, named: bool) -> Line:
    """Chosen sentences in one line, with whose they are when ``named``."""
    parts: list[str | Run] = []
    for each in chosen:
        parts += [" " if parts else "", each.text]
        if named and each.source:
            parts += [" (", Run(each.source, "dim", each.url), ")"]
    return line(*parts)


def told_before(view: AlertView, root: AlertView) -> tuple[Block, ...]:
    """What was told last of the story; nothing when that is what is told now."""
    earlier = [each for each in root.since if each.item_id != view.item.id]
    told = earlier[-1] if earlier else None
    title = told.title if told else root.item.title
    if not title or squeeze(title) == squeeze(view.item.title):
        return ()
    moment, url = (told.seen, told.url) if told else (root.posted, root.item.url)
    words = Run(shorten(squeeze(title), _TITLE), "plain", url)
    return (Context(line(f"Told before, {_at(moment, view)}: ", words)),)


def since(view: AlertView) -> tuple[Block, ...]:
    """The timeline of what came after; what corrects stands at the head."""
    later = [source for source in view.since if source.relation is not Relation.CORRECTION]
    if not later:
        return ()
    lines = tuple(
        line(
            Run(_at(source.seen, view) + " ", "dim"),
            Run(shorten(source.title, _TITLE), "plain", source.url),
            f" ({source.source})" if source.source else "",
        )
        for source in later[-LATER:]
    )
    more = f" ({count_of(len(later) - LATER, 'earlier one')} not shown)"
    head = line(Run("Since then", "bold"), more if len(later) > LATER else "")
    return (Paragraph(head), Bullets(lines))


def related(view: AlertView) -> tuple[Block, ...]:
    """Other stories about the same name, in one small line."""
    shown = [each for each in view.related if each.title]
    if not shown:
        return ()
    parts: list[str | Run] = [f"More on {view.related_to}: "]
    for each in shown:
        parts += [
            " · " if len(parts) > 1 else "",
            Run(shorten(squeeze(each.title), _SHORT), "plain", each.url),
        ]
    return (Context(line(*parts)),)
