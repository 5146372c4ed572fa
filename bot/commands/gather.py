"""Stored items on a name, grouped by the story they tell."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands.view import fold, names_of
from bot.matching import Matcher
from bot.model import Item, Source, Watch
from bot.ports import Store

MOST_ITEMS = 200
"""Items looked at for one answer."""
MOST_FORMS = 8
"""Names and aliases searched for in the full text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One story as an answer shows it."""

    title: str
    url: str
    when: datetime
    """Of its newest report among those found."""
    outlets: tuple[str, ...]
    """Who reports it, first reporter first, each once."""
    story_id: str = ""
    items: tuple[Item, ...] = ()


def time_of(item: Item) -> datetime:
    return item.published or item.seen


async def items_about(
    store: Store, watches: Sequence[Watch], matcher: Matcher, *, since: datetime | None
) -> list[Item]:
    """Items that mention one of the watches, newest first.

    Stored mentions answer for the time since the watch exists; before that the full text is
    searched for its names, and the matcher confirms what is found.
    """
    found: dict[str, Item] = {}
    for watch in watches:
        for item in await store.items_of_watch(watch.id, since=since, limit=MOST_ITEMS):
            found[item.id] = item
    others: dict[str, Item] = {}
    for form in list(dict.fromkeys(form for w in watches for form in forms(w)))[:MOST_FORMS]:
        for item in await store.search(form, since=since, limit=MOST_ITEMS):
            if item.id not in found:
                others[item.id] = item
    wanted = {watch.id for watch in watches if watch.kind != "figure"}
    if wanted:
        others = await asyncio.to_thread(_confirmed, list(others.values()), matcher, wanted)
    return sorted((found | others).values(), key=time_of, reverse=True)[:MOST_ITEMS]


def forms(watch: Watch) -> tuple[str, ...]:
    """What the full text is searched for to find the watch."""
    if watch.kind == "figure":
        return tuple(f"{watch.subject} {metric}" for metric in watch.metric) or (watch.subject,)
    return names_of(watch)


def _confirmed(items: Iterable[Item], matcher: Matcher, wanted: Collection[str]) -> dict[str, Item]:
    return {
        item.id: item
        for item in items
        if any(each.watch_id in wanted for each in matcher.match(item.title, item.content))
    }


async def by_story(store: Store, items: Sequence[Item]) -> list[Told]:
    """Items (newest first) as stories, newest first. An item of no story stands with those of
    the same headline."""
    groups: dict[str, list[Item]] = {}
    ids: dict[str, str] = {}
    for item in items:
        change = await store.story_of_item(item.id)
        key = change.story_id if change else "=" + (fold(item.title) or item.id)
        groups.setdefault(key, []).append(item)
        ids[key] = change.story_id if change else ""
    return [_told(members, ids[key]) for key, members in groups.items()]


def _told(members: Sequence[Item], story_id: str) -> Told:
    first, last = members[-1], members[0]
    return Told(
        title=first.title or first.content,
        url=first.url,
        when=time_of(last),
        outlets=tuple(dict.fromkeys(item.source for item in reversed(members) if item.source)),
        story_id=story_id,
        items=tuple(members),
    )


async def completed(store: Store, told: Told) -> Told:
    """With every outlet of the stored story, also those whose words didn't match."""
    story = await store.story(told.story_id) if told.story_id else None
    if story is None or not story.sources:
        return told
    return Told(
        title=story.title or told.title,
        url=story.url or told.url,
        when=told.when,
        outlets=outlets_of(story.sources),
        story_id=told.story_id,
        items=told.items,
    )


def outlets_of(sources: Iterable[Source]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.source for each in sources if each.source))
