"""What holds for stories whatever comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Item, Relation, StoryChange, make_id
from bot.stories import Clusterer

START = datetime(2026, 7, 1, tzinfo=UTC)
WINDOW = timedelta(days=1)

subjects = st.sampled_from(["Xiaomi", "Tesla", "BYD", "Nio", "小米", "特斯拉"])
events = st.sampled_from(
    [
        "delivers {n},000 SU7 sedans in week {w}",
        "recalls {n},000 vehicles over brake fault",
        "plant fire kills {n} workers in Wuhan",
        "to launch new sedan on Sunday",
        "launches new sedan",
        "shares fall {n}% after recall",
        "第{w}周交付{n}万辆",
        "工厂火灾致{n}人遇难",
    ]
)
markers = st.sampled_from(["", "", "", "Correction: ", "Live: ", "UPDATE 1-"])
leads = st.sampled_from(["", "The company said on Monday that production goes on.", "据悉，"])
titles = st.builds(
    lambda marker, subject, event, n, w: f"{marker}{subject} {event.format(n=n, w=w)}",
    markers,
    subjects,
    events,
    st.integers(1, 4),
    st.integers(27, 29),
)
streams = st.lists(st.tuples(titles, leads, st.integers(0, 600)), min_size=1, max_size=50)


def items_of(stream: list[tuple[str, str, int]]) -> list[Item]:
    """Items in the order seen; numbers are the minutes between them."""
    seen, items = START, []
    for number, (title, lead, minutes) in enumerate(stream):
        seen += timedelta(minutes=minutes)
        items.append(
            Item(
                id=f"i{number}",
                feed_id=f"f{number % 3}",
                title=title,
                content=lead,
                canonical_url=f"https://a.example/{number % 37}",
                seen=seen,
            )
        )
    return items


def names_of(item: Item) -> list[str]:
    return [name for name in ("Xiaomi", "Tesla", "BYD") if name in item.title]


def place(clusterer: Clusterer, items: list[Item]) -> list[StoryChange]:
    return [clusterer.place(item, names=names_of(item)) for item in items]


@given(streams)
@settings(deadline=None)
def test_the_same_items_lead_to_the_same_stories(stream: list[tuple[str, str, int]]) -> None:
    items = items_of(stream)
    assert place(Clusterer(WINDOW), items) == place(Clusterer(WINDOW), items)


@given(streams, st.floats(0, 1))
@settings(deadline=None)
def test_a_restart_forgets_nothing(stream: list[tuple[str, str, int]], where: float) -> None:
    """Restored from what was stored within its memory, it goes on as if it never stopped."""
    items = items_of(stream)
    expected = place(Clusterer(WINDOW), items)
    stop = int(where * len(items))
    restarted = Clusterer(WINDOW)
    since = items[min(stop, len(items) - 1)].seen - restarted.memory
    former = [
        pair for pair in zip(items[:stop], expected[:stop], strict=True) if pair[0].seen >= since
    ]
    restarted.restore(former, evidence=lambda item: (names_of(item), ()))
    assert place(restarted, items[stop:]) == expected[stop:]


@given(streams)
@settings(deadline=None)
def test_every_change_makes_sense(stream: list[tuple[str, str, int]]) -> None:
    items = items_of(stream)
    known: dict[str, str] = {}
    for item, change in zip(items, place(Clusterer(WINDOW), items), strict=True):
        own = make_id("s", item.id)
        assert change.why
        if change.relation is Relation.NEW:
            assert change.story_id == change.thread_id == own
            assert not change.related_id
        elif change.relation is Relation.FOLLOW_UP:
            assert change.story_id == own
            assert change.thread_id == known[change.related_id]
        else:
            assert change.story_id == change.related_id != own
            assert change.thread_id == known[change.story_id]
        known.setdefault(change.story_id, change.thread_id)
        assert change.loud or change.relation is Relation.FOLLOW_UP
