"""``feed add | remove | pause | resume``: a site's address is enough."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.card import Action, Block, Card, line
from bot.commands.alerts import url_in
from bot.commands.command import YES_NO, Arguments, Command, Context, Param
from bot.commands.edits import Change, propose, require_editable, save, saved
from bot.commands.say import (
    bold,
    bullets,
    button,
    card,
    dim,
    filed,
    headline,
    paragraph,
    small,
    some,
)
from bot.commands.view import View, feed_name, fold, host_of, suggestion
from bot.commands.when import ago, length
from bot.errors import CommandError, TidingsError
from bot.feeds.discovery import Found
from bot.feeds.identity import feed_id
from bot.feeds.redact import redact
from bot.model import Edit, Feed, FeedState, Origin, Request
from bot.ports import FeedStatus
from bot.text import count_of, shorten, squeeze

FIRST_READ = timedelta(seconds=20)
"""How long saving a feed waits for its first poll before it answers without it."""
LEAST, MOST = timedelta(minutes=1), timedelta(days=7)
_OFFERED = 6

# ── add ──────────────────────────────────────────────────────────────────────────────────


async def add(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    site = url_in(arguments.text("site")) or arguments.text("site")
    known = view.feeds_named(site) if "://" in site else []
    if known:
        return _already(view, known[0])
    _check_address(site)
    found = await context.discover(site)
    if not found:
        raise CommandError(f"No feed was found at {site}", hint="give the feed's own address")
    if len(found) > 1:
        return _which(found, arguments)
    same = context.catalogue().feeds.get(feed_id(found[0].url))
    if same is not None:
        return _already(view, same)
    feed = _feed(found[0], arguments, view)
    heard = [each.name for each in view.watchlists if view.catalogue.covers(each, feed)]
    blocks: list[Block] = [
        paragraph(
            bold(feed_name(feed, found[0].title)), " ", dim(f"{found[0].kind} · {redact(feed.url)}")
        ),
        small(f"Heard by {some(heard, shown=5)}." if heard else "No watchlist hears it yet."),
        small("What it carries now is stored silently; what comes after that can alert."),
    ]
    return await propose(
        context,
        request,
        Change(summary=f"added the feed {feed_name(feed, found[0].title)}", after=feed),
        title=f"Add {feed_name(feed, found[0].title)}?",
        blocks=blocks,
    )


def _check_address(site: str) -> None:
    """Raises :class:`CommandError` when it can't be an address, with or without a scheme."""
    if any(char.isspace() for char in site) or ("." not in site and "://" not in site):
        raise CommandError(f"“{site}” is no address", hint="such as cnevpost.com")


def _already(view: View, feed: Feed) -> Card:
    name = feed.name or host_of(feed.url)
    mine = feed.origin.editable and feed.origin.where == view.request.scope
    where = (
        "in chat" if mine else f"in {filed(feed.origin.where)}" if not feed.origin.editable else ""
    )
    resume = [button("Resume", f"feed resume {feed.id}")] if feed.paused and mine else []
    return card(
        f"{name} is followed already{', but paused' if feed.paused else ''}",
        small(" ".join(part for part in (redact(feed.url), where and f"· added {where}") if part)),
        actions=resume,
    )


def _which(found: Sequence[Found], arguments: Arguments) -> Card:
    """Several feeds: each a button that adds it with the same options."""
    actions: list[Action] = [
        button(f"{index}. {each.title or redact(each.url)}", _again(each, arguments))
        for index, each in enumerate(found[:_OFFERED], start=1)
    ]
    lines = [
        line(
            f"{index}. ",
            headline(each.title or redact(each.url)),
            dim(f" · {each.kind} · {redact(each.url)}"),
        )
        for index, each in enumerate(found, start=1)
    ]
    return card(
        f"That site has {count_of(len(found), 'feed')}: which one?",
        bullets(lines, shown=_OFFERED),
        actions=actions,
    )


def _again(found: Found, arguments: Arguments) -> str:
    """The same command for one of the feeds, with the options that were given."""
    every = arguments.span("every")
    values = {
        "site": found.url,
        "name": arguments.text("name"),
        "tags": arguments.many("tags"),
        "every": f"{round(every.total_seconds() / 60)}m" if every else "",
        "full_text": arguments.text("full_text"),
    }
    return FEED_ADD.line({name: value for name, value in values.items() if value})


