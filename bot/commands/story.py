"""``story``: the whole of it. What happened when, who reported it, its numbers, where it was
told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.alerts.growing import passages
from bot.card import Block, Card, Line, Quote, Run, line
from bot.commands.alerts import alert_titled, story_of, visible
from bot.commands.command import Arguments, Command, Context, Param, quoted
from bot.commands.gather import outlets_of
from bot.commands.recapped import entities
from bot.commands.say import (
    bold,
    bullets,
    button,
    card,
    dim,
    headline,
    paragraph,
    small,
    some,
    web,
)
from bot.commands.storyline import Course, Step, courses, same_words, steps
from bot.commands.suggested import alerts
from bot.commands.view import View
from bot.commands.when import at, length
from bot.errors import CommandError
from bot.model import Alert, AlertStatus, Relation, Request, Source, Story
from bot.retelling import related, summed_up
from bot.text import count_of, shorten, squeeze

SOURCES = 15
STEPS = 12
"""Events of a long story that are listed: the first one and the latest."""
FIGURES = 6
VALUES = 5
"""Of one number, the latest."""
RELATED = 3
_RELATION = {
    Relation.NEW: "first report",
    Relation.DUPLICATE: "same news",
    Relation.FOLLOW_UP: "follow-up",
    Relation.CORRECTION: "correction",
}


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    named, story_id = await _meant(context, view, arguments.text("which"), request)
    story = await context.store.story(story_id)
    if story is None:
        raise CommandError("That story is not stored any more")
    events = await context.store.stories_of_thread(story.thread_id)
    told = await _told(context, view, story)
    here = [each for each in told if each.story_id == story.id] or told
    now, zone = context.clock(), view.zone
    blocks: list[Block] = [
        paragraph(_sentence(story)),
        *await _summary(context, story),
        *await _running(context, story, events, now, zone),
        *_reports(story, len(events) > 1, now, zone),
        *await _figures(context, events, now, zone),
        *await _related(context, view, story, now),
        *[small(each) for each in _where(view, told, now)],
    ]
    actions = [button("Why", f"why {here[0].id}")] if here else []
    if named:
        blocks.insert(0, small(f"The newest story on {named}."))
        actions.append(button(f"Recap of {shorten(named, 40)}", f"recap name:{quoted(named)}"))
    return card(
        shorten(squeeze(story.title), 200),
        *blocks,
        url=story.url,
        ref=story.id,
        actions=actions,
    )


async def _meant(context: Context, view: View, text: str, request: Request) -> tuple[str, str]:
    """The id of the story, and the name of which it is the newest, where one was given."""
    try:
        return "", await story_of(context, view, text, request)
    except CommandError:
        watches = view.watches_named(text)
        alert = None if watches else await alert_titled(context, view, text)
        if alert is not None:
            return "", alert.story_id
        if not watches:
            raise
    found = await context.store.stories_about(entities(view, watches), limit=1)
    if not found:
        raise CommandError(f"No story on “{watches[0].name}” is stored")
    return watches[0].name, found[0].id


async def _summary(context: Context, story: Story) -> list[Block]:
    chosen = await summed_up(context.store, story)
    several = len(outlets_of(story.sources)) > 1
    return [Quote(passages(chosen, named=several))] if chosen else []


# ── how it went on ───────────────────────────────────────────────────────────────────────


async def _running(
    context: Context, story: Story, events: Sequence[Story], now: datetime, zone: ZoneInfo
) -> list[Block]:
    """Event by event, with what changed; nothing for a story of one event that stands."""
    sources = [source.item_id for event in events for source in event.sources]
    found = steps(events, await context.store.places(sources))
    if len(found) < 2:
        return []
    shown = found if len(found) <= STEPS else [found[0], *found[1 - STEPS :]]
    lines = [_step(each, story, now, zone) for each in shown]
    left = len(found) - len(shown)
    if left:
        lines.insert(1, line(dim(f"… {left:,} more between …")))
    return [paragraph(bold("The running story")), bullets(lines, shown=len(lines))]


def _step(step: Step, story: Story, now: datetime, zone: ZoneInfo) -> Line:
    source = step.source
    title = shorten(squeeze(source.title), 160) or "(no title)"
    others = f" and {step.others:,} more" if step.others else ""
    return line(
        dim(f"{at(source.seen, now, zone)} "),
        Run(title, "bold" if step.story.id == story.id else "plain", web(source.url)),
        dim(f" · {source.source or 'unnamed outlet'}{others}"),
        f" · {step.words}" if step.words else "",
    )


# ── who reported it ──────────────────────────────────────────────────────────────────────


def _reports(story: Story, of_many: bool, now: datetime, zone: ZoneInfo) -> list[Block]:
    """Each report of this event, with its own headline and time."""
    lines = [_source(each, story, now, zone) for each in story.sources[:SOURCES]]
    listed = bullets(lines, shown=SOURCES, total=len(story.sources))
    return [paragraph(bold("Reports of this event")), listed] if of_many else [listed]


def _sentence(story: Story) -> str:
    outlets = outlets_of(story.sources)
    span = story.last_seen - story.first_seen
    over = ""
    if len(story.sources) > 1:
        short = span < timedelta(seconds=45)
        over = " within a minute" if short else f" over {length(span)}"
    reports = count_of(len(story.sources), "report")
    return f"{reports} by {count_of(len(outlets), 'outlet')}{over}."


def _source(source: Source, story: Story, now: datetime, zone: ZoneInfo) -> Line:
    when = source.published or source.seen
    same = same_words(source.title, story.title)
    note = "" if source.relation is Relation.NEW else f" · {_RELATION[source.relation]}"
    title = "same headline" if same and source is not story.sources[0] else source.title
    late = source.seen - source.published if source.published else timedelta()
    seen = f" · seen {length(late)} later" if late >= _LATE else ""
    return line(
        dim(f"{at(when, now, zone)} "), bold(source.source or "unnamed outlet"), ": ",
        headline(title, source.url), dim(note + seen),
    )  # fmt: skip


_LATE = timedelta(minutes=10)
"""Up to this lag the time of a report says it all."""

# ── its numbers, and what else there is ──────────────────────────────────────────────────


async def _figures(
    context: Context, events: Sequence[Story], now: datetime, zone: ZoneInfo
) -> list[Block]:
    sources = [source for event in events for source in event.sources]
    findings = await context.store.findings([each.item_id for each in sources])
    found = courses(sources, findings)
    if not found:
        return []
    lines = [_course(each, now, zone) for each in found[:FIGURES]]
    return [paragraph(bold("Figures")), bullets(lines, shown=FIGURES, total=len(found))]


def _course(course: Course, now: datetime, zone: ZoneInfo) -> Line:
    """``Xiaomi production: 10,000 SU7 (11:35, Ledger) → 9,860 cars (13:05, Gazette)``."""
    parts: list[str | Run] = [f"{course.label}: "]
    shown = course.said[-VALUES:]
    if len(course.said) > len(shown):
        parts.append("… → ")
    for number, said in enumerate(shown):
        outlet = f", {said.source.source}" if said.source.source else ""
        parts += [
            " → " if number else "",
            Run(said.words, "bold", web(said.source.url)),
            dim(f" ({at(said.source.seen, now, zone)}{outlet})"),
        ]
    return line(*parts)


async def _related(context: Context, view: View, story: Story, now: datetime) -> list[Block]:
    """Other stories about the first name that is mentioned and watched here."""
    findings = await context.store.findings([each.item_id for each in story.sources])
    mentioned = (key for found in findings.values() for key in found.watch_ids)
    for watch in dict.fromkeys(view.watches[key] for key in mentioned if key in view.watches):
        others = await related(context.store, story, watch.id, most=RELATED)
        if others:
            lines = [_other(each, now, view.zone) for each in others]
            return [paragraph(bold(f"More on {watch.name}")), bullets(lines, shown=RELATED)]
    return []


def _other(story: Story, now: datetime, zone: ZoneInfo) -> Line:
    outlets = count_of(len(outlets_of(story.sources)), "outlet")
    return line(
        headline(story.title, story.url), dim(f" · {at(story.last_seen, now, zone)} · {outlets}")
    )


# ── where it was told ────────────────────────────────────────────────────────────────────


async def _told(context: Context, view: View, story: Story) -> list[Alert]:
    """Alerts on any event of the story that whoever asks may know of."""
    alerts = await context.store.alerts_of_thread(story.thread_id)
    return [each for each in alerts if view.knows(each.destination) and visible(view, each)]


def _where(view: View, told: Sequence[Alert], now: datetime) -> list[str]:
    """One line for each place, the first of them this one: when, and what still waits there."""
    places: dict[str, list[Alert]] = {}
    for each in sorted(told, key=lambda alert: alert.destination not in view.destinations):
        here = each.destination in view.destinations
        places.setdefault("here" if here else f"at {each.destination}", []).append(each)
    return [_fate(place, alerts, now, view.zone) for place, alerts in places.items()]


def _fate(place: str, alerts: Sequence[Alert], now: datetime, zone: ZoneInfo) -> str:
    said = []
    for status, words in _FATES:
        times = [at(each.created, now, zone) for each in alerts if each.status is status]
        if status is AlertStatus.HELD and times:
            why = next(each.why for each in alerts if each.status is status).split(";")[0]
            said.append(f"{words} ({why})")
        elif times:
            said.append(f"{words} {some(dict.fromkeys(times), shown=4)}")
    return f"{place[:1].upper()}{place[1:]}: {', '.join(said)}"


_FATES = (
    (AlertStatus.OPEN, "told"),
    (AlertStatus.DIGESTED, "told in a digest, from"),
    (AlertStatus.HELD, "waits for a digest"),
    (AlertStatus.DROPPED, "left out of a digest, from"),
)


STORY = Command(
    name="story",
    summary="Show the whole of a story: its events, reports and figures, and where it was told",
    params=(
        Param(
            name="which",
            kind="rest",
            complete=alerts,
            summary="an alert's reference or headline, an address, or a name; without: the last",
        ),
    ),
    run=run,
    examples=("story", "story Xiaomi", "story a7k2m9qx4tn", "story https://example.com/article"),
)
