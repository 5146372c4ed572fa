"""What outlets write, and what an event brings within minutes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.model import Relation, StoryChange
from bot.stories import Clusterer
from bot.stories.facts import headline_of
from tests.support.reports import (
    DUPLICATE,
    FOLLOW_UP,
    LABELS,
    NEW,
    item,
    last,
    told,
)

OUTLETS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data/stories/outlet_pairs.jsonl")
    .read_text("utf-8")
    .splitlines()
]


def test_texts_that_are_alike_are_one_event_however_late() -> None:
    text = "A fire in the Brandenburg paint shop of the maker stopped the line on Monday night."
    titles = ("Fire stops paint shop at Tesla plant", "Blaze halts Tesla paint shop in Brandenburg")
    change = last(item(titles[0], content=text), item(titles[1], 40, content=text))
    assert change.relation is DUPLICATE, change.why


def placed(pair: dict[str, Any]) -> StoryChange:
    """What the second report of a pair is taken for."""
    clusterer = Clusterer()
    names = pair.get("names", ())
    clusterer.place(item(pair["a"], content=pair.get("a_lead", "")), names=names)
    return clusterer.place(
        item(pair["b"], pair["gap_h"], content=pair.get("b_lead", "")), names=names
    )


def test_outlets_own_words_are_mostly_taken_for_what_they_are() -> None:
    """Floors under what was measured, so that a change that costs much is seen."""
    changes = [(pair["label"], placed(pair)) for pair in OUTLETS]
    news = [told(change) for label, change in changes if label != "dup"]
    repeats = [told(change) for label, change in changes if label == "dup"]
    right = [LABELS[change.relation] == label for label, change in changes]
    assert sum(news) / len(news) >= 0.91
    assert sum(repeats) / len(repeats) <= 0.15
    assert sum(right) / len(right) >= 0.77


def test_reasons_say_what_went_on() -> None:
    change = last(
        item("Suspect in Kyoto stabbing hunted, manhunt widens"),
        item("Kyoto stabbing suspect captured", 5),
    )
    assert change.relation is FOLLOW_UP
    assert change.why == "something later than was told (what the law does)"
    change = last(item("Nestle to cut 16,000 jobs"), item("Unions condemn Nestle job cuts", 5))
    assert change.why == "what somebody does about the news"
    change = last(
        item("Train derails in southern Poland"), item("Train derails in eastern Spain", 5)
    )
    assert change.relation is NEW
    assert change.why.startswith("another place: Spain, not Poland")


def test_a_restart_at_any_point_changes_no_answer() -> None:
    """The pairs as one stream of nine days, so that events are forgotten on the way, too."""
    stream = sorted(
        (
            item(pair[side], number * 1.7 + after * pair["gap_h"], id=f"{pair['id']}{side}")
            for number, pair in enumerate(OUTLETS[:120])
            for side, after in (("a", 0), ("b", 1))
        ),
        key=lambda each: each.seen,
    )
    whole = Clusterer()
    answers = [(each, whole.place(each)) for each in stream]
    for stop in range(5, len(stream), 31):
        fresh = Clusterer()
        since = stream[stop].seen - fresh.memory
        fresh.restore([pair for pair in answers[:stop] if pair[0].seen >= since])
        assert [fresh.place(each) for each in stream[stop:]] == [
            change for _, change in answers[stop:]
        ]


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("著名翻译家许渊冲今晨过世，如何评价他的一生？", "著名翻译家许渊冲今晨过世"),
        ("如何看待小米发布的荣耀 50 系列手机？有哪些亮点和不足？", "小米发布的荣耀 50 系列手机"),
        ("如何评价他？", "如何评价他？"),
        ("小米汽车交付第10000辆SU7", "小米汽车交付第10000辆SU7"),
    ],
)
def test_what_a_page_of_questions_asks_is_no_news(title: str, bare: str) -> None:
    assert headline_of(item(title)).strip() == bare


@pytest.mark.parametrize("outlets", [("Ledger",) * 4, ("Ledger", "Gazette", "Post", "Herald")])
def test_short_items_of_one_company_are_stories_of_their_own(outlets: Sequence[str]) -> None:
    """What stands behind each headline ("…, it said on Tuesday") makes no text in common."""
    headlines = (
        "Xiaomi opens a research centre in Munich",
        "Xiaomi recalls scooters over a faulty hinge",
        "Xiaomi sues a maker of counterfeit chargers",
        "Xiaomi wins an order for tablets from Malmo's schools",
    )
    clusterer = Clusterer()
    changes = [
        clusterer.place(
            item(title, number / 60, content=f"{title}, it said on Tuesday.", source=outlet)
        )
        for number, (title, outlet) in enumerate(zip(headlines, outlets, strict=True))
    ]
    assert [change.relation for change in changes] == [Relation.NEW] * 4


def test_what_an_authority_does_after_the_event_is_news() -> None:
    recall = "Xiaomi recalls 30,931 SU7 sedans over assisted-driving software"
    said = "Xiaomi will recall 30,931 SU7 sedans in China, the market regulator said on Thursday."
    probe = "Regulator opens investigation into Xiaomi SU7 after recall"
    also = (
        "The regulator opened an investigation into Xiaomi's software after the recall of the SU7."
    )
    change = last(item(recall, content=said), item(probe, 2, content=also))
    assert (change.relation, change.loud) == (Relation.FOLLOW_UP, True)


def test_a_rounded_number_is_no_new_one() -> None:
    clusterer = Clusterer()
    told_ = clusterer.place(
        item("Xiaomi recalls 30,931 SU7 sedans over driving software"), names=("Xiaomi",)
    )
    rounded = item("Xiaomi to recall nearly 31,000 SU7 sedans for driving software flaw", 0.3)
    change = clusterer.place(rounded, names=("Xiaomi",))
    assert (change.story_id, change.relation) == (told_.story_id, Relation.DUPLICATE), change.why


def test_a_milestone_of_another_thing_follows_nothing() -> None:
    change = last(
        item("Tesla China week 47 registrations at 14,200"),
        item("Tesla Megafactory Shanghai builds 10,000th Megapack", 1.2),
    )
    assert change.relation is Relation.NEW, change.why


# ── what changes within minutes ──────────────────────────────────────────────────────────


QUAKE = (
    "A magnitude 5.8 earthquake struck the port city of Veldhaven on Friday, toppling chimneys"
    " and cutting power to the harbour district, officials said."
)


@pytest.mark.parametrize(
    ("title", "content", "why"),
    [
        (
            "At least 3 dead after Veldhaven earthquake",
            "At least three people died when an earthquake hit Veldhaven, rescuers said.",
            "the first count (dead: 3)",
        ),
        (
            "Nuclear regulator orders shutdown of Veldhaven reactor after earthquake",
            "The regulator ordered the reactor to be shut down after the earthquake at Veldhaven.",
            "somebody enters after what was told (regulator)",
        ),
    ],
)
def test_what_an_event_brings_within_minutes_is_told(title: str, content: str, why: str) -> None:
    first = item("Magnitude 5.8 earthquake strikes Veldhaven", content=QUAKE)
    change = last(first, item(title, 0.02, content=content))
    assert (change.relation, change.why) == (FOLLOW_UP, why)
    assert told(change)


def test_a_count_that_the_text_gave_is_no_first_one() -> None:
    first = item("Earthquake strikes Veldhaven", content=f"{QUAKE} Three people were killed.")
    later = item("3 dead in Veldhaven earthquake", 0.02, content=f"{QUAKE} Three were killed.")
    assert last(first, later).relation is DUPLICATE


def test_the_second_outlet_with_the_first_count_joins_the_first() -> None:
    change = last(
        item("Magnitude 5.8 earthquake strikes Veldhaven", content=QUAKE),
        item("At least 3 dead after Veldhaven earthquake", 0.02, content="Three people died."),
        item("Three killed in Veldhaven quake, rescuers say", 0.04, content="Rescuers said so."),
    )
    assert change.relation is DUPLICATE
