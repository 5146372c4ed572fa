"""Held alerts: which of them are still told, and the one card that tells them. Pure.

Whatever was held comes out of here once: told, or left out for a reason that is stored.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.alerts import muting
from bot.alerts.card import headline
from bot.alerts.numbers import comparison, reading_of
from bot.alerts.policy import PUT_OFF, WITH_ITS_STORY
from bot.alerts.times import clock_time, zone_of
from bot.alerts.view import AlertView
from bot.card import Action, Block, Bullets, Card, Context, Line, Paragraph, Run, line
from bot.model import Alert, AlertStatus, Destination, Item, Mute, Relation, Source, believed
from bot.text import count_of, shorten

SHOWN = 15
"""Stories in one digest; the rest is counted by name."""
BUTTONS = 3
OF_ONE_NAME = 5
"""Stories under one name while others have some."""
_REASONS = 3
_BEFORE, _BEFORE_LONG = 2, 90
"""Earlier developments of a story that are named, and their characters."""

WEIGHTS: Mapping[str, tuple[float, int, str]] = {
    # what: weight of each, how many count at most, why
    "severe": (8.0, 1, "somebody said that it matters"),
    "minor": (-8.0, 1, "somebody said that it hardly does"),
    "hits": (3.0, 3, "figures whose condition held"),
    "moved": (1.0, 3, "figures with one before to compare with"),
    "outlets": (1.5, 10, "outlets that report it"),
    "watches": (1.0, 5, "watches that it concerns"),
    "events": (0.5, 6, "developments of one running story"),
    "certain": (1.0, 1, "how surely a name was meant, 0 to 1"),
    "stale": (-2.0, 1, "its age, from 0 when it has just come towards 1 after days"),
}
"""What makes a story come first in a digest."""
_HALF_STALE = timedelta(hours=24)


# ── what is still told ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """One held alert as it stands when its digest is due."""

    alert: Alert
    view: AlertView | None
    """``None`` when its report is not stored any more."""
    event: Sequence[Alert] = ()
    """All alerts on its event, of any destination."""


def left_out(
    each: Waiting, destination: Destination, mutes: Sequence[Mute], watched: Collection[str]
) -> str:
    """Why a held alert is not told after all; empty: it is. ``watched``: ids of all watches."""
    alert, view = each.alert, each.view
    if any(
        other.status is AlertStatus.OPEN
        and other.destination == alert.destination
        and other.created >= alert.created
        for other in each.event
    ):
        return "the story was told at once meanwhile"
    if not any(watch_id in watched for watch_id in alert.watch_ids):
        return "what it was held for is not watched any more"
    if view is None:
        return "its report is not stored any more"
    stories = (view.story.id, view.story.thread_id)
    mute = muting.mute_of(mutes, destination, view.item, stories)
    if mute is not None:
        return f"{mute.label} was muted meanwhile"
    loud, muted = muting.split(view.matched, mutes, destination)
    if view.matched and not loud:
        return f"muted meanwhile: {', '.join(muted)}"
    return ""


def alone(told: Sequence[Alert], thread: Sequence[Alert]) -> bool:
    """Whether what is due is one story that was only put off: that is better told by a card of
    its own. ``thread``: all alerts of its running story; where it has a message, what follows
    stays a digest's."""
    if len(told) != 1 or not told[0].why.startswith(PUT_OFF):
        return False
    place = told[0].destination
    return not any(
        other.status is AlertStatus.OPEN and other.destination == place for other in thread
    )


def heard(view: AlertView, destination: Destination, mutes: Sequence[Mute]) -> AlertView:
    """Without the watches that are muted there."""
    loud, _ = muting.split(view.matched, mutes, destination)
    return replace(view, matched=loud)


# ── the card ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Entry:
    """One running story in a digest, by its latest event."""

    view: AlertView
    events: int
    before: tuple[AlertView, ...] = ()
    """Of the events before the latest, one report each, the newest first."""

    @property
    def name(self) -> str:
        """Of the entity it stands under: the first watch's, or whose figure that watch is about."""
        if not self.view.matched:
            return "Other"
        watch = self.view.matched[0].watch
        return watch.subject or watch.name


