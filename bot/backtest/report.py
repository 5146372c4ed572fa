"""A backtest as a table for a terminal, and as data for scripts. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from bot.alerts.times import zone_of
from bot.backtest.outcome import (
    Difference,
    Outcome,
    Told,
    by_day,
    by_destination,
    by_watch,
    compare,
    grouped,
)
from bot.backtest.whatif import WhatIf
from bot.text import count_of, shorten, squeeze

EXAMPLES = 8
"""Stories shown of each kind."""
ROWS = 20
"""Watches in the table; the rest is counted."""
_WIDE = ("W", "F")
_TITLE = 90


def report(made: WhatIf, *, examples: int = EXAMPLES) -> Iterator[str]:
    """Line by line."""
    before, after = sides(made)
    zone = zone_of(made.timezone)
    difference = compare(before.heard, after.heard)
    labels = ("really told", "replayed") if made.running is None else ("now", "then")
    yield _headline(made, zone)
    yield from _about(made)
    yield ""
    yield from _table("", _totals(before, after), labels)
    yield ""
    yield from _table("alerts by day", _days(made, before, after, zone), labels)
    for title, count in (("by destination", by_destination), ("by watch", by_watch)):
        yield ""
        heard = "told or waiting" if before.waits or after.waits else "told"
        rows = _rows(count(before.heard), count(after.heard))
        yield from _table(f"{heard} {title}", rows, labels, most=ROWS)
    for title, told, sign in _changes(difference):
        if told:
            yield ""
            yield from _examples(title, told, sign, zone, examples)
    if not any(told for _, told, _ in _changes(difference)):
        yield ""
        yield "Nothing gained, nothing lost."


def sides(made: WhatIf) -> tuple[Outcome, Outcome]:
    """What is compared: before and after."""
    result = made.result
    if made.running is None:
        return result.then, result.replayed[0]
    return result.replayed[0], result.replayed[1]


def _headline(made: WhatIf, zone: tzinfo) -> str:
    days = count_of((made.until - made.since).days, "day")
    start, end = made.since.astimezone(zone), made.until.astimezone(zone)
    against = "what was really told" if made.running is None else f"{made.running}, as it runs"
    return (
        f"{made.folder} over the last {days} ({start.day} {start:%b} – {end.day} {end:%b %H:%M}),"
        f" against {against}"
    )


def _about(made: WhatIf) -> Iterator[str]:
    _, after = sides(made)
    parts = [f"{made.result.items:,} stored items"]
    if after.silent:
        parts.append(f"{after.silent:,} of them stored silently when their feeds were first read")
    if after.skipped:
        parts.append(f"{after.skipped:,} of feeds that it doesn't have")
    yield "; ".join(parts) + "."
    first = made.result.first
    if first is None:
        yield "There is nothing stored in that time to try it on."
    elif first - made.since > timedelta(days=1):
        yield f"The history begins on {first.astimezone(zone_of(made.timezone)):%d %b}."
    if made.skipped_feeds:
        were = "was" if made.skipped_feeds == 1 else "were"
        yield f"{made.skipped_feeds} of its feeds {were} never read: nobody knows what they bring."


# ── tables ───────────────────────────────────────────────────────────────────────────────

Row = tuple[str, int | None, int | None]
"""A label and both numbers; ``None``: not known."""


def _totals(before: Outcome, after: Outcome) -> list[Row]:
    rows: list[Row] = [
        ("items", before.items, after.items),
        ("stories", before.events, after.events),
        ("stories that matched", len(before.stories), len(after.stories)),
        ("alerts", len(before.alerts), len(after.alerts)),
        ("told in digests", len(before.digested), len(after.digested)),
        ("digests", before.digests, after.digests),
        ("cards that grew", before.grown, after.grown),
    ]
    if before.waiting or after.waiting:
        rows.append(("waiting for a digest", before.waiting, after.waiting))
    if after.missed:
        rows.append(("expected figures missed", None, len(after.missed)))
    kinds = sorted({*before.dropped, *after.dropped})
    rows += [
        (f"not told: {kind}", before.dropped[kind], after.dropped[kind])
        for kind in kinds
        if before.dropped[kind] or after.dropped[kind]
    ]
    return rows


def _days(made: WhatIf, before: Outcome, after: Outcome, zone: tzinfo) -> list[Row]:
    old, new = by_day(before.alerts, zone), by_day(after.alerts, zone)
    return [(f"{day:%a} {day.day} {day:%b}", old[day], new[day]) for day in _dates(made, zone)]


def _dates(made: WhatIf, zone: tzinfo) -> Iterator[date]:
    start = max(made.since, made.result.first or made.until).astimezone(zone).date()
    end = made.until.astimezone(zone).date()
    yield from (start + timedelta(days=number) for number in range((end - start).days + 1))


def _rows(before: Counter[str], after: Counter[str]) -> list[Row]:
    names = {*before, *after}
    ranked = sorted(names, key=lambda name: (-max(before[name], after[name]), name))
    return [(name, before[name], after[name]) for name in ranked]


def _table(title: str, rows: Sequence[Row], labels: Sequence[str], *, most: int = 0) -> list[str]:
    if not rows:
        return [f"{title}: nothing"]
    shown = rows[:most] if most else rows
    width = max(_width(text) for text in (title, *(label for label, _, _ in shown))) + 2
    columns = [max(len(label), 9) + 2 for label in labels]
    head = _padded(title, width) + "".join(
        label.rjust(size) for label, size in zip(labels, columns, strict=True)
    )
    lines = [head.rstrip()]
    for label, before, after in shown:
        cells = "".join(
            ("?" if number is None else f"{number:,}").rjust(size)
            for number, size in zip((before, after), columns, strict=True)
        )
        lines.append(f"{_padded(label, width)}{cells}{_change(before, after)}")
    if len(rows) > len(shown):
        lines.append(f"… and {len(rows) - len(shown)} more")
    return lines


def _change(before: int | None, after: int | None) -> str:
    if before is None or after is None or before == after:
        return ""
    return f"  {'+' if after > before else '−'}{abs(after - before):,}"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns on a terminal: Chinese takes two a character."""
    return sum(1 + (unicodedata.east_asian_width(char) in _WIDE) for char in text)


