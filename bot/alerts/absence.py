"""The card that says an expected figure did not come. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerts.numbers import reading_words
from bot.alerts.routing import pinged
from bot.alerts.times import clock_time
from bot.card import Action, Block, Card, Context, Fields, Line, Paragraph, Run, line, to_json
from bot.model import Delivery, Destination, Manner, Reading, Watch, make_id
from bot.text import count_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """An expected figure that did not come by its deadline, as one destination is told."""

    watch: Watch
    watchlist: str
    """Its name, for people."""
    since: datetime
    by: datetime
    last: Reading | None
    """The last new one; ``None``: none is known."""
    unread: Sequence[str] = ()
    """Feeds that could not be read since: it may stand there."""
    now: datetime
    timezone: str = "UTC"


_FEEDS = 3
"""Unread feeds named; the rest is counted."""


def absence_card(absence: Absence) -> Card:
    name = absence.watch.name
    by = clock_time(absence.by, absence.now, absence.timezone)
    since = clock_time(absence.since, absence.now, absence.timezone)
    blocks: list[Block] = [
        Paragraph(
            line(
                Run(name, "bold"),
                f" was expected by {by}, and nothing new came after {since}",
                Run(f" · {absence.watchlist}", "dim") if absence.watchlist else "",
            )
        ),
        Fields((("Last seen", _last(absence)),)),
    ]
    if absence.unread:
        blocks.append(Context(line(_unread(absence.unread))))
    return Card(
        title=f"Not seen: {name}",
        tone="warning",
        blocks=tuple(blocks),
        actions=(
            Action("History", f'history "{_typed(name)}"'),
            Action("Mute", f'mute "{_typed(name)}" 7d'),
        ),
        private=False,
    )


def _last(absence: Absence) -> Line:
    last = absence.last
    if last is None:
        return line("never so far")
    when = clock_time(last.said, absence.now, absence.timezone)
    return line(
        Run(reading_words(last), "bold"),
        " · ",
        Run(last.source or "an outlet", "plain", last.url),
        Run(f" · {when}", "dim"),
    )


def _unread(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_FEEDS])
    more = f" and {len(names) - _FEEDS} more" if len(names) > _FEEDS else ""
    feeds = count_of(len(names), "feed")
    return f"{feeds} could not be read since, and may have it: {shown}{more}"


def _typed(name: str) -> str:
    """A name inside the quotes of a command."""
    return name.replace('"', " ")


def absence_delivery(absence: Absence, place: Destination, manner: Manner) -> Delivery:
    """Told once for each destination and deadline, whoever looks how often; pings whom
    ``manner``, the watch's, or the destination names."""
    condition = absence.watch.condition
    text = condition.text if condition else ""
    return Delivery(
        key=make_id("d", place.name, "absent", absence.watch.id, text, absence.by.isoformat()),
        destination=place.name,
        kind="notice",
        card=to_json(replace(absence_card(absence), mention=pinged(place, [manner]))),
        created=absence.now,
    )