def digest_card(
    views: Sequence[AlertView],
    *,
    why: str,
    now: datetime,
    timezone: str = "UTC",
    most: int = SHOWN,
    unseen: int = 0,
    since: datetime | None = None,
) -> Card:
    """Held alerts in one card: the weightiest first, grouped by the watch that leads each.

    Reports of one running story are told once, by its latest event. ``unseen``: how many more
    alerts there are than views; ``since``: when the oldest of all was held.
    """
    entries = ranked(views, now)
    shown, rest = chosen(entries, most)
    groups: dict[str, list[Line]] = {}
    for entry in shown:
        groups.setdefault(entry.name, []).append(_line(entry, now, timezone))
    blocks: list[Block] = [Context(line(why))] if why else []
    for name, lines in groups.items():
        blocks += [Paragraph(line(Run(name, "bold"))), Bullets(tuple(lines))]
    actions = _look_up(rest)
    if rest or unseen:
        blocks.append(Context(line(_more(rest, unseen))))
        moments = [view.posted for view in views]
        oldest = min([*moments, *([since] if since else [])], default=now)
        actions.insert(0, _recap(oldest, max(moments, default=now), timezone))
    return Card(
        title=_title(len(entries), unseen),
        tone="digest",
        blocks=tuple(blocks),
        actions=tuple(actions),
        private=False,
    )


def _title(stories: int, unseen: int) -> str:
    more = f" and {count_of(unseen, 'more alert')}" if unseen else ""
    return f"Digest: {count_of(stories, 'story', 'stories')}{more}"


def reasons(alerts: Iterable[Alert]) -> str:
    """Why they were held, in words; nothing for what is a digest's by its own wish, or waits
    with what else is told there."""
    found = dict.fromkeys(cause(alert) for alert in alerts if waits_for_itself(alert))
    held = [each for each in found if not each.startswith("for the digest")]
    if not held:
        return ""
    more = f" and {len(held) - _REASONS} more reasons" if len(held) > _REASONS + 1 else ""
    shown = held[:_REASONS] if more else held
    return f"Held back: {', '.join(shown)}{more}"


def cause(alert: Alert) -> str:
    """Why it was held, without what differs from one to the other: names, until when, how late."""
    return _PARTICULARS.split(alert.why, maxsplit=1)[0]


_PARTICULARS = re.compile(r";| until |: ")


def waits_for_itself(alert: Alert) -> bool:
    """Whether it was held for something of its own, not as a further report of what waits."""
    return not alert.why.split(";")[0].endswith(WITH_ITS_STORY)


def _recap(oldest: datetime, newest: datetime, timezone: str) -> Action:
    """The way to all of it, by the days in which it was held: the same days whenever the button
    is pressed."""
    first, last = (
        f"{day.day} {day:%B %Y}"
        for day in (moment.astimezone(zone_of(timezone)) for moment in (oldest, newest))
    )
    days = first if first == last else f"{first} to {last}"
    return Action("Show all", f'recap range:"{days}"')


def _look_up(rest: Sequence[Entry]) -> list[Action]:
    """The way to what is only counted, by the names that have most of it."""
    names = [name for name, _ in Counter(entry.name for entry in rest).most_common(BUTTONS)]
    typed = [name.replace('"', " ") for name in names]
    return [Action(f"More on {shorten(name, 50)}", f'lookup "{name}"') for name in typed]


def _more(rest: Sequence[Entry], unseen: int) -> str:
    """``and 9 more stories: Tesla 6, Xiaomi 3``."""
    counts = Counter(entry.name for entry in rest).most_common(8)
    names = ", ".join(f"{name} {count}" if count > 1 else name for name, count in counts)
    parts = [f"{count_of(len(rest), 'more story', 'more stories')}: {names}"] if rest else []
    parts += [count_of(unseen, "more alert")] if unseen else []
    return f"and {', '.join(parts)}"


def chosen(entries: Sequence[Entry], most: int) -> tuple[list[Entry], list[Entry]]:
    """Those that are shown, and the rest. One name takes no room from the others: only so many
    of each, the weightiest, come before what is left of any."""
    counts = Counter[str]()
    first = list[int]()
    for place, entry in enumerate(entries):
        counts[entry.name] += 1
        if counts[entry.name] <= OF_ONE_NAME:
            first.append(place)
    early = set(first)
    others = [place for place in range(len(entries)) if place not in early]
    taken = set([*first, *others][:most])
    return (
        [entry for place, entry in enumerate(entries) if place in taken],
        [entry for place, entry in enumerate(entries) if place not in taken],
    )


