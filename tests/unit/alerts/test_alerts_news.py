"""What is new in a follow-up, in words; old rows give the reason that the stories gave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import plain
from bot.alerts.news import news
from bot.model import Item, News, Relation, StoryChange
from bot.stories import Clusterer

NOW = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (News(kind="moved", what="dead", before="3", now="9"), "9 dead, 3 before"),
        (News(kind="moved", what="%", before="4.5", now="4.25"), "4.25%, 4.5% before"),
        (
            News(kind="moved", what="magnitude", before="6.1", now="6.3"),
            "magnitude 6.3, 6.1 before",
        ),
        (
            News(kind="moved", what="registration", before="3,200", now="3,900"),
            "registration 3,900, 3,200 before",
        ),
        (News(kind="number", what="Xiaomi", now="12,000"), "Xiaomi 12,000"),
        (
            News(kind="number", what="Xiaomi deliveries", now="12,000", status="target"),
            "Xiaomi deliveries 12,000 (target)",
        ),
        (News(kind="another", before="12,500", now="50,000"), "50,000, another number than 12,500"),
        (
            News(kind="moved", what="money", before="2.1 billion", now="3.4 billion"),
            "$3.4 billion, $2.1 billion before",
        ),
        (
            News(kind="moved", what="production", now="20,000", status="target"),
            "production 20,000 (target)",
        ),
        (
            News(kind="moved", what="vehicles", now="20,000", status="target"),
            "20,000 vehicles (target)",
        ),
        (News(kind="words", what="“Model Y”, not “Model 3”"), "“Model Y”, not “Model 3”"),
        (News(kind="stage", what="the suit"), "the next stage (the suit)"),
        (News(kind="response"), "somebody acts on it"),
        (News(kind="much"), "mostly what was not told"),
        (News(kind="after"), "what happened after it"),
        (News(kind="after", what="Strand"), "what happened after it (Strand)"),
        (News(kind="outlet", what="A: b"), "more from the same outlet, after “A: b”"),
    ],
)
def test_what_is_new_in_words(new: News, words: str) -> None:
    change = StoryChange(
        story_id="s2", thread_id="s1", relation=Relation.FOLLOW_UP, why="it follows", news=new
    )
    assert news(change) == words
    assert plain.read(StoryChange, plain.write(change)) == change


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("the opposite of “X: 3 → 4”", "the opposite of “X: 3 → 4”"),
        ("what was announced has happened", "what was announced has happened"),
        ("it says >= 20 %", "it says ≥ 20%"),
        ("dead: 3 → 9", "dead: 3 → 9"),
    ],
)
def test_what_was_stored_without_it_gives_its_reason(why: str, words: str) -> None:
    row = {"story_id": "s2", "thread_id": "s1", "relation": "follow-up", "why": why}
    assert news(plain.read(StoryChange, row)) == words


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        ("Quake in Chile kills 3", "Quake in Chile kills 9", "9 dead, 3 before"),
        (
            "Tesla to recall 2,000 cars in Norway",
            "Tesla recalls 2,000 cars in Norway",
            "what was announced has happened",
        ),
    ],
)
def test_they_are_the_reasons_that_are_given(first: str, then: str, words: str) -> None:
    clusterer = Clusterer()

    def place(number: int, title: str, after: timedelta) -> StoryChange:
        item = Item(id=f"i{number}", feed_id=f"f{number}", title=title, seen=NOW + after)
        return clusterer.place(item)

    place(1, first, timedelta())
    change = place(2, then, timedelta(hours=7))
    assert change.relation is Relation.FOLLOW_UP
    assert news(change) == words
