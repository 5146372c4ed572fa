"""``why``: the reason for an alert, or what would become of some words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.alerts.numbers import tidy
from bot.card import Action, Block, Card, line
from bot.card import Context as SmallPrint
from bot.commands.alerts import alert_named, item_at, last_alert, url_in
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.conditions_unmet import unmet_blocks
from bot.commands.evidence import mention_blocks, quote, refusal_blocks
from bot.commands.not_this import not_this
from bot.commands.say import bold, bullets, button, card, code, dim, paragraph, small, some
from bot.commands.suggested import alerts
from bot.commands.view import View
from bot.commands.when import both, length
from bot.commands.would import would_blocks
from bot.errors import CommandError
from bot.figures import Report, extract, hits, series_asked
from bot.model import (
    Alert,
    AlertStatus,
    Decision,
    FieldName,
    Figure,
    FigureHit,
    Item,
    Request,
    StoryChange,
    Verdict,
    Watch,
)
from bot.text import shorten, squeeze

_PLACES = 5
"""Decisions shown."""
_READ = 20_000
"""Characters of a stored text that are read once more for what came near."""
_READINGS = 1_000
"""Newest readings of a series that a figure is compared with."""
_WORDS: dict[Verdict, str] = {
    Verdict.POST: "posted",
    Verdict.REPLY: "posted in the story's thread",
    Verdict.UPDATE: "added to the message already posted",
    Verdict.HOLD: "held",
    Verdict.DROP: "not sent",
}


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    text = arguments.text("what")
    first, _, rest = text.partition(" ")
    if rest.strip().lower() in {"not-this", "not this"}:
        return await not_this(context, request, first, "")
    url = url_in(text)
    if url:
        item = await item_at(context.store, view.feeds, url)
        if item is None:
            raise CommandError("No stored item has that address", hint="paste its words instead")
        return await _of_item(context, view, item, await _raised(context, view, item))
    alert = await alert_named(context, view, text)
    if alert is None and text:
        return await _of_text(context, view, text)
    if alert is None:
        alert = await last_alert(context, view)
    item = await context.store.item(alert.item_id)
    if item is None:
        return card("The news behind that alert is not stored any more", paragraph(tidy(alert.why)))
    return await _of_item(context, view, item, alert, asked=True)


# ── an alert or a stored item ────────────────────────────────────────────────────────────


async def _raised(context: Context, view: View, item: Item) -> Alert | None:
    """The alert that an item raised here, or else where whoever asks may know of it."""
    change = await context.store.story_of_item(item.id)
    found = await context.store.alerts_of_story(change.story_id) if change else []
    raised = [each for each in found if each.item_id == item.id and view.explains(each.destination)]
    return min(raised, key=lambda each: each.destination not in view.destinations, default=None)


async def _of_item(
    context: Context, view: View, item: Item, alert: Alert | None, *, asked: bool = False
) -> Card:
    """``asked``: for this alert, not for the item whichever alerts it raised."""
    store, now = context.store, context.clock()
    mentions = await store.mentions(item.id)
    if alert is not None:
        mine = [each for each in mentions if each.watch_id in alert.watch_ids]
        mentions = mine or mentions
    elif view.explained:
        mentions = [each for each in mentions if each.watch_id in view.explained]
    watches = view.catalogue.watches
    blocks = mention_blocks(mentions, watches, {"title": item.title, "content": item.content})
    change = await store.story_of_item(item.id)
    blocks += await _figure_blocks(context, view, item, alert, change)
    if not blocks:
        blocks.append(paragraph("No watch matched it."))
    blocks += await _refused(context, view, item, alert)
    if change is not None:
        blocks.append(small(bold("Story: "), f"{change.relation.value} — {change.why}"))
    else:
        blocks.append(small("It was in the feed when the feed was first read: never alerted on."))
    decisions = await store.decisions(item.id)
    blocks += _decisions(decisions, view, alert, only=asked)
    blocks.append(_times(item, alert, now, view.zone))
    return card(
        f"Why: {shorten(squeeze(item.title or item.content), 150)}",
        *blocks,
        url=item.url,
        actions=_actions(alert),
        ref=alert.id if alert else "",
    )


async def _refused(context: Context, view: View, item: Item, alert: Alert | None) -> list[Block]:
    """Of the watches that it didn't match: what would now, and what came nearest."""
    matched = {each.watch_id for each in await context.store.mentions(item.id)}
    matched |= set(alert.watch_ids if alert else ())
    others = {key: watch for key, watch in view.explained.items() if key not in matched}
    texts: dict[FieldName, str] = {"title": item.title, "content": item.content[:_READ]}
    matcher = context.catalogue().matcher
    explained = await asyncio.to_thread(matcher.explain, texts["title"], texts["content"])
    now = {each.watch_id for each in explained.mentions if each.watch_id in others}
    names = some(others[each].name for each in now)
    blocks: list[Block] = []
    if now:
        blocks.append(small(f"{names} would match it by now, but not as watched when it came."))
    left = {key: watch for key, watch in others.items() if key not in now}
    return blocks + refusal_blocks(explained.refusals, left, texts)


