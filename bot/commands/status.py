"""``status``: whether all is well, and why it is quiet when it is quiet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.alerts.state import Rules
from bot.alerts.times import quiet_until
from bot.card import Block, Card, Fields, Line, Run, Tone, line
from bot.commands.command import Arguments, Command, Context
from bot.commands.say import begin, bold, bullets, button, card, code, paragraph, small
from bot.commands.view import View
from bot.commands.when import ago, at, both, length
from bot.errors import Problem
from bot.feeds.redact import redact
from bot.model import AlertStatus, Delivery, DeliveryStatus, Mute, Request
from bot.ports import FeedStatus, Totals
from bot.text import count_of, shorten

CAUSES = 5
HELD = 500
"""Held alerts that are counted."""


async def run(context: Context, request: Request, arguments: Arguments) -> Card:  # noqa: ARG001 # takes none
    view = View(context.catalogue(), request)
    now, zone, store = context.clock(), view.zone, context.store
    feeds = [each for each in await store.feeds() if view.sees(each.feed)]
    totals = await store.totals(now)
    muted = [each for each in await store.mutes(now) if each.destination == view.address]
    stuck = await store.unsettled([DeliveryStatus.PARKED, DeliveryStatus.UNKNOWN])
    waiting = [each for each in stuck if view.knows(each.destination)]
    problems = list(context.problems())
    troubles = context.troubles()
    failing = failing_feeds(feeds)
    watches = len(view.watches)
    sentence = verdict(feeds, totals, watches=watches, muted=len(muted), now=now, zone=zone)
    blocks: list[Block] = [paragraph(sentence)] if totals.alerts_24h == 0 or failing else []
    blocks.append(_numbers(feeds, totals, now, zone))
    blocks += _section("Failing feeds", _failures(feeds, failing, now, zone))
    blocks += _section("Waiting to be delivered", [_waiting(each) for each in waiting])
    blocks += _section(
        "Chat that can't be reached; what is to be told there waits, in order",
        [_trouble(name, what) for name, what in troubles.items()],
    )
    blocks += _section(
        "Configuration problems; what worked before stays in force", _lines(problems)
    )
    blocks += _quiet(view, now, zone)
    blocks += await _held(context, view, now, zone)
    blocks += _section("Muted here", [_muted(each, now, zone) for each in muted])
    blocks.append(
        small(f"Up for {length(now - context.started)} · {view.catalogue.settings.timezone}")
    )
    tone: Tone = "warning" if failing or waiting or problems or troubles else "good"
    actions = [button("Failing feeds", "feed list failing")] if len(failing) > CAUSES else []
    if muted:
        actions.append(button("Unmute", "unmute"))
    title = _title(failing, waiting, problems, troubles)
    return card(title, *blocks, tone=tone, actions=actions)


def failing_feeds(feeds: Sequence[FeedStatus]) -> list[FeedStatus]:
    """Those that fail or were retired, the longest first; paused ones are meant to be silent."""
    broken = [
        each
        for each in feeds
        if not each.feed.paused and (each.state.failures > 0 or each.state.retired)
    ]
    return sorted(broken, key=lambda each: (each.state.failing_since is None, _since(each)))


def _since(status: FeedStatus) -> str:
    moment = status.state.failing_since
    return moment.isoformat() if moment else ""


def verdict(
    feeds: Sequence[FeedStatus],
    totals: Totals,
    *,
    watches: int,
    muted: int,
    now: datetime,
    zone: ZoneInfo,
) -> str:
    """One sentence: why it is quiet, or that alerts come, and what fails."""
    failing, active = failing_feeds(feeds), [f for f in feeds if not f.feed.paused]
    broken = _broken(failing, len(feeds), now, zone)
    if totals.alerts_24h:
        return f"{count_of(totals.alerts_24h, 'alert')} in 24 hours{broken}."
    if not feeds:
        return "Quiet because there are no feeds yet: add one with “feed add <site>”."
    if not watches:
        return "Quiet because nothing is watched yet: add a name with “watch add <name>”."
    if not active:
        return "Quiet because every feed is paused."
    if len(failing) == len(active):
        return f"Quiet because no feed can be read{broken}."
    if all(each.state.last_ok is None for each in active):
        return f"Quiet because no feed has been read yet{broken}."
    if totals.parked:
        return f"Quiet because {count_of(totals.parked, 'message')} can't be delivered{broken}."
    if not totals.items_24h:
        return f"Quiet because the feeds brought nothing new in 24 hours{broken}."
    also = f", and {count_of(muted, 'mute')} held here" if muted else ""
    read = count_of(totals.items_24h, "item")
    return f"Quiet because nothing matched among {read} of the last 24 hours{also}{broken}."


def _broken(failing: Sequence[FeedStatus], total: int, now: datetime, zone: ZoneInfo) -> str:
    if not failing:
        return ""
    first = failing[0].state.failing_since
    since = f" since {at(first, now, zone)}" if first else ""
    verb = "is" if len(failing) == 1 else "are"
    return f"; {len(failing)} of {count_of(total, 'feed')} {verb} failing{since}"


def _trouble(name: str, what: str) -> Line:
    return line(bold(name.capitalize()), ": ", shorten(what, 300))


def _title(
    failing: Sequence[FeedStatus],
    waiting: Sequence[Delivery],
    problems: Sequence[Problem],
    away: Collection[str],
) -> str:
    names = " and ".join(each.capitalize() for each in away)
    parts = [
        f"trouble with {names}" if names else "",
        count_of(len(failing), "failing feed") if failing else "",
        count_of(len(waiting), "undelivered message") if waiting else "",
        count_of(len(problems), "configuration problem") if problems else "",
    ]
    return begin(", ".join(each for each in parts if each)) or "All is well"


def _numbers(
    feeds: Sequence[FeedStatus],
    totals: Totals,
    now: datetime,
    zone: ZoneInfo,
) -> Fields:
    failing, paused = len(failing_feeds(feeds)), sum(each.feed.paused for each in feeds)
    fine = len(feeds) - failing - paused
    parts = [
        f"{fine:,} ok",
        f"{failing:,} failing" if failing else "",
        f"{paused:,} paused" if paused else "",
    ]
    polls = [each.state.last_poll for each in feeds if each.state.last_poll]
    waiting = [f"{totals.pending:,} waiting"]
    waiting += [f"{totals.parked:,} parked"] if totals.parked else []
    waiting += [f"{totals.unknown:,} to be reconciled"] if totals.unknown else []
    pairs: list[tuple[str, str]] = [
        ("Feeds", ", ".join(part for part in parts if part)),
        ("Items", f"{totals.items_24h:,} in 24 h, {totals.items:,} stored"),
        ("Alerts", f"{totals.alerts_24h:,} in 24 h"),
        ("Deliveries", ", ".join(waiting)),
        ("Last poll", both(max(polls), now, zone) if polls else "not yet"),
        ("Next poll", next_poll(feeds, now, zone)),
        ("Last item", both(totals.last_item, now, zone) if totals.last_item else "none yet"),
        ("Last alert", both(totals.last_alert, now, zone) if totals.last_alert else "none yet"),
    ]
    return Fields(tuple((label, line(text)) for label, text in pairs))


def next_poll(feeds: Sequence[FeedStatus], now: datetime, zone: ZoneInfo) -> str:
    """When the first of the feeds is polled."""
    active = [each for each in feeds if not each.feed.paused and not each.state.retired]
    if any(each.claimed for each in active):
        return "now"
    due = min((each.state.next_poll or now for each in active), default=None)
    if due is None:
        return "none planned"
    return "now" if due <= now else both(due, now, zone)


def _quiet(view: View, now: datetime, zone: ZoneInfo) -> list[Block]:
    """That these are quiet hours here, and until when."""
    place = view.catalogue.destination(view.place)
    rules = Rules.of(view.catalogue.settings)
    ends = quiet_until(rules.quiet_hours_at(place), rules.timezone_at(place), now)
    return [paragraph(f"Quiet hours here until {at(ends, now, zone)}.")] if ends else []


async def _held(context: Context, view: View, now: datetime, zone: ZoneInfo) -> list[Block]:
    """What is not said because it waits for a digest here."""
    held = [
        each
        for destination in view.destinations
        for each in await context.store.alerts(
            destination=destination, status=AlertStatus.HELD, limit=HELD
        )
    ]
    if not held:
        return []
    dues = [view.due(each, now) for each in held]
    first = min((each for each in dues if each), default=now)
    due = f", the next due {at(first, now, zone)}" if first > now else ""
    stories = count_of(len(held), "story waits", "stories wait")
    return [paragraph(f"{stories} here for a digest{due}: ", code("digest"))]


def _section(heading: str, lines: Sequence[Line]) -> list[Block]:
    return [paragraph(bold(heading)), bullets(lines, shown=CAUSES)] if lines else []


def _failures(
    feeds: Sequence[FeedStatus],
    failing: Sequence[FeedStatus],
    now: datetime,
    zone: ZoneInfo,
) -> list[Line]:
    """One line each; one for all, when all fail in the same way: then it isn't the feeds."""
    active = [each for each in feeds if not each.feed.paused]
    # A cause starts with the feed's address.
    causes = {each.state.error.partition(" ")[2] for each in failing}
    if 1 < len(failing) == len(active) and len(causes) == 1 and all(causes):
        return [line(bold(f"All {len(failing)}"), f": {shorten(causes.pop(), 200)}")]
    return [_failure(each, now, zone) for each in failing]


def _failure(status: FeedStatus, now: datetime, zone: ZoneInfo) -> Line:
    name = status.feed.name or status.state.title or redact(status.feed.url)
    state = status.state
    cause = state.error or "gone for good (410)"
    since = f" · since {at(state.failing_since, now, zone)}" if state.failing_since else ""
    return line(bold(shorten(name, 80)), f": {shorten(cause, 200)}{since}")


def _waiting(delivery: Delivery) -> Line:
    cause = delivery.error or "no answer from the platform; being looked for before sending again"
    return line(bold(delivery.destination), f": {shorten(cause, 200)}")


def _lines(problems: Sequence[Problem]) -> list[Line]:
    return [line(Run(shorten(str(each), 300), "code")) for each in problems]


def _muted(mute: Mute, now: datetime, zone: ZoneInfo) -> Line:
    return line(bold(mute.label), f" until {at(mute.until, now, zone)} ({ago(mute.until, now)})")


STATUS = Command(
    name="status",
    summary="Show whether all is well, and why it is quiet",
    run=run,
    other_names=("health", "ping"),
    examples=("status",),
)
