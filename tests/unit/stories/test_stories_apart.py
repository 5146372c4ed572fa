"""One word that counts, and other words for the same."""

from __future__ import annotations

import pytest

from bot.model import Relation, StoryChange
from bot.stories import Clusterer
from tests.support.reports import (
    CORRECTION,
    DUPLICATE,
    FOLLOW_UP,
    NEW,
    item,
    last,
    told,
)

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
