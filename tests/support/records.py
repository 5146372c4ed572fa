"""Short ways to make the records that stores keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import (
    Alert,
    Decision,
    Delivery,
    Feed,
    Figure,
    Item,
    Mention,
    Period,
    Reading,
    Relation,
    Source,
    StoryChange,
    Verdict,
)
from bot.ports import Ingest

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_feed(name: str = "one", **changes: Any) -> Feed:
    return Feed(**{"id": f"f{name}", "url": f"https://{name}.example/feed", "name": name} | changes)


def an_item(name: str = "one", **changes: Any) -> Item:
    """Every field filled, none like another."""
    given: dict[str, Any] = {
        "id": f"i{name}",
        "feed_id": "fone",
        "url": f"https://one.example/{name}?utm=x",
        "canonical_url": f"one.example/{name}",
        "title": f"Title {name}",
        "content": f"Content of {name}.",
        "author": "A. Writer",
        "published": NOW - HOUR,
        "seen": NOW,
        "content_hash": f"h{name}",
        "keys": (f"guid:{name}", f"link:{name}"),
        "source": "One",
        "language": "en-GB",
        "image": f"https://one.example/{name}.png",
    }
    return Item(**given | changes)


def a_mention(watch_id: str = "w1", **changes: Any) -> Mention:
    given: dict[str, Any] = {
        "watch_id": watch_id,
        "field": "title",
        "start": 0,
        "end": 5,
        "text": "Title",
        "score": 0.875,
        "why": "as written",
        "rule": "exact",
        "place": "title",
    }
    return Mention(**given | changes)


def a_figure(**changes: Any) -> Figure:
    given: dict[str, Any] = {
        "field": "content",
        "start": 3,
        "end": 9,
        "text": "10,000",
        "value": 10_000.0,
        "low": 9_500.0,
        "high": 10_500.0,
        "unit": "vehicles",
        "metric": "deliveries",
        "subject": "Xiaomi",
        "period": Period(label="week 9", start=NOW - 7 * DAY, end=NOW, freq="W"),
        "qualifier": "~",
        "status": "actual",
        "change": 12.5,
        "previous": 8_900.0,
        "why": "a number with its noun",
    }
    return Figure(**given | changes)


def a_reading(seen: datetime = NOW, value: float = 1.0, **changes: Any) -> Reading:
    given: dict[str, Any] = {
        "series": "xiaomi/deliveries/vehicles/W",
        "item_id": "ione",
        "story_id": "sone",
        "source": "One",
        "value": value,
        "unit": "vehicles",
        "metric": "deliveries",
        "subject": "Xiaomi",
        "period": Period(label="week 9", start=NOW - 7 * DAY, end=NOW, freq="W"),
        "status": "actual",
        "seen": seen,
        "published": None,
        "url": "https://one.example/one",
        "area": "China",
        "low": 0.5,
        "high": 1.5,
        "qualifier": "~",
        "text": "about one",
        "about": ("SU7",),
        "correction": True,
    }
    return Reading(**given | changes)


def a_change(story: str = "sone", **changes: Any) -> StoryChange:
    given: dict[str, Any] = {
        "story_id": story,
        "thread_id": story,
        "relation": Relation.NEW,
        "why": "nothing like it",
    }
    return StoryChange(**given | changes)


def a_source(item: Item, relation: Relation = Relation.NEW) -> Source:
    return Source(
        item_id=item.id,
        source=item.source,
        url=item.url,
        title=item.title,
        published=item.published,
        seen=item.seen,
        relation=relation,
    )


def an_alert(name: str = "one", **changes: Any) -> Alert:
    given: dict[str, Any] = {
        "id": f"a{name}",
        "story_id": "sone",
        "destination": "desk",
        "item_id": "ione",
        "watch_ids": ("w1", "w2"),
        "why": "names Xiaomi",
        "created": NOW,
    }
    return Alert(**given | changes)


def a_delivery(key: str = "k1", **changes: Any) -> Delivery:
    given: dict[str, Any] = {
        "key": key,
        "destination": "desk",
        "kind": "post",
        "card": {"title": key, "blocks": [["divider"]]},
        "created": NOW,
    }
    return Delivery(**given | changes)


def a_decision(verdict: Verdict = Verdict.POST, **changes: Any) -> Decision:
    return Decision(**{"destination": "desk", "verdict": verdict, "why": "a new story"} | changes)


def a_record(name: str = "one", *, item: Mapping[str, Any] | None = None, **changes: Any) -> Ingest:
    """An item with something of everything; ``changes`` replace whole parts."""
    stored = an_item(name, **(item or {}))
    alert = an_alert(name, story_id=f"s{name}", item_id=stored.id, created=stored.seen)
    given: dict[str, Any] = {
        "item": stored,
        "mentions": (a_mention("w1"), a_mention("w2", field="content", start=1, end=4)),
        "figures": (a_figure(), a_figure(text="3", value=3.0, period=None, change=None)),
        "readings": (a_reading(stored.seen, item_id=stored.id, story_id=f"s{name}"),),
        "story": a_change(f"s{name}"),
        "source": a_source(stored),
        "decisions": (a_decision(), a_decision(Verdict.DROP, destination="club", why="muted")),
        "alerts": (alert,),
        "deliveries": (a_delivery(f"k{name}", alert_id=alert.id, created=stored.seen),),
    }
    return Ingest(**given | changes)