def _feed(found: Found, arguments: Arguments, view: View) -> Feed:
    every = arguments.span("every")
    return Feed(
        id=feed_id(found.url),
        url=found.url,
        name=shorten(squeeze(arguments.text("name")), 100),
        every=checked_pace(every) if every is not None else None,
        full_text=arguments.text("full_text") == "yes",
        tags=tuple(tag.removeprefix("tag:").lower() for tag in arguments.many("tags")),
        origin=Origin(kind="chat", where=view.request.scope),
    )


def checked_pace(every: timedelta) -> timedelta:
    """Raises :class:`CommandError` for a time between polls that can't be."""
    if not LEAST <= every <= MOST:
        raise CommandError(
            f"“every:” can be from {length(LEAST)} to {length(MOST)}",
            hint="without it the pace follows the feed",
        )
    return every


async def first_read(context: Context, edit: Edit) -> list[Block]:
    """After a feed was added: read it at once, and say how that went."""
    try:
        async with asyncio.timeout(FIRST_READ.total_seconds()):
            await context.poll_now(edit.target)
    except (TimeoutError, TidingsError):
        # The feed is saved all the same, and due: the schedule reads it.
        return [small("It is being read for the first time; see status.")]
    status = await context.store.feed(edit.target)
    state = status.state if status else FeedState(feed_id=edit.target)
    if state.error:
        return [paragraph(f"The first reading failed: {state.error}"), small("It is tried again.")]
    if state.baseline:
        return [small("Read once: what it carries is stored, what comes next can alert.")]
    return []


# ── remove, pause, resume ────────────────────────────────────────────────────────────────


async def _named(context: Context, view: View, name: str) -> Feed:
    """The one feed that goes by the name or its own title. Raises :class:`CommandError`."""
    found = view.feeds_named(name)
    if not found:
        by_title = [
            each.feed
            for each in await context.store.feeds()
            if each.state.title and fold(each.state.title) == fold(name)
        ]
        found = [feed for feed in by_title if view.sees(feed)]
    if not found:
        names = [each.name or host_of(each.url) for each in view.feeds]
        raise CommandError(f"There is no feed “{name}”", hint=suggestion(name, names))
    if len(found) > 1:
        urls = some((redact(each.url) for each in found), shown=5)
        raise CommandError(f"{len(found)} feeds go by “{name}”", hint=f"give the address: {urls}")
    return found[0]


async def one_feed(context: Context, view: View, name: str) -> tuple[Feed, FeedState]:
    """The stored chat-made feed that goes by the name. Raises :class:`CommandError`."""
    feed = await _named(context, view, name)
    require_editable(feed.origin, f"The feed {feed_name(feed)}")
    for stored in await context.store.chat_feeds(view.request.scope):
        if stored.id == feed.id:
            status = await context.store.feed(feed.id)
            return stored, status.state if status else FeedState(feed_id=feed.id)
    raise CommandError(f"The feed {feed_name(feed)} was added in another workspace")


