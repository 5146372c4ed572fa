"""``history``: what was edited here, or what a name has brought so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.card import Block, Card, Line, Table, line
from bot.commands.alerts import alert_named, visible
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.figures_table import comparable
from bot.commands.gather import items_about
from bot.commands.preview import subjects
from bot.commands.recapped import correction_line, corrections_of, entities
from bot.commands.say import bold, bullets, button, card, dim, headline, paragraph, small, some
from bot.commands.undo import doer, personal, undoable
from bot.commands.view import View
from bot.commands.when import ago, at
from bot.errors import CommandError
from bot.figures import Point, amount, change, hits, points, series_key
from bot.model import Alert, AlertStatus, Condition, Edit, Request, Watch
from bot.text import count_of, squeeze

EDITS = 15
ALERTS = 10
READINGS = 1_000
"""Newest readings of a series from which its rows are made."""
ROWS = 12
CORRECTIONS = 5
_STORIES = 200
"""Newest stories of a name whose corrections are listed."""
_LOOKED = 500
"""Newest alerts among which those of a name are sought."""
_SERIES = 3
_PACE = {
    "D": " by day",
    "W": " by week",
    "M": " by month",
    "Q": " by quarter",
    "S": " by half-year",
    "A": " by year",
}
_ITEMS = 50
"""Newest items on a figure's subject in which its series are sought."""


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view, name = View(context.catalogue(), request), squeeze(arguments.text("name"))
    if not name and not request.alert_id:
        view.require_editor("see who changed what")
        return await _edits(context, view)
    alert = await alert_named(context, view, name)
    if alert is not None:
        known = view.catalogue.watches
        watches = [known[each] for each in alert.watch_ids if each in known]
    else:
        watches = view.watches_named(name)
    if not watches:
        raise CommandError(f"Nothing is watched as “{name}”", hint=view.watch_suggestion(name))
    return await _of_watches(context, view, watches)


# ── edits ────────────────────────────────────────────────────────────────────────────────


async def _edits(context: Context, view: View) -> Card:
    now, zone = context.clock(), view.zone
    stored = await context.store.edits(view.request.scope, limit=_LOOKED)
    # What somebody follows, and when they are told, is their own business.
    own = view.request.user.id
    edits = [each for each in stored if each.by == own or each.kind == "mute" or not personal(each)]
    if not edits:
        return card("Nothing has been edited in chat yet", small("Files keep their own history."))
    last = next((each for each in edits if undoable(each, view)), None)
    more = [small("Older ones are kept too.")] if len(edits) > EDITS else []
    return card(
        "Edits, newest first",
        bullets([_edit(each, now, zone) for each in edits[:EDITS]], shown=EDITS),
        *more,
        actions=[button("Undo the last", f"undo {last.id}")] if last else [],
    )


def _edit(edit: Edit, now: datetime, zone: ZoneInfo) -> Line:
    undone = dim(" · undone") if edit.undone else ""
    when = dim(f"{at(edit.at, now, zone)} ")
    return line(when, edit.summary, dim(f" · by {doer(edit)}"), undone)


# ── what a name has brought ──────────────────────────────────────────────────────────────


async def _of_watches(context: Context, view: View, watches: Sequence[Watch]) -> Card:
    now, zone = context.clock(), view.zone
    names = some(dict.fromkeys(watch.name for watch in watches))
    alerts = await _alerts(context, view, watches)
    blocks: list[Block] = []
    for watch in watches:
        if watch.kind == "figure":
            blocks += await _readings(context, view, watch)
    blocks += await _corrected(context, view, watches, alerts)
    if alerts:
        blocks.append(paragraph(bold("Past alerts")))
        lines = [await _alert(context, each, now, zone) for each in alerts[:ALERTS]]
        blocks.append(bullets(lines, shown=ALERTS, total=len(alerts)))
    if not blocks:
        return card(
            f"{names} has brought no alert yet", actions=[button("Look it up", f"lookup {names}")]
        )
    return card(
        f"{names}: {count_of(len(alerts), 'past alert') if alerts else 'no alert yet'}",
        *blocks,
        actions=[button("Latest", f"lookup {watches[0].name}")],
    )


async def _corrected(
    context: Context, view: View, watches: Sequence[Watch], alerts: Sequence[Alert]
) -> list[Block]:
    """What was corrected in its stories, whether it was told or not."""
    stories = dict(await context.store.stories([each.story_id for each in alerts]))
    for story in await context.store.stories_about(entities(view, watches), limit=_STORIES):
        stories.setdefault(story.id, story)
    found = await corrections_of(context, stories.values())
    if not found:
        return []
    now, zone = context.clock(), view.zone
    lines = [correction_line(*each, now, zone) for each in found[:CORRECTIONS]]
    return [
        paragraph(bold("Corrected")),
        bullets(lines, shown=CORRECTIONS, total=len(found)),
    ]


