"""Where items are put, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.figures import extract
from bot.model import Figure, Item, Mention, News, Period, Relation, StoryChange, make_id
from bot.stories import Clusterer
from bot.stories.facts import headline_of

NEW, DUPLICATE = Relation.NEW, Relation.DUPLICATE
FOLLOW_UP, CORRECTION = Relation.FOLLOW_UP, Relation.CORRECTION
START = datetime(2026, 7, 13, 8, 0, tzinfo=UTC)
PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data/stories/lookalike_pairs.jsonl")
    .read_text("utf-8")
    .splitlines()
]


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


# ── look-alikes ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{p['id']} {p['type']}" for p in PAIRS])
def test_a_look_alike_is_told_exactly_when_it_is_news(pair: dict[str, Any]) -> None:
    change = last(item(pair["a"]), item(pair["b"], pair["gap_h"]))
    assert told(change) == (pair["label"] != "dup"), change.why


LABELS = {NEW: "new", DUPLICATE: "dup", FOLLOW_UP: "followup", CORRECTION: "followup"}


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


# ── one word apart ───────────────────────────────────────────────────────────────────────

APART = [
    (
        "Xiaomi delivers 12,500 SU7 in October, up 20% on September",
        "Xiaomi builds its 50,000th SU7",
    ),
    ("Xiaomi builds its 10,000th SU7", "Xiaomi builds its 20,000th SU7"),
    ("小米第50,000辆SU7下线", "小米第60,000辆SU7下线"),
    ("BYD beats Q3 profit forecast", "BYD misses Q3 profit forecast"),
    ("Goldman upgrades Tesla to buy", "Goldman downgrades Tesla to sell"),
    ("Goldman upgrades Nvidia", "Goldman upgrades AMD"),
    ("Arsenal wins Champions League final", "Arsenal loses Champions League final"),
    ("Oil price rises after OPEC meeting", "Oil price falls after OPEC meeting"),
    ("Ford raises full-year guidance", "Ford cuts full-year guidance"),
    ("Fed holds rates", "Fed cuts rates"),
    ("FDA approves Novo obesity pill", "FDA rejects Novo obesity pill"),
    ("Berkshire buys Apple shares", "Berkshire sells Apple shares"),
    ("Apple to acquire Perplexity", "Apple drops plan to acquire Perplexity"),
    ("US bans Chinese EV software", "US lifts ban on Chinese EV software"),
    ("Tesla cuts Model Y price in China", "Tesla cuts Model 3 price in China"),
    ("Xiaomi opens store in Berlin", "Xiaomi opens store in Munich"),
    ("比亚迪三季度利润超预期", "比亚迪三季度利润不及预期"),
    ("高盛上调特斯拉评级", "高盛下调特斯拉评级"),
    ("Xiaomi SU7 recall", "Xiaomi SU7 price cut"),
    ("Judge blocks Nippon takeover of US Steel", "Judge clears Nippon takeover of US Steel"),
    ("Pfizer vaccine trial succeeds", "Pfizer vaccine trial fails"),
    ("Tesla delivers 1,000th Semi", "Tesla delivers 2,000th Semi"),
    ("Ford hires 500 engineers", "Ford lays off 500 engineers"),
    ("Oil ends above $80", "Oil ends below $80"),
    ("法院批准收购案", "法院驳回收购案"),
]
ALIKE = [
    ("Xiaomi builds its 10,000th SU7", "Xiaomi's 10,000th SU7 rolls off the line"),
    ("BYD beats Q3 profit forecast", "BYD tops Q3 profit forecast"),
    ("Bank of England cuts interest rates", "Bank of England lowers interest rates"),
    ("FDA approves Novo obesity pill", "Novo obesity pill wins FDA approval"),
    ("Court upholds Google fine", "Google loses appeal, fine upheld by court"),
    ("Tesla cuts Model Y price in China", "Tesla slashes Model Y price in China"),
    ("小米第50,000辆SU7下线", "小米SU7第5万辆正式下线"),
]
WATCHED = ("Xiaomi", "SU7", "Tesla", "BYD", "小米", "特斯拉", "比亚迪")


def second(one: str, other: str, *, source: str = "", names: bool) -> StoryChange:
    """Where the other headline is put, ten minutes after the one."""
    clusterer = Clusterer()
    more = {"source": source} if source else {}
    for title, hours in ((one, 0.0), (other, 1 / 6)):
        found = [name for name in WATCHED if names and name in title]
        change = clusterer.place(item(title, hours, **more), names=found)
    return change


@pytest.mark.parametrize("names", [True, False], ids=["watched", "unknown"])
@pytest.mark.parametrize("source", ["", "Desk"], ids=["other outlet", "same outlet"])
@pytest.mark.parametrize("pair", APART, ids=[one for one, _ in APART])
def test_one_word_that_counts_is_news(pair: tuple[str, str], source: str, *, names: bool) -> None:
    for one, other in (pair, pair[::-1]):
        change = second(one, other, source=source, names=names)
        assert told(change), change.why


@pytest.mark.parametrize("names", [True, False], ids=["watched", "unknown"])
@pytest.mark.parametrize("pair", ALIKE, ids=[other for _, other in ALIKE])
def test_other_words_for_the_same_are_not(pair: tuple[str, str], *, names: bool) -> None:
    for one, other in (pair, pair[::-1]):
        assert second(one, other, names=names).relation is DUPLICATE


def test_a_contraction_is_what_it_stands_for() -> None:
    pair = ("Suspended Swans will not be invited to ceremony",
            "Suspended Swans won't be invited to ceremony")  # fmt: skip
    for one, other in (pair, pair[::-1]):
        assert second(one, other, names=False).relation is DUPLICATE


def test_a_number_of_another_matter_goes_on_with_no_story() -> None:
    """Two storms have their dead, and a stage comes after many a plan."""
    change = second("Storm kills 14 in Swat valley", "Factory fire kills 3 in Lyon", names=False)
    assert change.relation is Relation.NEW, change.why


def test_an_official_who_acts_is_news_within_the_hour() -> None:
    first = "Halden to buy chip designer Ostrava Micro for $40 billion"
    probe = "UK regulator opens probe into Halden's Ostrava Micro deal"
    again = "Halden agrees to acquire Ostrava Micro in $40bn deal"
    for then, news in ((probe, True), (again, False)):
        change = second(first, then, names=False)
        assert told(change) is news, change.why
    one, other = "Police arrest man over Halden hack", "Halden hack: police charge man"
    change = second(one, other, names=False)
    assert "official" not in change.why, "an official was in it before"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("US weighs buying Halden Islands from Ostrava, report says",
         "U.S. weighs buying Halden Islands: reports"),
        ("US weighs buying Halden Islands from Ostrava",
         "President Marlow weighs buying Halden Islands from Ostrava"),
        ("American envoy arrives in Ostrava for ceasefire talks",
         "U.S. envoy arrives in Ostrava for ceasefire talks"),
        ("Marlow beats Halden to win second straight Ostrava title",
         "Marlow wins second straight Ostrava title, beats Halden in final"),
        ("Senator Ilse Marlow dies at 71 after sudden illness",
         "Ilse Marlow dies suddenly, aged 71: “It was quite a shock”"),
    ],
)  # fmt: skip
def test_outlets_say_one_thing_in_their_own_style(one: str, other: str) -> None:
    for first, then in ((one, other), (other, one)):
        change = last(item(first), item(then, 3))
        assert change.relation is DUPLICATE, change.why


def test_news_of_what_was_only_commented_on_is_told() -> None:
    preview = "Ostrava election: what the vote could mean for the Halden deal"
    change = last(item(preview), item("Ostrava election: Halden deal wins the vote", 3))
    assert told(change), change.why


def test_what_was_before_is_what_was_told_last() -> None:
    wrong = "Halden delivers 10,400 cars in week 46"
    right = "Correction: Halden delivers 10,040 cars in week 46"
    change = last(
        item(wrong), item(right, 0.5), item("Halden delivers 10,900 cars in week 46, a record", 3)
    )
    assert change.news is not None
    assert (change.news.before, change.news.now) == ("10,040", "10,900")


def test_other_numbers_of_one_crew_are_no_change() -> None:
    first = "Coastguard evacuates 22 crew from ship aground off Port Halden"
    change = last(item(first), item("Two crew injured as ship runs aground off Port Halden", 0.5))
    assert "22" not in change.why
    assert change.news is None or change.news.before == ""


def test_a_name_of_two_words_is_one_name() -> None:
    first = "Northwind Airlines names a new safety chief"
    for then in ("Northwind Airlines pilots vote to strike on December 12",
                 "Northwind Airlines orders 24 Airbus A321 jets"):  # fmt: skip
        change = second(first, then, names=False)
        assert told(change), change.why


def test_reasons_name_what_differs() -> None:
    whys = [second(*pair, names=False).why for pair in (*APART[:2], APART[3], APART[14])]
    assert whys == [
        "another number: 50,000, after 12,500",
        "milestone: 10,000 → 20,000",
        "the opposite of “BYD beats Q3 profit forecast”",
        "the same but for “3”, not “Y”",
    ]


def test_the_same_words_is_said_only_when_they_are() -> None:
    first = "Volvo Cars to cut 3,000 jobs"
    assert second(first, first, names=False).why == f"the same words as “{first}”"
    assert second(first, "Volvo Cars cutting 3,000 jobs", names=False).why.startswith("much like")


def test_an_outlet_reports_an_event_once() -> None:
    first = "Fire at Leipzig airport halts flights"
    later = "Leipzig airport fire leaves hundreds of passengers stranded"
    assert second(first, later, names=False).relation is DUPLICATE
    change = second(first, later, source="Desk", names=False)
    assert change.relation is FOLLOW_UP
    assert change.loud
    assert "same outlet" in change.why
    shorter = second(first, "Fire at Leipzig airport", source="Desk", names=False)
    assert shorter.relation is DUPLICATE


def test_where_texts_agree_an_outlets_new_headline_is_no_news() -> None:
    """A page that comes back under another headline, or the video beside the text."""
    text = (
        "Kazakhstan's balloon festival is back near Almaty with thirty balloons from ten"
        " countries, after two years in which storms had kept it on the ground."
    )
    change = last(
        item("Kazakhstan balloon festival returns near Almaty", source="Desk", content=text),
        item("Balloons fill skies near Almaty as festival is back", 1, source="Desk", content=text),
    )
    assert not told(change), change.why


def test_a_live_page_is_told_once_and_hides_nothing() -> None:
    clusterer = Clusterer()
    reports = [
        item("UK politics live: minister accused of leaking budget", source="Desk"),
        item("Minister accused of leaking budget resigns", 1),
        item("UK politics live: new minister to be named today", 2, source="Desk"),
        item("UK politics live: a word with voters in Leeds", 3, source="Other"),
    ]
    relations = [clusterer.place(each).relation for each in reports]
    assert relations == [NEW, NEW, DUPLICATE, NEW]


def test_a_lower_toll_told_late_is_no_change() -> None:
    first = item("Israeli strikes kill 14 in southern Lebanon")
    lower = "Strikes kill 12 in southern Lebanon"
    assert not told(last(first, item(lower, 3)))
    assert told(last(first, item("Strikes kill 17 in southern Lebanon", 3)))
    assert last(first, item(f"Correction: {lower}", 3)).relation is CORRECTION


@pytest.mark.parametrize(
    ("one", "one_text", "other", "other_text"),
    [
        ("Florida legislature hears marijuana bill tomorrow", "",
         "Election board to hear Congress tomorrow over rejection of nomination",
         "The board is likely to hear the party on Tuesday after its nomination for the upper"
         " house was rejected at the last minute."),
        ("A guide to World Cup 2026: What time can fans watch?",
         "Fans in Europe, Middle East and Africa face late nights as the World Cup is played in"
         " North America.",
         "Iranian World Cup players can enter US the day before matches", ""),
    ],
)  # fmt: skip
def test_a_headline_is_no_repeat_of_a_text_that_has_some_of_its_words(
    one: str, one_text: str, other: str, other_text: str
) -> None:
    change = last(item(one, content=one_text), item(other, 1, content=other_text))
    assert change.relation is not DUPLICATE


def test_a_word_cut_short_is_the_same_word() -> None:
    first = item("India weighs talks with Pak over river water", source="Desk")
    then = item("India weighs talks with Pakistan over river water", 1, source="Desk")
    assert last(first, then).relation is DUPLICATE


def test_an_aggregator_is_not_one_outlet() -> None:
    reports = [
        item("Hundreds of cats rescued in Vietnam", source="Hub", url="https://a.example/1"),
        item("Vietnam: hundreds of cats rescued alive", 1, source="Hub", url="https://b.example/2"),
    ]
    assert last(*reports).relation is DUPLICATE


# ── two languages ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tesla opens its largest delivery centre near Hamburg airport",
         "Tesla opens a service centre near Oslo harbour"),
        ("Tesla opens a plant in Wuhan", "Tesla opens a data centre near Guiyang airport"),
        ("Aito and Tesla share a charging park near Hangzhou",
         "Tesla opens its largest delivery centre near Hamburg airport"),
    ],
)  # fmt: skip
def test_one_company_in_two_places_is_two_stories(one: str, other: str) -> None:
    for first, then in ((one, other), (other, one)):
        change = second(first, then, names=True)
        assert change.relation is Relation.NEW
        assert "somewhere or something else" in change.why


def test_a_name_and_a_number_know_an_event_in_another_language() -> None:
    clusterer = Clusterer()
    english = item("Huawei takes orders for 130,000 Ascend chips in a single quarter")
    clusterer.place(english, names=["Huawei"])
    chinese = clusterer.place(
        item("华为昇腾芯片二季度订单达13万颗 交货周期延长至五个月", 1), names=["Huawei"]
    )
    assert chinese.relation is DUPLICATE
    assert chinese.story_id == make_id("s", english.id)
    assert chinese.why == "the same number for Huawei in another language: 130,000"


@pytest.mark.parametrize(
    ("title", "hours", "names"),
    [
        ("华为昇腾芯片二季度订单达14万颗", 1.0, ["Huawei"]),
        ("某公司芯片二季度订单达13万颗", 1.0, ["Other"]),
        ("某公司芯片二季度订单达13万颗", 1.0, []),
        ("华为昇腾芯片二季度订单达13万颗", 30.0, ["Huawei"]),
    ],
    ids=["another number", "another name", "no name", "too late"],
)
def test_anything_less_is_another_event(title: str, hours: float, names: list[str]) -> None:
    clusterer = Clusterer()
    clusterer.place(item("Huawei takes orders for 130,000 Ascend chips"), names=["Huawei"])
    assert clusterer.place(item(title, hours), names=names).relation is not DUPLICATE


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        (
            "Tesla",
            "Tesla shareholders approve Musk's $1 trillion pay",
            "特斯拉股东大会通过马斯克薪酬方案",
        ),
        ("Vanke", "China Vanke seeks to delay bond repayment", "万科寻求推迟偿还境内债券"),
        ("Zeekr", "Geely files plan to merge with Zeekr", "吉利汽车与极氪签署合并协议"),
        (
            "Tesla",
            "Tesla patents a giga-casting press for its Berlin plant",
            "特斯拉柏林工厂一体化压铸新专利曝光",
        ),
        ("CATL", "CATL shares jump 16% in Hong Kong debut", "宁德时代港股首日收涨16%"),
    ],
)
def test_a_name_and_what_is_said_of_it_know_an_event_in_another_language(
    name: str, english: str, chinese: str
) -> None:
    for first, then in ((english, chinese), (chinese, english)):
        clusterer = Clusterer()
        clusterer.place(item(first), names=[name])
        change = clusterer.place(item(then, 3), names=[name])
        assert change.relation is DUPLICATE, change.why
        assert change.why.startswith(f"{name} and ")
        clusterer = Clusterer()
        clusterer.place(item(first))
        assert clusterer.place(item(then, 3)).relation is NEW


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("CATL", "CATL opens battery plant in Hungary", "宁德时代发布新一代电池"),
        ("Tesla", "Tesla shares fall 5% after earnings", "特斯拉股东大会通过马斯克薪酬方案"),
        ("BYD", "BYD recalls over 115,000 Tang cars", "比亚迪召回8.9万辆海豹"),
        ("BYD", "BYD cuts prices of 22 models", "比亚迪股价大跌8%"),
        ("Xpeng", "Xpeng opens plant in Austria", "小鹏汽车发布人形机器人"),
    ],
)
def test_a_name_and_its_trade_are_not_enough(name: str, english: str, chinese: str) -> None:
    for first, then in ((english, chinese), (chinese, english)):
        clusterer = Clusterer()
        clusterer.place(item(first), names=[name])
        assert clusterer.place(item(then, 3), names=[name]).relation is NEW


def test_another_week_in_another_language_is_another_edition() -> None:
    clusterer = Clusterer()
    first = item("Tesla China logs 15,600 insurance registrations in week 27")
    clusterer.place(first, names=["Tesla"])
    change = clusterer.place(
        item("特斯拉中国第28周上险量11,900辆", 1, content="少于第27周的15,600辆。"), names=["Tesla"]
    )
    assert change.relation is NEW


def test_a_shared_number_of_a_watched_name_helps_within_a_language_too() -> None:
    titles = (
        "Xiaomi builds its 10,000th SU7 just 32 days after launch",
        "Lei Jun drives SU7 number 10,000 off Xiaomi's Beijing line",
    )
    clusterer = Clusterer()
    clusterer.place(item(titles[0]), names=["Xiaomi"])
    assert clusterer.place(item(titles[1], 1), names=["Xiaomi"]).relation is DUPLICATE


def test_a_new_number_for_a_watched_name_is_never_silent() -> None:
    first = "Xiaomi adds a night shift two weeks early, aims at 20,000 cars a month"
    second = "Xiaomi lifts yearly target to 120,000, night work helps"
    for names, heard in ((["Xiaomi"], True), ([], False)):
        clusterer = Clusterer()
        clusterer.place(item(first), names=names)
        change = clusterer.place(item(second, 1), names=names)
        assert told(change) == heard, change.why


def test_one_rare_word_in_common_is_an_accident() -> None:
    change = last(
        item("Lei Jun opens Xiaomi plant"), item("Novelist Lei June on river towns and rain", 1)
    )
    assert change.relation is NEW


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


# ── what outlets write ───────────────────────────────────────────────────────────────────

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
