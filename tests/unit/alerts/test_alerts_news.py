"""What is new in a follow-up, in words: the reasons are those that the stories give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.alerts.news import news
from bot.model import Item, Relation
from bot.stories import Clusterer

NOW = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("dead: 3 → 9", "9 dead, 3 before"),
        ("%: 4.5 → 4.25", "4.25%, 4.5% before"),
        ("magnitude: 6.1 → 6.3", "magnitude 6.3, 6.1 before"),
        ("registration: 3,200 → 3,900", "registration 3,900, 3,200 before"),
        ("a new number for Xiaomi: 12,000", "12,000, for Xiaomi"),
        ("another number: 50,000, after 12,500", "50,000, after 12,500"),
        ("the same but for “Model Y”, not “Model 3”", "“Model Y”, not “Model 3”"),
        ("something later than was told (the suit)", "the next stage (the suit)"),
        ("what somebody does about the news", "somebody acts on it"),
        ("hours later, something that was not told: “sues”", "“sues”"),
        ("hours later, mostly what was not told", "mostly what was not told"),
        ("something new after what was told", "what happened after it"),
        (
            "the same outlet reports something new after “A: b”",
            "more from the same outlet, after “A: b”",
        ),
        ("the opposite of “X: 3 → 4”", "the opposite of “X: 3 → 4”"),
        ("what was announced has happened", "what was announced has happened"),
        ("it says >= 20 %", "it says ≥ 20%"),
    ],
)
def test_reasons_become_news(why: str, words: str) -> None:
    assert news(why) == words


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

    def place(number: int, title: str, after: timedelta) -> tuple[Relation, str]:
        item = Item(id=f"i{number}", feed_id=f"f{number}", title=title, seen=NOW + after)
        change = clusterer.place(item)
        return change.relation, change.why

    place(1, first, timedelta())
    relation, why = place(2, then, timedelta(hours=7))
    assert relation is Relation.FOLLOW_UP
    assert news(why) == words