async def _alerts(context: Context, view: View, watches: Sequence[Watch]) -> list[Alert]:
    """One per story, whichever destinations it went to."""
    wanted = {watch.id for watch in watches}
    found: dict[str, Alert] = {}
    for alert in await context.store.alerts(limit=_LOOKED):
        if wanted & set(alert.watch_ids) and visible(view, alert):
            found.setdefault(alert.story_id, alert)
    return list(found.values())


async def _alert(context: Context, alert: Alert, now: datetime, zone: ZoneInfo) -> Line:
    item = await context.store.item(alert.item_id)
    when = dim(f"{at(alert.created, now, zone)} ")
    if item is None:
        return line(when, "news not stored any more", dim(f" · {alert.why}"))
    fate = {AlertStatus.HELD: " · waits for a digest", AlertStatus.DROPPED: " · not told"}
    note = fate.get(alert.status, "")
    return line(
        when, headline(item.title or item.content, item.url), dim(f" · {item.source}{note}")
    )


async def _readings(context: Context, view: View, watch: Watch) -> list[Block]:
    """The series that the figure watch is about, as tables, oldest period first."""
    blocks: list[Block] = []
    now, zone = context.clock(), view.zone
    for series in await _series(context, view, watch):
        readings = await context.store.readings(series, limit=READINGS)
        found = points(readings)[-ROWS:]
        if found:
            blocks.append(paragraph(bold(_heading(series, found))))
            lines = [_row(each, before, now, zone) for before, each in _pairs(found)]
            blocks.append(Table(("When", "Reading", "Change", "Sources"), tuple(lines)))
    return blocks


def _heading(series: str, found: Sequence[Point]) -> str:
    """What the series counts, how often and where; two series of a watch differ in it."""
    last = found[-1].reading
    pace = _PACE.get(last.period.freq if last.period else "", "")
    area = series.rpartition("|")[2]
    where = f" in {area.upper() if len(area) <= 2 else area.title()}" if area else ""
    count = count_of(len(found), "period" if last.period else "report")
    return f"{last.subject} {last.metric}{where}{pace}: {count}"


async def _series(context: Context, view: View, watch: Watch) -> list[str]:
    """Keys of the series on which the watch's figures were placed."""
    entities = subjects(watch, view.catalogue)
    anything = replace(watch, condition=Condition())
    about = [each for each in entities if each.id in view.catalogue.watches] or [watch]
    items = await items_about(context.store, about, view.catalogue.matcher, since=None)
    keys: dict[str, None] = {}
    for item in items[:_ITEMS]:
        figures = await context.store.figures(item.id)
        for hit in hits([anything, *entities], figures):
            keys[series_key(hit.figure)] = None
    return list(keys)[:_SERIES]


def _pairs(found: Sequence[Point]) -> list[tuple[Point | None, Point]]:
    """Each with the last before it that it can be compared with: a plan is no step from what was
    achieved, nor are the first days of a month from the month before."""
    pairs: list[tuple[Point | None, Point]] = []
    for number, point in enumerate(found):
        whole = (each for each in reversed(found[:number]) if comparable(each, point))
        pairs.append((None if point.partial or not point.actual else next(whole, None), point))
    return pairs


def _moved(row: Point, before: Point | None) -> str:
    """In per cent; what is in per cent itself moves by points."""
    if before is not None and row.reading.unit == before.reading.unit == "%":
        return f"{row.reading.value - before.reading.value:+.3g} points"
    moved = change(row, before)
    return "–" if moved is None else f"{moved:+.1f} %"


def _row(row: Point, before: Point | None, now: datetime, zone: ZoneInfo) -> tuple[Line, ...]:
    reading = row.reading
    label = reading.period.label if reading.period else ""
    notes = [reading.status] if reading.status not in {"", "actual"} else []
    notes += row.part[:2]
    if row.partial:
        notes.append("so far")
    if row.replaced is not None:
        word = "corrected" if reading.correction else "revised"
        notes.append(f"{word} from {amount(row.replaced.value, row.replaced.unit)}")
    if row.against:
        other = (f"{each.source} says {amount(each.value, each.unit)}" for each in row.against)
        notes.append(some(other, shown=2))
    return (
        line(label or at(reading.seen, now, zone)),
        line(bold(amount(reading.value, reading.unit)), *(dim(f" · {note}") for note in notes)),
        line(_moved(row, before)),
        line(
            count_of(len(row.sources), "source"),
            dim(f" · {some(row.sources, shown=2)} · {ago(reading.seen, now)}"),
        ),
    )


HISTORY = Command(
    name="history",
    summary="Show who changed what, or what a name has brought so far",
    audience="everyone",
    params=(
        Param(
            name="name",
            kind="watch",
            summary="a watched name: its past alerts and readings; without: the edits (editors)",
        ),
    ),
    run=run,
    other_names=("log", "audit"),
    examples=("history", "history SU7 deliveries"),
)