async def _figure_blocks(
    context: Context, view: View, item: Item, alert: Alert | None, change: StoryChange | None
) -> list[Block]:
    """The figures that a figure watch of the alert wanted, and those that met no condition."""
    known = view.catalogue.watches
    ids = [each for each in (alert.watch_ids if alert else view.explained) if each in known]
    wanted = {each: known[each] for each in ids if known[each].kind == "figure"}
    watches = wanted | {key: each for key, each in view.explained.items() if each.kind == "figure"}
    if not watches:
        return []
    figures = await context.store.figures(item.id)
    every = list(watches.values())
    found = await _hits(context, view, every, figures, Report.of(item, change))
    shown = [hit for hit in found if hit.watch_id in wanted]
    met = {hit.watch_id for hit in found} | set(wanted if alert else ())
    others = [watch for key, watch in watches.items() if key not in met]
    return _hit_blocks(shown, every, item) + unmet_blocks(others, _entities(view), figures, item)


def _entities(view: View) -> list[Watch]:
    """They lend their aliases to the figures that name them as subject."""
    return [watch for watch in view.explained.values() if watch.kind != "figure"]


async def _hits(
    context: Context,
    view: View,
    watches: Sequence[Watch],
    figures: Sequence[Figure],
    report: Report,
) -> list[FigureHit]:
    """The conditions that hold, against what was known when the report came."""
    every = [*watches, *_entities(view)]
    known = {
        series: await context.store.readings(series, limit=_READINGS)
        for series in series_asked(every, figures)
    }
    return hits(every, figures, known, report=report)


def _hit_blocks(found: Sequence[FigureHit], watches: Sequence[Watch], item: Item) -> list[Block]:
    names = {watch.id: watch.name for watch in watches}
    blocks: list[Block] = []
    for hit in found[:3]:
        blocks.append(small(bold(f"{names[hit.watch_id]} (figure)"), f" — {tidy(hit.why)}"))
        text = item.title if hit.figure.field == "title" else item.content
        blocks += quote(text, hit.figure.start, hit.figure.end)
    return blocks


def _decisions(
    decisions: Sequence[Decision], view: View, alert: Alert | None, *, only: bool
) -> list[Block]:
    """What policy said here, and where else one may know of it; the alert's own reason when that is
    not stored any more. ``only``: it was asked for this alert."""
    first = alert.destination if alert else view.place
    known = [each for each in decisions if not each.destination or view.explains(each.destination)]
    here = [each for each in known if each.destination == first or not only]
    here.sort(key=lambda each: each.destination != first)
    if not here and alert is not None:
        return [small(bold("Decision: "), f"{alert.destination} — {tidy(alert.why)}")]
    blocks: list[Block] = [
        small(bold("Decision: "), f"{_WORDS[each.verdict]}{_at(each)} — {tidy(each.why)}")
        for each in here[:_PLACES]
    ]
    if alert is not None and alert.status is AlertStatus.OPEN and _was_held(here, alert):
        blocks.append(small(bold("Then: "), "told by a message of its own"))
    if alert is not None and alert.status is AlertStatus.DIGESTED:
        blocks.append(small(bold("Then: "), "told in a digest"))
    if alert is not None and alert.status is AlertStatus.DROPPED:
        blocks.append(small(bold("Then: "), f"left out of the digest: {tidy(alert.why)}"))
    return blocks


