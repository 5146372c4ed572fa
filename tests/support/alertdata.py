"""Short ways to say what happened, for tests of alerts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.alerts.policy import DestinationState
from bot.alerts.routing import Matched
from bot.alerts.view import AlertView
from bot.card import Line
from bot.model import (
    Alert,
    AlertStatus,
    Destination,
    Figure,
    FigureHit,
    Item,
    Mention,
    Mute,
    MuteKind,
    Relation,
    Source,
    Story,
    StoryChange,
    Watch,
    Watchlist,
    make_id,
)

NOW = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)
TEXT = (
    "Beijing, 13 July. Xiaomi delivered 3,360 SU7 sedans in week 28, people familiar with the"
    " matter said, after 2,800 the week before.\nTesla did not comment."
)
DESK = Destination(name="desk", platform="slack", address="#desk", timezone="Europe/Berlin")


def watch(name: str = "Xiaomi", **more: Any) -> Watch:
    kind = more.pop("kind", "company")
    return Watch(id=make_id("w", "l", kind, name), name=name, kind=kind, **more)


def watchlist(*watches: Watch, name: str = "EV makers", post_to: tuple[str, ...] = ()) -> Watchlist:
    return Watchlist(id=make_id("l", name), name=name, watches=watches, post_to=post_to)


def mention(of: Watch, text: str = "", *, start: int = 0, **more: Any) -> Mention:
    words = text or of.name
    defaults: dict[str, Any] = {"field": "title", "score": 1.0, "why": "the exact name"}
    return Mention(
        watch_id=of.id, start=start, end=start + len(words), text=words, **defaults | more
    )


def figure(value: float = 3360, unit: str = "vehicles", **more: Any) -> Figure:
    defaults: dict[str, Any] = {
        "field": "title",
        "start": 0,
        "end": 5,
        "text": "3,360",
        "low": value,
        "high": value,
    }
    return Figure(value=value, unit=unit, **defaults | more)


def hit(of: Watch, found: Figure | None = None, why: str = "3,360 is over 3,000") -> FigureHit:
    return FigureHit(watch_id=of.id, figure=found or figure(), why=why)


def matched(*names: str, list_name: str = "EV makers") -> tuple[Matched, ...]:
    watches = [watch(name) for name in names or ("Xiaomi",)]
    return tuple(
        Matched(watch=each, watchlist=list_name, mentions=(mention(each),)) for each in watches
    )


def item(title: str = "Xiaomi delivers 10,000 SU7", **more: Any) -> Item:
    defaults: dict[str, Any] = {
        "id": make_id("i", title),
        "feed_id": "f1",
        "url": "https://a.example/1",
        "published": NOW - timedelta(minutes=6),
        "seen": NOW,
        "source": "Reuters",
    }
    return Item(title=title, **defaults | more)


def change(
    relation: Relation = Relation.NEW,
    *,
    story: str = "s2",
    thread: str = "",
    loud: bool = True,
    why: str = "nothing like it in the last days",
) -> StoryChange:
    related = "" if relation is Relation.NEW else "s1"
    return StoryChange(
        story_id=story,
        thread_id=thread or ("s1" if related else story),
        relation=relation,
        why=why,
        related_id=related,
        loud=loud,
    )


def alert(
    story: str = "s1",
    status: AlertStatus = AlertStatus.OPEN,
    *,
    created: datetime = NOW - timedelta(hours=1),
    release: datetime | None = None,
    **more: Any,
) -> Alert:
    defaults: dict[str, Any] = {
        "id": make_id("a", story, "desk"),
        "destination": "desk",
        "item_id": "i1",
        "watch_ids": ("w1",),
        "why": "a new story; Xiaomi",
    }
    return Alert(story_id=story, created=created, status=status, release=release, **defaults | more)


def mute(kind: MuteKind, target: str, destination: str = "slack:#desk") -> Mute:
    return Mute(
        id=make_id("m", kind, target),
        kind=kind,
        target=target,
        label=target,
        scope="slack:T1",
        destination=destination,
        until=NOW + timedelta(hours=2),
        by="slack:U1",
        created=NOW,
    )


def state(
    *thread: Alert, recent: tuple[Alert, ...] = (), mutes: tuple[Mute, ...] = ()
) -> DestinationState:
    return DestinationState(destination=DESK, thread=thread, recent=recent, mutes=mutes)


def source(name: str, *, title: str = "", relation: Relation = Relation.DUPLICATE) -> Source:
    return Source(
        item_id=make_id("i", name, title),
        source=name,
        url=f"https://{name.casefold().replace(' ', '')}.example/1",
        title=title or "the same",
        published=NOW,
        seen=NOW + timedelta(minutes=3),
        relation=relation,
    )


def story(of: Item, *sources: Source, id_: str = "s1", thread: str = "") -> Story:
    own = Source(
        item_id=of.id,
        source=of.source,
        url=of.url,
        title=of.title,
        published=of.published,
        seen=of.seen,
        relation=Relation.NEW,
    )
    return Story(
        id=id_,
        thread_id=thread or id_,
        title=of.title,
        url=of.url,
        first_seen=of.seen,
        last_seen=of.seen,
        sources=(own, *sources),
    )


def view(of: Item | None = None, *sources: Source, **more: Any) -> AlertView:
    about = of or item()
    defaults: dict[str, Any] = {
        "alert_id": "aaaaaaaaaaa",
        "story": story(about, *sources),
        "matched": matched(),
        "why": "a new story; Xiaomi",
        "posted": NOW + timedelta(seconds=20),
        "timezone": "Europe/Berlin",
    }
    return AlertView(item=about, **defaults | more)


def bold(line: Line) -> list[str]:
    return [run.text for run in line if run.style == "bold"]
