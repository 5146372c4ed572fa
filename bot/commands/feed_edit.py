"""``feed edit``: another name, tags, pace or depth for a feed that was added in chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.card import Block, Card, Fields, line
from bot.commands.build import merged
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.edits import Change, propose
from bot.commands.feed import FEED, FULL_TEXT, checked_pace, one_feed
from bot.commands.say import card, code, paragraph, small, some
from bot.commands.view import View, feed_name
from bot.commands.when import length, parse_span
from bot.errors import CommandError
from bot.feeds.redact import redact
from bot.model import Feed, Request
from bot.text import shorten, squeeze

_OWN = frozenset({"auto", "none", "default", "adaptive", "-"})
"""How one says that the pace follows the feed, or that its own title is shown."""


async def edit(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    feed, state = await one_feed(context, view, arguments.text("feed"))
    name = feed_name(feed, state.title)
    after = _changed(context, view, feed, arguments)
    if after == feed:
        return card(
            f"{name}, as it is",
            Fields(tuple((key, line(value)) for key, value in _as_typed(feed, name).items())),
            paragraph("Say what to change with ", code("name: tags: every: full_text:"), "."),
            small('tags:"+china" adds, tags:"-ev" takes away, tags:none empties; every:auto.'),
            small(redact(feed.url)),
        )
    return await propose(
        context,
        request,
        Change(summary=f"changed the feed {name}", before=feed, after=after),
        title=f"Change the feed {name}?",
        blocks=[
            small("Now: ", _described(feed, name)),
            small("Then: ", _described(after, feed_name(after, state.title))),
            *_heard(view, feed, after),
        ],
    )


def _changed(context: Context, view: View, feed: Feed, arguments: Arguments) -> Feed:
    """With what the arguments say put in place. Raises :class:`CommandError`."""
    name, tags, every, deep = feed.name, feed.tags, feed.every, feed.full_text
    if "name" in arguments:
        given = shorten(squeeze(arguments.text("name")), 100)
        name = "" if given.lower() in _OWN else given
    if "tags" in arguments:
        found = merged(feed.tags, arguments.many("tags"))
        tags = tuple(dict.fromkeys(tag.removeprefix("tag:").lower() for tag in found))
    if "every" in arguments:
        every = _pace(context, view, arguments.text("every"))
    if "full_text" in arguments:
        deep = arguments.text("full_text") == "yes"
    return replace(feed, name=name, tags=tags, every=every, full_text=deep)


def _pace(context: Context, view: View, text: str) -> timedelta | None:
    if text.strip().lower() in _OWN:
        return None
    span = parse_span(text, context.clock(), view.zone)
    if span is None:
        raise CommandError(
            f"“every:”: “{text}” is no length of time",
            hint="such as 10m or 2h; auto: the pace follows the feed",
        )
    return checked_pace(span)


def _as_typed(feed: Feed, name: str) -> Mapping[str, str]:
    return {
        "name": name,
        "tags": ", ".join(feed.tags) or "none",
        "every": length(feed.every) if feed.every else "auto",
        "full_text": "yes" if feed.full_text else "no",
    }


def _described(feed: Feed, name: str) -> str:
    told = _as_typed(feed, name)
    return " · ".join(
        (
            told["name"],
            f"tags {told['tags']}" if feed.tags else "no tags",
            f"every {told['every']}" if feed.every else "follows its pace",
            "fetches whole articles" if feed.full_text else "as the feed has it",
        )
    )


def _heard(view: View, before: Feed, after: Feed) -> list[Block]:
    """Which watchlists begin or cease to hear it: that is what tags are for."""
    covers = view.catalogue.covers
    was = {each.name for each in view.watchlists if covers(each, before)}
    will = {each.name for each in view.watchlists if covers(each, after)}
    told: list[Block] = []
    if will - was:
        told.append(paragraph(f"From now on heard by {some(sorted(will - was), shown=5)}."))
    if was - will:
        told.append(paragraph(f"No longer heard by {some(sorted(was - will), shown=5)}."))
    if not told:
        told.append(
            small(
                f"Heard by {some(sorted(was), shown=5)}, as before."
                if was
                else "No watchlist hears it, before or after."
            )
        )
    return told


FEED_EDIT = Command(
    group="feed",
    name="edit",
    summary="Change the name, tags or pace of a feed that was added in chat",
    audience="editor",
    params=(
        FEED,
        Param(
            name="name",
            kind="text",
            option=True,
            summary="what to call it; none: its own title",
            other_names=("rename",),
        ),
        Param(
            name="tags",
            kind="text",
            option=True,
            many=True,
            summary="words by which watchlists choose feeds",
            other_names=("tag",),
            hint="+china, -ev",
        ),
        Param(
            name="every",
            kind="text",
            option=True,
            summary="fixed time between polls; auto: the pace follows the feed",
            hint="10m",
        ),
        FULL_TEXT,
    ),
    run=edit,
    other_names=("edit feed", "feed change"),
    examples=("feed edit CnEVPost tags:+china", "feed edit CnEVPost every:10m"),
)
