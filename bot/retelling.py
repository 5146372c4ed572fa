"""What stored reports tell again: a story in a sentence or two, and what else there is about a
name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.alerts.view import Passage
from bot.model import Item, Story
from bot.ports import Store
from bot.stories.summary import REPORTS, Text, summary

LATELY = timedelta(days=7)
"""How far back related stories are looked for."""
_LOOKED = 20
"""Stories among which the related ones are chosen."""


async def summed_up(store: Store, story: Story, fresh: Item | None = None) -> tuple[Passage, ...]:
    """The story in a sentence or two of its reports; ``fresh``: one that isn't stored yet."""
    first, later = story.sources[:1], story.sources[1:]
    read = [*first, *later[1 - REPORTS :]]
    known = dict(await store.items([each.item_id for each in read]))
    if fresh is not None:
        known.setdefault(fresh.id, fresh)
    told = [(each, known[each.item_id]) for each in read if each.item_id in known]
    chosen = summary([Text(item.title, item.content) for _, item in told])
    return tuple(
        Passage(each.text, told[each.report][0].source, told[each.report][0].url) for each in chosen
    )


async def related(store: Store, story: Story, watch_id: str, *, most: int) -> list[Story]:
    """Other running stories that mention the watch, in the days before and since: those that
    most outlets tell first, each by its most told event."""
    since = story.first_seen - LATELY
    found = await store.stories_about([watch_id], since=since, limit=_LOOKED)
    return weightiest(found, besides=story)[:most]


def weightiest(stories: Iterable[Story], *, besides: Story) -> list[Story]:
    threads: dict[str, Story] = {}
    for each in sorted(stories, key=_weight, reverse=True):
        if each.thread_id != besides.thread_id and each.sources:
            threads.setdefault(each.thread_id, each)
    return list(threads.values())


def _weight(story: Story) -> tuple[int, datetime]:
    return len({source.source for source in story.sources}), story.last_seen
