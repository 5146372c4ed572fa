"""Reports one after the other, and where the stories put the last of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import Item, Relation, StoryChange, make_id
from bot.stories import Clusterer

NEW, DUPLICATE = Relation.NEW, Relation.DUPLICATE
FOLLOW_UP, CORRECTION = Relation.FOLLOW_UP, Relation.CORRECTION
LABELS = {NEW: "new", DUPLICATE: "dup", FOLLOW_UP: "followup", CORRECTION: "followup"}
"""As the labelled pairs call them."""
START = datetime(2026, 7, 13, 8, 0, tzinfo=UTC)


def item(title: str, hours: float = 0, **more: Any) -> Item:
    """A report; each by an outlet of its own unless ``source`` says otherwise."""
    defaults: dict[str, Any] = {
        "id": make_id("i", title, str(hours)),
        "feed_id": "f",
        "source": make_id("o", title, str(hours)),
        "seen": START + timedelta(hours=hours),
    }
    return Item(title=title, **defaults | more)


def last(*items: Item) -> StoryChange:
    clusterer = Clusterer()
    return [clusterer.place(each) for each in items][-1]


def told(change: StoryChange) -> bool:
    """Whether a channel that follows the story hears of it."""
    return change.relation is not DUPLICATE and change.loud
