"""Period marks, numbers with their slots, stages and clauses of headlines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model import Item
from bot.stories.facts import Facts, facts_of, headline_of
from bot.stories.quantities import Moved, compare, quantities
from bot.stories.series import chinese_number, conflict, marks
from bot.stories.words import words

NOW = datetime(2026, 7, 13, tzinfo=UTC)


def facts(title: str) -> Facts:
    item = Item(id="i", feed_id="f", title=title, seen=NOW)
    bare = headline_of(item)
    return facts_of(item, words(bare), title=bare, names=(), figures=())


@pytest.mark.parametrize(
    ("title", "kind", "value"),
    [
        ("Tesla China registrations week 12", "week", "12"),
        ("Registrations in W28 fall", "week", "28"),
        ("特斯拉第13周上险量", "week", "13"),
        ("特斯拉第十三周上险量", "week", "13"),
        ("Nvidia Q1 revenue", "quarter", "1"),
        ("Nvidia first-quarter revenue", "quarter", "1"),
        ("一季度GDP", "quarter", "1"),
        ("第三季度净利", "quarter", "3"),
        ("H1 profit", "half", "1"),
        ("上半年利润", "half", "1"),
        ("Wordle hints for June 3", "date", "6-3"),
        ("Powerball numbers for 4 June", "date", "6-4"),
        ("Bulletin, February 10th, 2026", "date", "2-10"),
        ("6月15日通报", "date", "6-15"),
        ("BYD August sales", "month", "8"),
        ("比亚迪8月销量", "month", "8"),
        ("sales in May", "month", "5"),
        ("Starship Flight 10 launches", "flight", "10"),
        ("Iran war day 108", "day", "108"),
        ("newsletter: issue 212", "issue", "212"),
        ("stocks to watch Monday", "weekday", "monday"),
        ("News bulletin, evening", "daypart", "evening"),
        ("第三批名单", "edition", "3"),
        ("his 3rd title", "nth title", "3"),
    ],
)
def test_marks(title: str, kind: str, value: str) -> None:
    assert (kind, value) in marks(title)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("It may rain", "month"),
        ("Protesters march on", "month"),
        ("Weak demand", "week"),
        ("Model 3 prices cut", "flight"),
    ],
)
def test_no_marks(title: str, kind: str) -> None:
    assert kind not in {each for each, _ in marks(title)}


@pytest.mark.parametrize(
    ("number", "value"), [("五", 5), ("十", 10), ("十二", 12), ("三十", 30), ("一百零五", 105)]
)
def test_chinese_number(number: str, value: int) -> None:
    assert chinese_number(number) == value


def test_soft_marks_tell_editions_apart_only_when_the_words_are_the_same() -> None:
    monday, tuesday = marks("strike on Monday"), marks("strike on Tuesday")
    assert conflict(monday, tuesday, same_words=True)
    assert not conflict(monday, tuesday, same_words=False)
    assert conflict(marks("week 12"), marks("week 13"), same_words=False) == "week 12, not 13"


@pytest.mark.parametrize(
    ("title", "value", "slot"),
    [
        ("Volvo to cut 3,000 jobs", 3000, "jobs"),
        ("Volvo to cut three thousand jobs", 3000, "jobs"),
        ("Toyota recalls 120,000 vehicles", 120_000, "vehicles"),
        ("At least 9 dead, 25 hurt", 9, "dead"),
        ("At least 9 dead, 25 hurt", 25, "hurt"),
        ("collision kills 14", 14, "dead"),
        ("death toll rises to 18, 25 missing", 18, "dead"),
        ("death toll rises to 18, 25 missing", 25, "missing"),
        ("Twelve killed in Izmir", 12, "dead"),
        ("to invest $3.2bn", 3.2e9, "money"),
        ("to invest 3.2 billion dollars", 3.2e9, "money"),
        ("for $1,200 million", 1.2e9, "money"),
        ("wins Rs 2,000 crore order", 20e9, "₹"),
        ("wins 20 billion rupee order", 20e9, "₹"),
        ("inflation falls to 3.1%", 3.1, "%"),
        ("rates cut to 4 percent", 4, "%"),
        ("cut by 25 basis points", 25, "bp"),
        ("jobless claims fall to 218,000", 218_000, "claim"),
        ("上险量1.74万辆", 17_400, "vehicles"),
        ("30.5亿美元收购", 30.5e8, "money"),
        ("致4死3伤", 4, "dead"),
        ("致4死3伤", 3, "hurt"),
        ("确诊病例24例", 24, "cases"),
    ],
)
def test_quantities(title: str, value: float, slot: str) -> None:
    found = [q for q in quantities(title) if slot in q.slots]
    assert [q.value for q in found if q.value == pytest.approx(value)] != []


@pytest.mark.parametrize("title", ["since 2020", "aged 12 years", "at 10:30 am", "on 5日"])
def test_dates_and_ages_are_no_quantities(title: str) -> None:
    assert quantities(title) == ()


def test_rounding_is_forgiven_only_for_rough_numbers() -> None:
    assert compare(quantities("nearly 3.2bn dollars"), quantities("3.24 billion dollars"))[0]
    shared, changed = compare(quantities("kills 14 people"), quantities("kills 13 people"))
    assert not shared
    assert changed == Moved("dead", 13.0, 14.0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("profit up 6.9%", "profit up 7%", True),
        ("profit up 6.9%", "profit up 6%", False),
        ("$2 million in tax", "$2.1 million in tax", True),
        ("$2.1 million in tax", "$3.5 million in tax", False),
        ("oil at $79.80", "oil at $80", True),
        ("kills 13 people", "kills 14 people", False),
        ("10,000 cars", "10,200 cars", False),
    ],
)
def test_rounding_in_headlines(one: str, other: str, same: bool) -> None:
    shared, changed = compare(quantities(one), quantities(other))
    assert (shared, changed is None) == (same, same)


def test_amounts_worlds_apart_are_not_compared() -> None:
    assert compare(quantities("at $19 a share"), quantities("a $21 billion loss")) == (False, None)


def test_numbers_of_other_things_are_not_compared() -> None:
    assert compare(quantities("3,000 jobs"), quantities("4,000 vehicles")) == (False, None)


def test_a_number_behind_a_comma_is_not_of_the_noun_before_it() -> None:
    told = quantities("Blaze shuts Norvik's second terminal, 38 Northwind flights scrapped")
    assert compare(quantities("Terminal 2 at Norvik reopens after fire"), told) == (False, None)


@pytest.mark.parametrize(
    ("title", "attach_only", "comment"),
    [
        ("Live: Pakistan vs USA", True, False),
        ("Iran war: what we know so far", True, False),
        ("Morning briefing: Tesla, BYD", True, False),
        ("早报｜小米交付破万", True, False),
        ("Opinion: Tesla must change", False, True),
        ("Why Tesla lost its lead in China", False, True),
        ("社评：新能源", False, True),
        ("Tesla opens a plant in Berlin", False, False),
        ("Lively debate on tariffs", False, False),
        ("UK politics live: minister resigns", True, False),
        ("Police call for calm after riots – UK politics live", True, False),
        ("Starmer to live in Leeds", False, False),
        ("Has Trump lost control of the war?", False, True),
        ("Did the central bank act too late to stop the slide?", False, True),
    ],
)
def test_round_ups_and_comments(title: str, attach_only: bool, comment: bool) -> None:
    found = facts(title)
    assert (found.attach_only, found.comment) == (attach_only, comment)


def test_stages() -> None:
    before = facts("Teen to be sentenced for killing")
    after = facts("Teenager sentenced to 13 years")
    assert "sentenc" in before.expected
    assert before.scheduled
    assert "sentenc" in after.happened
    assert "sentenc" not in before.happened
    assert "*" in facts("神舟十二号将于17日上午发射").expected
    assert "*" in facts("神舟十二号发射圆满成功").happened


def test_clauses() -> None:
    found = facts("BP names new chief executive after profit slump")
    assert {"ceo", "bp"} <= found.main
    assert found.old == {"profit", "slump"}
    assert facts("After the storm").old == frozenset()


def test_an_item_without_title_is_read_from_its_content() -> None:
    item = Item(id="i", feed_id="f", content="Tesla opens a plant\nMore below", seen=NOW)
    assert headline_of(item) == "Tesla opens a plant"