def ranked(views: Sequence[AlertView], now: datetime) -> list[Entry]:
    """One entry per running story, the weightiest first."""
    threads: dict[str, list[AlertView]] = {}
    for view in views:
        threads.setdefault(view.story.thread_id, []).append(view)
    entries = [_entry(each, now) for each in threads.values()]
    return sorted(entries, key=lambda entry: (-weight(entry, now), entry.view.item.seen))


def _entry(views: Sequence[AlertView], now: datetime) -> Entry:
    """The latest event, by that of its reports which says most. Of those seen at the same moment,
    which is so where a feed brings many at once, the last is the latest."""
    events: dict[str, AlertView] = {}
    for view in sorted(views, key=lambda view: view.item.seen):
        events.pop(view.story.id, None)
        events[view.story.id] = view
    latest, *before = reversed(events)
    earlier = tuple(events[each] for each in before)
    entries = [Entry(view, len(events), earlier) for view in views if view.story.id == latest]
    return max(entries, key=lambda entry: weight(entry, now))


def weight(entry: Entry, now: datetime) -> float:
    """How much a story matters for ranking, by :data:`WEIGHTS`."""
    view = entry.view
    severities = [each.manner.severity or "normal" for each in view.matched]
    age = max(now - view.item.seen, timedelta())
    amounts = {
        "severe": float("high" in severities),
        "minor": float(bool(severities) and set(severities) == {"low"}),
        "hits": sum(len(each.hits) for each in view.matched),
        "moved": sum(
            each.previous is not None or each.figure.previous is not None for each in view.figures
        ),
        "outlets": len({source.source for source in view.story.sources}),
        "watches": len(view.matched),
        "events": entry.events - 1,
        "certain": max((m.score for each in view.matched for m in each.mentions), default=0.0),
        "stale": age / (age + _HALF_STALE),
    }
    return weighed(amounts)


def weighed(amounts: Mapping[str, float]) -> float:
    """By :data:`WEIGHTS`; what isn't given counts for nothing."""
    return sum(
        each * min(amounts.get(what, 0.0), most) for what, (each, most, _reason) in WEIGHTS.items()
    )


_LATE = timedelta(hours=1)


def _when(item: Item, now: datetime, timezone: str) -> str:
    """When it was seen; of what came late, after a gap say, when it was published."""
    published = believed(item.published)
    if published is None or item.seen - published < _LATE:
        return clock_time(item.seen, now, timezone)
    return f"published {clock_time(published, now, timezone)}"


def _line(entry: Entry, now: datetime, timezone: str) -> Line:
    view = entry.view
    outlets = len({source.source for source in view.story.sources})
    notes = [_when(view.item, now, timezone), view.item.source]
    notes += [f"{count_of(outlets - 1, 'other outlet')}"] if outlets > 1 else []
    notes += [f"{entry.events} developments"] if entry.events > 1 else []
    corrected = _correction(view)
    if corrected is not None:
        title = Run(shorten(corrected.title, 250), "plain", corrected.url)
        notes.append("corrected")
    else:
        title = Run(headline(view.item), "plain", view.item.url)
    return line(
        title,
        *_figure(view),
        Run(" · " + " · ".join(note for note in notes if note), "dim"),
        *_before(entry.before),
    )


def _before(events: Sequence[AlertView]) -> Iterator[Run]:
    """What else happened in the story, in few words: nobody was told of it yet."""
    for number, view in enumerate(events[:_BEFORE]):
        yield Run(", " if number else "; before: ", "dim")
        yield Run(shorten(headline(view.item), _BEFORE_LONG), "plain", view.item.url)
    if len(events) > _BEFORE:
        yield Run(f" and {len(events) - _BEFORE} more", "dim")


def _figure(view: AlertView) -> tuple[str, ...]:
    """The figure that raised the alert, and what it was before."""
    for entry in view.figures[:1]:
        if entry.why:
            compared = comparison(entry.figure, entry.previous)
            return (f" · {reading_of(entry.figure)}", f" ({compared})" if compared else "")
    return ()


def _correction(view: AlertView) -> Source | None:
    """The newest report that corrects the event."""
    found = [s for s in view.story.sources if s.relation is Relation.CORRECTION and s.title]
    return max(found, key=lambda source: source.seen, default=None)