async def remove(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    feed, state = await one_feed(context, view, arguments.text("feed"))
    name, rate = feed_name(feed, state.title), state.items_per_day
    return await propose(
        context,
        request,
        Change(summary=f"removed the feed {name}", before=feed),
        title=f"Remove the feed {name}?",
        blocks=[
            paragraph(f"It brings about {rate:.1f} new items a day."),
            small("What is stored stays; nothing new is read from it."),
        ],
    )


async def _pause(context: Context, request: Request, arguments: Arguments, *, paused: bool) -> Card:
    """Easily taken back, so it is done at once, with an Undo."""
    view = View(context.catalogue(), request)
    feed, state = await one_feed(context, view, arguments.text("feed"))
    name = feed_name(feed, state.title)
    word = "paused" if paused else "resumed"
    if feed.paused == paused:
        return card(f"{name} is {'paused already' if paused else 'not paused'}")
    after = replace(feed, paused=paused)
    change = Change(summary=f"{word} the feed {name}", before=feed, after=after)
    edit = change.edit(request, context.clock())
    await save(context, request, edit)
    note = "" if paused else "What came meanwhile is told, in one digest where it is much."
    return saved(edit, *([small(note)] if note else []))


async def pause(context: Context, request: Request, arguments: Arguments) -> Card:
    return await _pause(context, request, arguments, paused=True)


async def resume(context: Context, request: Request, arguments: Arguments) -> Card:
    return await _pause(context, request, arguments, paused=False)


async def poll(context: Context, request: Request, arguments: Arguments) -> Card:
    """Reads it out of turn, whoever listed it; its own pace goes on from there."""
    view, now = View(context.catalogue(), request), context.clock()
    feed = await _named(context, view, arguments.text("feed"))
    status = await context.store.feed(feed.id)
    name = feed_name(feed, status.state.title if status else "")
    if feed.paused:
        raise CommandError(f"The feed {name} is paused", hint=_unpause(feed))
    last = status.state.last_poll if status else None
    if last is not None and now - last < LEAST:
        return card(f"{name} was polled {ago(last, now)}", small("Once a minute is enough."))
    try:
        async with asyncio.timeout(FIRST_READ.total_seconds()):
            await context.poll_now(feed.id)
    except TimeoutError:
        return card(f"{name} takes its time", small("What it brings comes when it answers."))
    return _after_poll(name, await context.store.feed(feed.id), now)


def _unpause(feed: Feed) -> str:
    if feed.origin.editable:
        return f'feed resume "{feed.name or feed.url}"'
    return f"edit {filed(feed.origin.where)}; it is reloaded by itself"


def _after_poll(name: str, status: FeedStatus | None, now: datetime) -> Card:
    state = status.state if status else None
    if state is None or state.last_poll is None:
        return card(f"{name} is not read here", small("Another process is polling it now."))
    if state.error:
        return card(f"{name} could not be read", paragraph(state.error), tone="warning")
    fresh = state.last_new is not None and state.last_new >= state.last_poll
    due = state.next_poll if status and not status.claimed else None
    then = [small(f"Next poll {ago(due, now)}.")] if due else []
    return card(
        f"{name} was read: {'something new' if fresh else 'nothing new'}", *then, tone="good"
    )


# ── the commands ─────────────────────────────────────────────────────────────────────────

FEED = Param(name="feed", kind="feed", required=True, summary="its name or address")
FULL_TEXT = Param(
    name="full_text",
    kind="choice",
    option=True,
    choices=("yes", "no"),
    synonyms=YES_NO,
    summary="fetch the article where the feed has only a teaser",
)

FEED_ADD = Command(
    group="feed",
    name="add",
    summary="Follow a site: its address is enough",
    audience="editor",
    params=(
        Param(
            name="site",
            kind="text",
            required=True,
            summary="address of the site or of its feed",
            other_names=("url",),
            hint="cnevpost.com",
        ),
        Param(name="name", kind="text", option=True, summary="what to call it"),
        Param(
            name="tags",
            kind="text",
            option=True,
            many=True,
            summary="words by which watchlists choose feeds",
            other_names=("tag",),
            hint="ev, china",
        ),
        Param(
            name="every",
            kind="duration",
            option=True,
            summary="fixed time between polls; without it the pace follows the feed",
            hint="10m",
        ),
        FULL_TEXT,
    ),
    run=add,
    other_names=("add feed", "subscribe", "feed subscribe"),
    examples=("feed add cnevpost.com", "feed add https://www.teslarati.com/feed/ tags:ev"),
)
FEED_REMOVE = Command(
    group="feed",
    name="remove",
    summary="Stop reading a feed that was added in chat",
    audience="editor",
    params=(FEED,),
    run=remove,
    other_names=("remove feed", "feed delete", "unsubscribe"),
    examples=("feed remove CnEVPost",),
)
FEED_PAUSE = Command(
    group="feed",
    name="pause",
    summary="Stop reading a feed for a while",
    audience="editor",
    params=(FEED,),
    run=pause,
    examples=("feed pause CnEVPost",),
)
FEED_POLL = Command(
    group="feed",
    name="poll",
    summary="Read a feed now rather than at its next turn",
    audience="editor",
    params=(FEED,),
    run=poll,
    other_names=("feed refresh", "poll"),
    examples=("feed poll CnEVPost",),
)
FEED_RESUME = Command(
    group="feed",
    name="resume",
    summary="Read a paused feed again",
    audience="editor",
    params=(FEED,),
    run=resume,
    other_names=("feed unpause",),
    examples=("feed resume CnEVPost",),
)