def _at(decision: Decision) -> str:
    """Where; what could not be judged was decided for no place."""
    return f" ({decision.destination})" if decision.destination else ""


def _was_held(decisions: Sequence[Decision], alert: Alert) -> bool:
    own = [each for each in decisions if each.destination == alert.destination]
    return bool(own) and all(each.verdict is Verdict.HOLD for each in own)


def _times(item: Item, alert: Alert | None, now: datetime, zone: ZoneInfo) -> SmallPrint:
    parts = [item.source] if item.source else []
    if item.published:
        parts.append(f"published {both(item.published, now, zone)}")
    late = f", {length(item.seen - item.published)} later" if item.published else ""
    parts.append(f"seen {both(item.seen, now, zone)}{late}")
    if alert is not None:
        parts.append(f"alert {both(alert.created, now, zone)}")
        parts.append(f"reference {alert.id}")
    return SmallPrint(line(dim(" · ".join(parts))))


def _actions(alert: Alert | None) -> list[Action]:
    if alert is None:
        return []
    return [
        button("Story", f"story {alert.id}"),
        button("More like this", f"more {alert.id}"),
        button("Not this", f"not-this {alert.id}"),
        button("Mute", f"mute {alert.id}"),
    ]


# ── any words ────────────────────────────────────────────────────────────────────────────


async def _of_text(context: Context, view: View, text: str) -> Card:
    """What would match in these words, and the nearest thing that doesn't, with the rule."""
    catalogue, now = context.catalogue(), context.clock()
    explained = await asyncio.to_thread(catalogue.matcher.explain, text, "")
    mentions = [each for each in explained.mentions if each.watch_id in view.explained]
    names = {watch.id: watch.name for watch in view.explained.values()}
    figures = await asyncio.to_thread(
        lambda: extract(text, "", published=now, mentions=mentions, names=names)
    )
    wanted = [watch for watch in view.explained.values() if watch.kind == "figure"]
    item = Item(id="", feed_id="", title=text, seen=now)
    found = await _hits(context, view, wanted, figures, Report(item=item)) if wanted else []
    blocks = mention_blocks(mentions, view.explained, {"title": text, "content": ""})
    blocks += _hit_blocks(found, wanted, item)
    blocks += await would_blocks(context, view, item, mentions, found)
    blocks += refusal_blocks(explained.refusals, view.explained)
    if figures:
        blocks.append(paragraph(bold("Figures read in it")))
        blocks.append(bullets([line(code(each.text), f" {_figure(each)}") for each in figures]))
    matched = len({each.watch_id for each in mentions} | {each.watch_id for each in found})
    title = f"“{shorten(squeeze(text), 100)}”"
    if matched:
        return card(f"{title} would match", *blocks, tone="good")
    if not explained.refusals:
        blocks.insert(0, paragraph("Nothing in it resembles a watched name."))
    actions = [button("Look it up instead", f'lookup "{shorten(squeeze(text), 80)}"')]
    return card(f"{title} would match nothing", *blocks, actions=actions)


def _figure(figure: Figure) -> str:
    parts = [figure.subject, figure.metric, figure.currency, figure.unit, figure.status]
    period = figure.period.label if figure.period else ""
    return " · ".join(part for part in (*parts, period) if part)


WHY = Command(
    name="why",
    summary="Show why an alert came, or what some words would match",
    params=(
        Param(
            name="what",
            kind="rest",
            complete=alerts,
            summary="an alert's reference, an address or any words; without: the last alert here",
            hint="Xiaomi SU7 sold 10,000",
        ),
    ),
    run=run,
    examples=("why", "why a7k2m9qx4tn", "why Xaiomi delivers 10,000 SU7"),
)