# ── examples ─────────────────────────────────────────────────────────────────────────────


def _changes(difference: Difference) -> tuple[tuple[str, Sequence[Told], str], ...]:
    return (
        ("Gained", difference.gained, "+"),
        ("Lost", difference.lost, "-"),
        ("At once instead of in a digest", difference.sooner, "^"),
        ("In a digest instead of at once", difference.later, "v"),
    )


def _examples(
    title: str, told: Sequence[Told], sign: str, zone: tzinfo, most: int
) -> Iterator[str]:
    groups = list(grouped(told).values())[::-1]
    yield f"{title}: {count_of(len(groups), 'story', 'stories')}"
    for group in groups[:most]:
        yield f"  {sign} {_example(group, zone)}"
        if group[0].why:
            yield f"      {shorten(squeeze(group[0].why), 110)}"
    if len(groups) > most:
        yield f"  … and {len(groups) - most} more"


def _example(group: Sequence[Told], zone: tzinfo) -> str:
    first = group[0]
    at = first.at.astimezone(zone)
    places = ", ".join(dict.fromkeys(each.destination for each in group))
    source = f" ({first.source})" if first.source else ""
    title = shorten(squeeze(first.title or "a report that is not stored any more"), _TITLE)
    names = ", ".join(first.watches[:3])
    return f"{at.day:>2} {at:%b %H:%M}  {places} · {names} · {title}{source}"


# ── for scripts ──────────────────────────────────────────────────────────────────────────


def data(made: WhatIf) -> Mapping[str, Any]:
    """The whole of it; every event gained or lost."""
    before, after = sides(made)
    zone = zone_of(made.timezone)
    difference = compare(before.heard, after.heard)
    return {
        "config": str(made.folder),
        "against": None if made.running is None else str(made.running),
        "since": made.since.isoformat(),
        "until": made.until.isoformat(),
        "stored_items": made.result.items,
        "before": _outcome(before, zone),
        "after": _outcome(after, zone),
        "gained": [_event(each) for each in difference.gained],
        "lost": [_event(each) for each in difference.lost],
        "sooner": [_event(each) for each in difference.sooner],
        "later": [_event(each) for each in difference.later],
    }


def _outcome(outcome: Outcome, zone: tzinfo) -> Mapping[str, Any]:
    days = by_day(outcome.alerts, zone)
    return {
        "items": outcome.items,
        "silent": outcome.silent,
        "skipped": outcome.skipped,
        "stories": outcome.events,
        "matched_stories": len(outcome.stories),
        "alerts": len(outcome.alerts),
        "told_in_digests": len(outcome.digested),
        "digests": outcome.digests,
        "cards_grown": outcome.grown,
        "waiting": outcome.waiting,
        "not_told": dict(sorted(outcome.dropped.items())),
        "missed": [{"watch": name, "deadline": _time(at)} for name, at in outcome.missed],
        "alerts_by_day": {day.isoformat(): days[day] for day in sorted(days)},
        "told_by_destination": _sorted(by_destination(outcome.told)),
        "told_by_watch": _sorted(by_watch(outcome.told)),
        "waiting_by_watch": _sorted(by_watch(outcome.waits)),
    }


def _sorted(count: Counter[str]) -> Mapping[str, int]:
    return {name: count[name] for name in sorted(count)}


def _event(told: Told) -> Mapping[str, Any]:
    return {
        "destination": told.destination,
        "how": told.how,
        "at": _time(told.at),
        "title": told.title,
        "url": told.url,
        "source": told.source,
        "watches": list(told.watches),
        "why": told.why,
        "story": told.story_id,
        "item": told.item_id,
    }


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def lines(made: WhatIf, seconds: float, *, examples: int = EXAMPLES) -> Iterable[str]:
    """The report and how fast it was made."""
    yield from report(made, examples=examples)
    result, sides = made.result, len(made.result.replayed)
    if seconds > 0 and result.items:
        before = f" and {result.remembered:,} of the days before" if result.remembered else ""
        twice = " twice" if sides > 1 else ""
        rate = (result.items + result.remembered) * sides / seconds
        yield ""
        yield (
            f"{count_of(result.items, 'item')}{before} replayed{twice} in {seconds:.1f} s,"
            f" {rate:,.0f} a second."
        )
