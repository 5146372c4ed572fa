"""Parts of a whole contradict it not, and are no change of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.figures import Report, extract, hits, parse_condition, points
from bot.figures.gathering import part
from bot.figures.points import history
from bot.figures.series import to_reading
from bot.model import Item, Mention, Reading, Watch

SEEN = datetime(2026, 7, 20, 9, tzinfo=UTC)
NAMES = {"w": "Apple"}


def told(text: str, source: str, days: int = 0) -> Reading:
    """The first figure of a sentence, as an outlet's reading."""
    seen = SEEN + timedelta(days=days)
    at = text.find("Apple")
    mention = Mention(
        watch_id="w", field="content", start=max(at, 0), end=max(at, 0) + 5, text="Apple",
        score=1, why="exact",
    )  # fmt: skip
    figure = extract("", text, published=seen, mentions=[mention], names=NAMES)[0]
    item = Item(id=f"{source}{days}{text}", feed_id="f", source=source, seen=seen)
    placed = to_reading(figure, item=item, story_id=f"s{source}")
    assert placed is not None
    return placed


WHOLE = told("Apple posted record quarterly revenue of $94.0 billion in the second quarter.", "A")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Apple's services revenue was $27.4 billion in the second quarter.", {"services"}),
        ("Revenue from Macs at Apple was $8 billion in the second quarter.", {"macs"}),
        ("Apple's cloud unit had revenue of $12bn in the second quarter.", {"cloud unit"}),
        ("Apple's revenue was $94.0 billion in the second quarter.", set()),
        ("Apple reports strong revenue of $94.0 billion in the second quarter.", set()),
        ("Apple said total net revenue was $94.0 billion in the second quarter.", set()),
        ("Apple云业务第二季度收入为300亿元。", {"云业务"}),
        ("Apple第二季度游戏收入592亿元。", {"游戏"}),
        ("Apple7月海外销量8.07万辆。", {"海外"}),
        ("Apple集团7月新能源汽车总销量34万辆。", set()),
        ("据悉，Apple第二季度集团总营收1160亿元。", set()),
    ],
)
def test_words_that_name_a_part(text: str, named: set[str]) -> None:
    found = part(told(text, "B"))
    assert (found == named) or (bool(named) and any(next(iter(named)) in each for each in found))


@pytest.mark.parametrize(
    "text",
    [
        "Apple's services revenue was $27.4 billion in the second quarter.",
        "Revenue from Macs at Apple was $8 billion in the second quarter.",
    ],
)
def test_a_part_is_a_point_of_its_own(text: str) -> None:
    own = told(text, "B", 1)
    both = points([WHOLE, own])
    assert [point.against for point in both] == [(), ()]
    assert history(own, [WHOLE]).contradicts == ()
    again = told(text.replace("27.4", "27.5"), "C", 2)
    assert len(points([WHOLE, own, again])) == 2


def test_what_is_only_told_in_other_words_contradicts() -> None:
    other = told("Apple had dismal revenue of $84.0 billion in the second quarter.", "B", 1)
    assert history(other, [WHOLE]).contradicts == (WHOLE,)


def test_a_part_is_no_change_of_the_whole_of_the_quarter_before() -> None:
    part_of = told("Apple's services revenue was $27.4 billion in the second quarter.", "B", 1)
    first = told("Apple's revenue was $95.4 billion in the first quarter.", "A")
    services = told("Apple's services revenue was $26.6 billion in the first quarter.", "A")
    assert history(part_of, [first]).previous is None
    before = history(part_of, [first, services]).previous
    assert before is not None
    assert before.reading.value == 26.6e9
    fell = told("Apple's revenue was $40 billion in the second quarter.", "B", 1)
    before = history(fell, [first]).previous
    assert before is not None
    assert before.reading.value == 95.4e9


def test_a_correction_stays_with_what_it_corrects() -> None:
    wrong = replace(WHOLE, about=("services",), value=9.4e9)
    mended = replace(
        WHOLE, item_id="c", correction=True, seen=SEEN + timedelta(hours=2), source="A"
    )
    (point,) = points([wrong, mended])
    assert (point.reading.value, point.replaced) == (94e9, wrong)


@pytest.mark.parametrize(
    ("metric", "known", "met"),
    [("revenue", True, False), ("revenue", False, True), ("services revenue", True, True)],
)
def test_a_comparison_is_of_the_whole_where_it_is_known(
    metric: str, known: bool, met: bool
) -> None:
    watch = Watch(
        id="f", name="money", kind="figure", subject="Apple", metric=(metric,),
        condition=parse_condition("< $30bn"),
    )  # fmt: skip
    text = "Apple's services revenue was $27.4 billion in the second quarter."
    mention = Mention(
        watch_id="w", field="content", start=0, end=5, text="Apple", score=1, why="exact"
    )
    figures = extract("", text, published=SEEN, mentions=[mention], names=NAMES)
    item = Item(id="i", feed_id="f", source="B", seen=SEEN + timedelta(days=1))
    before = {WHOLE.series: [WHOLE]} if known else {}
    assert bool(hits([watch], figures, before, report=Report(item=item, story_id="s"))) is met


def test_a_bad_quarter_is_no_part_of_the_one_before() -> None:
    fell = told("Apple had dismal revenue of $30 billion in the third quarter.", "B", 1)
    assert [point.part for point in points([WHOLE, fell])] == [(), ()]
    services = told("Apple's services revenue was $27.4 billion in the second quarter.", "B", 1)
    assert [point.part for point in points([WHOLE, services])] == [(), ("services",)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Apple's operating profit was $28.2 billion in the second quarter.",
            "Apple's gross profit was $43.7 billion in the second quarter.",
        ),
        (
            "Apple's China wholesale sales reached 71,599 vehicles in June.",
            "Apple's retail sales in China were 61,484 vehicles in June.",
        ),
        ("Apple6月批发销量71599辆。", "Apple6月零售销量61484辆。"),
        ("Apple6月销量38万辆。", "Apple6月海外销量21万辆。"),
        (
            "Apple delivered 31,305 vehicles in August.",
            "Apple's Onvo brand delivered 16,434 vehicles in August.",
        ),
    ],
)
def test_what_is_reckoned_otherwise_contradicts_not(one: str, other: str) -> None:
    both = [told(one, "A"), told(other, "B", 1)]
    assert both[0].series == both[1].series
    assert [point.against for point in points(both)] == [(), ()]
    assert history(both[1], both[:1]).contradicts == ()


def test_who_says_no_longer_how_it_is_reckoned_goes_on() -> None:
    may = told("Apple's retail sales were 60,000 vehicles in May.", "A")
    june = told("Apple's sales were 50,000 vehicles in June.", "A", 1)
    wholesale = told("Apple's wholesale sales were 52,000 vehicles in June.", "B", 2)
    assert history(june, [may]).previous is not None
    assert history(wholesale, [may]).previous is None
    same = told("Apple's retail sales were 60,020 vehicles in May.", "B", 2)
    assert len(points([may, same])) == 1


def test_a_brand_is_no_step_of_its_maker() -> None:
    july = told("Apple delivered 21,017 vehicles in July.", "A")
    brand = told("Apple's Onvo brand delivered 16,434 vehicles in August.", "B", 30)
    assert history(brand, [july]).previous is None
