"""The stories of the stored history that a watch is found in, with what is known of each: whether
it was told, who else tells it, and what people thought of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.commands.alerts import TOLD, visible
from bot.commands.command import Context
from bot.commands.gather import outlets_of
from bot.commands.narrowing import Earlier
from bot.commands.view import View, fold
from bot.matching import Matcher, sought
from bot.model import Item, Story, StoryChange, Watch

DAYS = 30
MOST_ITEMS = 400
"""Newest items that may hold the name."""
READ = 8_000
"""Characters of each that are read: a bound to what one answer costs."""
_ALERTS = 5_000


async def earlier(context: Context, view: View, watch: Watch, *, without: Item) -> list[Earlier]:
    """By the names as they are watched now, for the time before the watch was made, too; newest
    first. ``without``: the story of this item is left out."""
    store, since = context.store, context.clock() - timedelta(days=DAYS)
    named = [each for each in await named_items(context, watch) if each.id != without.id]
    places = await store.places([*(each.id for each in named), without.id])
    groups = _by_story(named, places, without)
    stories = await store.stories([key for key in groups if not key.startswith("=")])
    alerts = await store.alerts(since=since, limit=_ALERTS)
    told = {
        each.story_id
        for each in alerts
        if each.status in TOLD and watch.id in each.watch_ids and visible(view, each)
    }
    good = {each.story_id for each in await store.marks(view.request.scope)}
    mutes = await store.mutes(context.clock())
    refused = {each.target for each in mutes if each.kind == "story"}
    return [
        Earlier(
            items=tuple(group),
            outlets=len(outlets_of(stories[key].sources)) if key in stories else 1,
            told=key in told,
            good=not good.isdisjoint(_ids(stories.get(key))),
            refused=not refused.isdisjoint(_ids(stories.get(key))),
        )
        for key, group in groups.items()
    ]


async def named_items(context: Context, watch: Watch) -> list[Item]:
    """Those in which it is found, the newest, newest first, cut to what is read of them."""
    since = context.clock() - timedelta(days=DAYS)
    ids = await context.store.touching(sought(watch), [watch.id], since=since, limit=MOST_ITEMS)
    items = await context.store.items(ids)
    return await asyncio.to_thread(_with_the_name, watch, items.values())


async def of_other_names(context: Context, view: View, watch: Watch, feed_id: str) -> int:
    """Alerts here that the feed brought, but not for this watch."""
    since = context.clock() - timedelta(days=DAYS)
    others = [
        each.item_id
        for place in view.destinations
        for each in await context.store.alerts(destination=place, since=since, limit=_ALERTS)
        if watch.id not in each.watch_ids and each.status in TOLD
    ]
    items = await context.store.items(others)
    return sum(each.feed_id == feed_id for each in items.values())


def _with_the_name(watch: Watch, items: Iterable[Item]) -> list[Item]:
    matcher = Matcher.compile([watch])
    cut = (replace(each, content=each.content[:READ]) for each in items)
    found = [each for each in cut if matcher.match(each.title, each.content)]
    return sorted(found, key=lambda each: each.seen, reverse=True)


def _by_story(
    items: Sequence[Item], places: Mapping[str, StoryChange], without: Item
) -> dict[str, list[Item]]:
    """An item of no story stands with those of the same headline."""
    here = places.get(without.id)
    groups: dict[str, list[Item]] = {}
    for item in items:
        place = places.get(item.id)
        same = place is not None and here is not None and place.story_id == here.story_id
        if not same and fold(item.title) != fold(without.title):
            key = place.story_id if place else "=" + (fold(item.title) or item.id)
            groups.setdefault(key, []).append(item)
    return groups


def _ids(story: Story | None) -> set[str]:
    return {story.id, story.thread_id} if story else set()
