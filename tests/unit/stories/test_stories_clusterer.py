"""Where items are put, and why."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.figures import extract
from bot.model import Figure, Mention, News, Period, StoryChange, make_id
from bot.stories import Clusterer
from tests.support.reports import (
    CORRECTION,
    DUPLICATE,
    FOLLOW_UP,
    LABELS,
    NEW,
    START,
    item,
    last,
    told,
)

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data/stories/lookalike_pairs.jsonl")
    .read_text("utf-8")
    .splitlines()
]


# ── look-alikes ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{p['id']} {p['type']}" for p in PAIRS])
def test_a_look_alike_is_told_exactly_when_it_is_news(pair: dict[str, Any]) -> None:
    change = last(item(pair["a"]), item(pair["b"], pair["gap_h"]))
    assert told(change) == (pair["label"] != "dup"), change.why


def test_three_ways_right_often_enough() -> None:
    right = [
        LABELS[last(item(p["a"]), item(p["b"], p["gap_h"])).relation] == p["label"] for p in PAIRS
    ]
    assert sum(right) >= 72


# ── relations ────────────────────────────────────────────────────────────────────────────


def test_the_first_report_opens_a_story_of_its_own() -> None:
    first = item("Xiaomi delivers 10,000 SU7 in 32 days")
    change = last(first)
    assert change == StoryChange(
        story_id=make_id("s", first.id),
        thread_id=make_id("s", first.id),
        relation=NEW,
        why="nothing like it in the last days",
    )


def test_another_outlets_report_joins_it() -> None:
    first = item("Xiaomi delivers 10,000 SU7 sedans in 32 days")
    change = last(first, item("Xiaomi delivers 10,000th SU7 sedan in just 32 days - Reuters", 1))
    assert change.relation is DUPLICATE
    assert change.story_id == change.related_id == make_id("s", first.id)
    assert "Xiaomi delivers" in change.why


def test_a_follow_up_is_an_event_of_its_own_in_the_thread() -> None:
    first = item("Indonesia ferry sinks, 3 dead and 40 missing")
    second = item("Indonesia ferry sinking: death toll rises to 18, 25 missing", 5)
    change = last(first, second)
    assert change.relation is FOLLOW_UP
    assert change.loud
    assert change.story_id == make_id("s", second.id)
    assert change.thread_id == change.related_id == make_id("s", first.id)
    assert change.why == "dead: 3 → 18"


def test_reports_of_the_follow_up_join_the_follow_up() -> None:
    follow_up = item("Indonesia ferry sinking: death toll rises to 18, 25 missing", 5)
    change = last(
        item("Indonesia ferry sinks, 3 dead and 40 missing"),
        follow_up,
        item("Indonesia ferry sinking death toll rises to 18", 6),
    )
    assert change.relation is DUPLICATE
    assert change.story_id == make_id("s", follow_up.id)


def test_a_late_report_of_the_old_number_joins_the_old_event() -> None:
    first = item("Indonesia ferry sinks, 3 dead and 40 missing")
    change = last(
        first,
        item("Indonesia ferry sinking: death toll rises to 18, 25 missing", 5),
        item("Ferry sinks in Indonesia, 3 dead and 40 missing", 5.5),
    )
    assert change.relation is DUPLICATE
    assert change.story_id == make_id("s", first.id)


def test_a_correction_names_what_it_corrects() -> None:
    first = item("Texas floods: 27 girls missing from camp")
    change = last(first, item("Correction: Texas floods: 23 girls missing from camp, not 27", 2))
    assert change.relation is CORRECTION
    assert change.story_id == make_id("s", first.id)
    assert change.why == "23, not 27"


def test_a_quarters_digit_is_not_what_a_correction_states() -> None:
    first = item("Rivian delivered 13,201 vehicles in third quarter")
    change = last(first, item("Correction: Rivian Q3 deliveries were 13,021, not 13,201", 2))
    assert change.why == "13,021, not 13,201"


@pytest.mark.parametrize(
    ("title", "why"),
    [
        (
            "Northwind pays $2.1 billion for Kestrel, not $2.4 billion",
            "$2.1 billion, not $2.4 billion",
        ),
        ("Northwind Pays $2.1B for Kestrel, Not $2.4B", "$2.1B, not $2.4B"),
        ("Northwind pays 2.1 million for Kestrel, not 2.4", "2.1 million, not 2.4"),
        ("Northwind pays 40% of Kestrel's price in cash, not 45%", "40%, not 45%"),
    ],
)
def test_a_correction_states_its_amounts_with_their_magnitudes(title: str, why: str) -> None:
    first = item("Northwind Airlines to buy Kestrel Air for $2.4 billion")
    assert last(first, item(f"Correction: {title}", 2)).why == why


def test_a_correction_without_a_number_names_what_it_corrects() -> None:
    change = last(
        item("Xiaomi to build second plant in Wuhan"),
        item("Correction: Xiaomi to build second plant in Beijing, Wuhan only tests", 2),
    )
    assert change.relation is CORRECTION
    assert "Xiaomi to build second plant in Wuhan" in change.why


def test_a_correction_of_nothing_we_know_is_new() -> None:
    assert last(item("Correction: a story about something else entirely")).relation is NEW


def test_the_same_page_with_another_title_is_a_revision() -> None:
    page = "https://a.example/1"
    change = last(
        item("Xiaomi opens a plant", canonical_url=page),
        item("Completely rewritten", 1, canonical_url=page),
    )
    assert change.relation is DUPLICATE
    assert "page" in change.why


def test_a_round_up_joins_but_never_stands_for_an_event() -> None:
    clusterer = Clusterer()
    plant = item("Tesla opens giant battery plant in Berlin")
    clusterer.place(plant)
    live = clusterer.place(item("Live: Tesla opens giant battery plant in Berlin", 1))
    assert (live.relation, live.loud) == (FOLLOW_UP, False)
    again = clusterer.place(item("Tesla opens giant battery plant in Berlin, officials say", 2))
    assert again.story_id == make_id("s", plant.id)


def test_a_round_up_alone_collects_nothing() -> None:
    change = last(
        item("Morning briefing: Tesla plant, BYD exports, Xiaomi prices"),
        item("Tesla plant, BYD exports, Xiaomi prices in focus", 1),
    )
    assert change.relation is NEW


def test_watched_names_keep_events_apart() -> None:
    clusterer = Clusterer()
    clusterer.place(item("Huge plant near Leipzig planned by automaker"), names=["Tesla"])
    other = clusterer.place(
        item("Huge plant near Leipzig is in sight, carmaker confirms", 1), names=["BYD"]
    )
    assert other.relation is NEW
    assert "name" in other.why


def test_given_figures_count() -> None:
    def figure(value: float) -> Figure:
        return Figure(
            field="title",
            start=0,
            end=1,
            text="x",
            value=value,
            low=value,
            high=value,
            unit="vehicles",
            metric="deliveries",
        )

    clusterer = Clusterer()
    clusterer.place(item("Xiaomi deliveries keep growing in the south"), figures=[figure(10_000)])
    change = clusterer.place(
        item("Xiaomi deliveries keep growing in south", 1), figures=[figure(11_000)]
    )
    assert change.relation is FOLLOW_UP
    assert "10,000 → 11,000" in change.why


@pytest.mark.parametrize(
    ("then", "now", "new"),
    [
        ({}, {"status": "target"}, News(kind="moved", what="output", now="20", status="target")),
        ({}, {"unit": "cars per month"}, News(kind="moved", what="output", now="20")),
        ({"period": Period(label="May", freq="M")}, {"period": Period(label="2026", freq="A")},
         News(kind="moved", what="output", now="20")),
        ({"status": "target"}, {"status": "target"},
         News(kind="moved", what="output", before="10", now="20", status="target")),
        ({"status": "actual"}, {"period": Period(label="May", freq="M")},
         News(kind="moved", what="output", before="10", now="20")),
    ],
)  # fmt: skip
def test_only_numbers_of_one_kind_are_one_before_and_now(
    then: dict[str, Any], now: dict[str, Any], new: News
) -> None:
    """A plan is no update of what was built, a month's number none of a year's."""

    def figure(value: float, **more: Any) -> Figure:
        given = {"unit": "cars", "metric": "output"} | more
        return Figure(
            field="title", start=0, end=1, text="x", value=value, low=value, high=value, **given
        )

    clusterer = Clusterer()
    clusterer.place(item("Xiaomi keeps growing in the south"), figures=[figure(10, **then)])
    change = clusterer.place(
        item("Xiaomi keeps growing in the south now", 1), figures=[figure(20, **now)]
    )
    assert (change.relation, change.news) == (FOLLOW_UP, new)


def test_a_plan_in_a_headline_is_no_update_of_a_count() -> None:
    """The number stands in the headline with its noun, too, and only the figure knows more."""
    titles = ["Xiaomi built 9,860 cars in Yizhuang", "Xiaomi aims at 20,000 cars in Yizhuang"]
    change = read([titles[0]], titles[1])
    assert change.relation is FOLLOW_UP
    assert change.news is not None
    assert (change.news.before, change.news.status) == ("", "target")


def test_what_moved_is_called_by_a_word_not_by_its_stem() -> None:
    titles = (
        "Nissan revenue at $2.1 billion after strong quarter",
        "Nissan revenue: 3.4 billion after strong quarter",
    )
    change = read([titles[0]], titles[1])
    assert change.why == "revenue: 2.1 billion → 3.4 billion"


@pytest.mark.parametrize(
    ("before", "what"),
    [
        ("Xiaomi builds its 10,000th SU7 just 32 days after launch", "deliveries"),
        ("Xiaomi pays CNY 2,500 for night work at the SU7 plant", "Xiaomi deliveries"),
    ],
)
def test_another_number_says_of_what_it_is(before: str, what: str) -> None:
    clusterer = Clusterer()
    title = "Xiaomi raises target for night work at the SU7 plant to 120,000 deliveries"
    for hours, each in enumerate([before, title]):
        mention = Mention(
            watch_id="w", field="title", start=0, end=6, text="Xiaomi", score=1.0, why="exact"
        )
        figures = extract(each, "", published=START, mentions=[mention], names={"w": "Xiaomi"})
        change = clusterer.place(item(each, hours), names=["Xiaomi"], figures=figures)
    assert change.news is not None, change.why
    assert change.news.what == what
    assert (change.news.now, change.news.status) == ("120,000", "target")


def read(before: list[str], title: str) -> StoryChange:
    """What a headline is after others, all with their figures."""
    clusterer = Clusterer()
    placed = [
        clusterer.place(item(each, hours), figures=extract(each, "", published=START))
        for hours, each in enumerate([*before, title])
    ]
    return placed[-1]


def test_the_lead_counts_too() -> None:
    lead = "Xiaomi said on Monday that its Beijing plant will run a second shift from September."
    change = last(
        item("Carmaker adds a shift", content=lead),
        item("Second shift at Beijing plant", 1, content=lead + " Shares rose."),
    )
    assert change.relation is DUPLICATE


# ── the window ───────────────────────────────────────────────────────────────────────────


def test_an_event_is_forgotten_after_the_window() -> None:
    title = "Xiaomi delivers 10,000 SU7 sedans in 32 days"
    assert last(item(title), item("Xiaomi SU7 deliveries pass 10,000", 71)).relation is not NEW
    assert last(item(title), item(title, 73)).relation is NEW


def test_an_event_takes_reports_for_one_window_then_the_story_goes_on() -> None:
    """A story that never stops must not swallow everything that comes later."""
    clusterer = Clusterer(timedelta(days=1))
    title = "Wildfire near Athens forces evacuation of villages"
    first = clusterer.place(item(title))
    changes = [
        clusterer.place(item(f"Wildfire near Athens forces villages to evacuate{'!' * n}", n * 10))
        for n in range(1, 6)
    ]
    joined = [change for change in changes if change.story_id == first.story_id]
    assert len(joined) == 2
    assert all(change.thread_id == first.thread_id for change in changes)


def test_a_clock_that_steps_back_does_no_harm() -> None:
    clusterer = Clusterer()
    title = "Xiaomi delivers 10,000 SU7 sedans in 32 days"
    first = clusterer.place(item(title, 10))
    again = clusterer.place(item(title + " - Reuters", 2))
    assert again.story_id == first.story_id


def test_what_is_forgotten_leaves_nothing_behind() -> None:
    clusterer = Clusterer(timedelta(hours=1))
    for number in range(300):
        clusterer.place(
            item(
                f"Event {number} about thing{number} in town{number}",
                number,
                canonical_url=f"https://a.example/{number}",
            )
        )
    assert len(clusterer._events) <= 3
    assert len(clusterer._postings) < 40
    assert len(clusterer._frequency) < 40
    assert len(clusterer._by_page) <= 3


# ── odd input ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "title", ["", " ", "!!!", "\x00", "\ud800", "a" * 50_000, "1 2 3 4", "？？？", "of the and"]
)
def test_odd_titles_are_placed(title: str) -> None:
    clusterer = Clusterer()
    for hours in range(3):
        change = clusterer.place(item(title, hours))
        assert change.why
    assert clusterer.place(item("Tesla opens a plant", 3)).relation is NEW
