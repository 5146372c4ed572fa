"""``feed list``: the feeds and how they are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Card, Line, Table, line
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.feed_edit import FEED_EDIT
from bot.commands.say import bold, bullets, button, card, code, filed, paragraph, small
from bot.commands.status import failing_feeds, next_poll
from bot.commands.view import View, feed_name, fold, host_of
from bot.commands.when import ago, both, length
from bot.feeds.redact import redact
from bot.model import FeedHealth, Request
from bot.ports import FeedStatus
from bot.text import count_of, shorten

LISTED = 30


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view, now = View(context.catalogue(), request), context.clock()
    every = [each for each in await context.store.feeds() if view.sees(each.feed)]
    wanted = fold(arguments.text("which"))
    shown = _chosen(every, wanted)
    if not every:
        return card(
            "There are no feeds yet", paragraph("Add one with ", code("feed add <site>"), ".")
        )
    if not shown:
        what = f"{wanted}" if wanted in {"failing", "paused"} else f"“{wanted}”"
        return card(f"No feed is {what}", small(f"There are {len(every)}; see feed list."))
    one = shown[0]
    if len(shown) == 1:
        return _details(view, one, context)
    rows = [
        (
            line(bold(shorten(feed_name(each.feed, each.state.title), 60))),
            line(_health(each)),
            line(ago(each.state.last_new, now) if each.state.last_new else "–"),
            line(f"{each.state.items_per_day:.1f}"),
        )
        for each in shown[:LISTED]
    ]
    more = [small(f"… and {len(shown) - LISTED:,} more")] if len(shown) > LISTED else []
    failing = len(failing_feeds(every))
    title = f"{count_of(len(shown), 'feed')}" + (f", {failing} failing" if failing else "")
    return card(title, Table(("Feed", "State", "Last news", "A day"), tuple(rows)), *more)


def _chosen(every: Sequence[FeedStatus], wanted: str) -> list[FeedStatus]:
    if wanted == "failing":
        return failing_feeds(every)
    if wanted == "paused":
        return [each for each in every if each.feed.paused]
    if wanted.startswith("tag:"):
        return [each for each in every if wanted.removeprefix("tag:") in each.feed.tags]
    return [
        each
        for each in every
        if wanted in fold(f"{each.feed.name} {each.state.title} {each.feed.url} {each.feed.id}")
    ]


def health(status: FeedStatus) -> FeedHealth:
    state = status.state
    if status.feed.paused:
        return FeedHealth.PAUSED
    if state.retired:
        return FeedHealth.RETIRED
    if state.failures:
        return FeedHealth.FAILING
    return FeedHealth.OK if state.last_ok else FeedHealth.NEW


def _health(status: FeedStatus) -> str:
    found = health(status)
    cause = f": {shorten(status.state.error, 80)}" if found is FeedHealth.FAILING else ""
    return f"{found.value}{cause}"


def _details(view: View, status: FeedStatus, context: Context) -> Card:
    feed, state, now, zone = status.feed, status.state, context.clock(), view.zone
    facts: list[Line] = [line(code(redact(feed.url)))]
    facts.append(line(f"State: {_health(status)}"))
    if state.failing_since:
        facts.append(line(f"Failing since {both(state.failing_since, now, zone)}"))
    if state.last_poll:
        facts.append(line(f"Last poll {both(state.last_poll, now, zone)}"))
    if state.next_poll and not feed.paused:
        facts.append(line(f"Next poll {next_poll([status], now, zone)}"))
    pace = feed.every or state.interval
    if pace:
        facts.append(line(f"Every {length(pace)}{'' if feed.every else ', following its pace'}"))
    facts.append(line(f"{state.items_per_day:.1f} new items a day"))
    if feed.tags:
        facts.append(line(f"Tags {', '.join(feed.tags)}"))
    made = "made in chat" if feed.origin.editable else f"read-only, from {filed(feed.origin.where)}"
    actions = []
    if feed.origin.editable and view.may_edit:
        word = "resume" if feed.paused else "pause"
        actions = [
            button("Edit", FEED_EDIT.line({"feed": feed.name or feed.url})),
            button(word.capitalize(), f"feed {word} {feed.id}"),
            button("Remove", f"feed remove {feed.id}", danger=True),
        ]
    return card(feed_name(feed, state.title), bullets(facts), small(made), actions=actions)


def _offered(context: Context, request: Request) -> list[str]:
    feeds = View(context.catalogue(), request).feeds
    tags = sorted({f"tag:{tag}" for feed in feeds for tag in feed.tags})
    return ["failing", "paused", *tags, *(each.name or host_of(each.url) for each in feeds)]


FEED_LIST = Command(
    group="feed",
    name="list",
    summary="Show the feeds and how they are",
    params=(
        Param(
            name="which",
            kind="feed",
            summary="a name, a tag such as tag:ev, failing or paused",
            complete=_offered,
        ),
    ),
    run=run,
    other_names=("feeds", "list feeds"),
    examples=("feed list", "feed list failing"),
)
