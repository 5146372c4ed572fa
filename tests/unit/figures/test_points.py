"""Readings become points: what is one, what is in force, what came before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.figures.agreement import agree, repeats
from bot.figures.gathering import is_partial, scope
from bot.figures.points import change, history, own_point, points
from bot.model import Period, Reading

MONDAY = datetime(2026, 7, 13, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def week(number: int, label: str = "") -> Period:
    start = datetime.fromisocalendar(2026, number, 1).replace(tzinfo=UTC)
    end = start + timedelta(days=7)
    return Period(label=label or f"week {number}", start=start, end=end, freq="W")


def month(number: int) -> Period:
    start = datetime(2026, number, 1, tzinfo=UTC)
    return Period(
        label=f"{start:%B}", start=start, end=datetime(2026, number + 1, 1, tzinfo=UTC), freq="M"
    )


def reading(
    value: float,
    period: Period | None,
    source: str = "A",
    *,
    item: str = "",
    story: str = "s1",
    seen: datetime = MONDAY,
    **more: Any,
) -> Reading:
    given: dict[str, Any] = {"unit": "vehicles", "status": "actual"} | more
    return Reading(
        series="tesla|registrations|count|W|china",
        item_id=item or f"{source}{value}{seen}",
        story_id=story,
        source=source,
        value=value,
        metric="registrations",
        subject="Tesla",
        period=period,
        seen=seen,
        **given,
    )


# ── one point ────────────────────────────────────────────────────────────────────────────


def test_a_period_is_one_point_whatever_it_is_called_and_whoever_tells() -> None:
    (point,) = points(
        [
            reading(10, week(28)),
            reading(10, week(28, "Week 28"), item="A10"),
            reading(10, week(28, "第28周"), "B"),
        ]
    )
    assert point.sources == ("A", "B")
    assert point.against == ()
    assert point.reading.period == week(28)


def test_points_stand_in_the_order_of_their_periods() -> None:
    first, second = points([reading(12, week(28)), reading(10, week(27), seen=MONDAY + HOUR)])
    assert [first.reading.value, second.reading.value] == [10, 12]
    assert change(second, first) == 20
    assert change(first, None) is None


def test_outlets_that_disagree_are_kept_and_most_are_believed() -> None:
    (point,) = points(
        [
            reading(3200, week(28), "Odd"),
            reading(3900, week(28), "A"),
            reading(3900, week(28), "B"),
        ]
    )
    assert (point.reading.value, point.sources) == (3900, ("A", "B"))
    assert [(each.source, each.value) for each in point.against] == [("Odd", 3200)]
    assert [each.source for each in point.said] == ["Odd", "A", "B"]


def test_of_equally_many_the_first_is_believed() -> None:
    (point,) = points(
        [reading(3200, week(28), "A"), reading(3900, week(28), "B", seen=MONDAY + HOUR)]
    )
    assert point.reading.value == 3200
    assert [each.source for each in point.against] == ["B"]


def test_rounding_is_no_contradiction() -> None:
    (point,) = points([reading(3195, week(28), "A"), reading(3200, week(28), "B")])
    assert (point.sources, point.against) == (("A", "B"), ())


def test_a_correction_replaces_what_its_story_said_and_leaves_a_trace() -> None:
    told = [
        reading(3900, week(28), "A"),
        reading(3900, week(28), "B"),
        reading(3200, week(28), "A", seen=MONDAY + 3 * HOUR, correction=True),
    ]
    (point,) = points(told)
    assert (point.reading.value, point.sources, point.against) == (3200, ("A",), ())
    assert point.replaced == told[0]
    (point,) = points([*told, reading(3900, week(28), "C", seen=MONDAY + DAY)])
    assert point.reading.value == 3200, "over any majority"
    assert [each.source for each in point.against] == ["C"], "who still says the old number"


def test_who_told_the_story_before_its_correction_does_not_tell_the_new_number() -> None:
    """10,000 could be 9,860 rounded, but it was meant until somebody corrected it."""
    (point,) = points(
        [
            reading(10_000, week(28), "A"),
            reading(10_000, week(28), "B", qualifier="~", seen=MONDAY + HOUR),
            reading(9_860, week(28), "C", seen=MONDAY + 2 * HOUR, correction=True),
            reading(10_000, week(28), "D", seen=MONDAY + 3 * HOUR),
        ]
    )
    assert point.reading.value == 9_860
    assert point.sources == ("B", "C", "D")
    assert point.replaced is not None
    assert (point.replaced.source, point.replaced.value) == ("A", 10_000)


def test_the_number_itself_is_no_product() -> None:
    first = reading(110e9, month(5), unit="CNY", text="CNY 110 billion", about=("CNY 110",))
    then = reading(120e9, month(6), unit="CNY", text="CNY 120 billion", about=("CNY 120",))
    before, after = points([first, then])
    assert scope(first) == frozenset()
    assert history(then, [replace(first, seen=MONDAY - DAY)]).previous is not None
    assert change(after, before) == pytest.approx(9.09, abs=0.01)


def test_a_correction_that_repeats_the_wrong_number_does_not_say_it() -> None:
    told = [
        reading(3900, week(28), "A"),
        reading(3900, week(28), "B"),
        reading(3900, week(28), "A", item="c", seen=MONDAY + HOUR, correction=True),
        reading(3200, week(28), "A", item="c", seen=MONDAY + HOUR, correction=True),
    ]
    (point,) = points(told)
    assert (point.reading.value, point.sources, point.against) == (3200, ("A",), ())


def test_an_outlets_later_number_is_a_revision() -> None:
    old = reading(3200, week(28), "A")
    (point,) = points([old, reading(3300, week(28), "A", story="s2", seen=MONDAY + 5 * DAY)])
    assert (point.reading.value, point.replaced, point.against) == (3300, old, ())
    (point,) = points([old, reading(3210, week(28), "A", seen=MONDAY + HOUR)])
    assert point.replaced is None, "only written more exactly"
    mended = reading(3210, week(28), "A", seen=MONDAY + HOUR, correction=True)
    assert points([old, mended])[0].replaced == old


def test_a_target_is_a_point_of_its_own_and_forecasts_contradict_nobody() -> None:
    found = points(
        [
            reading(10, week(28)),
            reading(12, week(28), status="forecast"),
            reading(19, week(28), "B", status="forecast"),
        ]
    )
    assert [(point.actual, point.against) for point in found] == [(True, ()), (False, ())]


def test_products_are_counted_apart() -> None:
    june = month(6)
    found = points(
        [
            reading(10_000, june, item="i", unit="SU7", about=("SU7", "YU7")),
            reading(3_000, june, item="i", about=("YU7",)),
            reading(10_000, june, "B"),
        ]
    )
    assert [(point.reading.value, point.sources) for point in found] == [
        (10_000, ("A", "B")),
        (3_000, ("A",)),
    ]


def test_without_a_period_a_story_is_one_point_and_so_is_a_number_repeated() -> None:
    found = points(
        [
            reading(10, None),
            reading(10, None, "B"),
            reading(20, None, story="s2", seen=MONDAY + 2 * DAY),
            reading(10, None, "C", story="s3", seen=MONDAY + 5 * DAY),
            reading(10, None, "D", story="s4", seen=MONDAY + 90 * DAY),
        ]
    )
    assert [(point.reading.value, point.sources) for point in found] == [
        (10, ("A", "B", "C")),
        (20, ("A",)),
        (10, ("D",)),
    ]


def test_first_days_items_are_stories_of_their_own() -> None:
    found = points([reading(10, None, story=""), reading(20, None, "B", story="")])
    assert len(found) == 2


@pytest.mark.parametrize(
    ("period", "said", "partial"),
    [
        (week(28), MONDAY, False),
        (week(28), MONDAY - DAY, False),
        (week(28), MONDAY - 3 * DAY, True),
        (month(7), MONDAY, True),
        (month(7), datetime(2026, 7, 31, 20, tzinfo=UTC), False),
        (Period(label="July", start=month(7).start, end=MONDAY, freq="M"), MONDAY, True),
        (Period(label="this week"), MONDAY, False),
        (None, MONDAY, False),
        (Period(label="2022-26", start=MONDAY - 900 * DAY, end=MONDAY), MONDAY, False),
    ],
)
def test_a_period_that_is_not_over_is_a_part(
    period: Period | None, said: datetime, partial: bool
) -> None:
    assert is_partial(period, said) is partial


def test_month_to_date_numbers_are_no_months() -> None:
    found = points(
        [
            reading(30_000, month(6), seen=MONDAY - 12 * DAY),
            reading(12_000, month(7)),
            reading(31_000, month(7), "B", seen=MONDAY + 20 * DAY),
        ]
    )
    assert [(point.reading.value, point.partial) for point in found] == [
        (30_000, False),
        (12_000, True),
        (31_000, False),
    ]


def test_what_grows_day_by_day_is_no_contradiction() -> None:
    found = points(
        [
            reading(12_000, month(7), "A", story="s1"),
            reading(20_000, month(7), "B", story="s2", seen=MONDAY + 8 * DAY),
            reading(20_000, month(7), "C", story="s3", seen=MONDAY + 8 * DAY),
        ]
    )
    assert [(point.reading.value, point.sources, point.against) for point in found] == [
        (12_000, ("A",), ()),
        (20_000, ("B", "C"), ()),
    ]


# ── what came before ─────────────────────────────────────────────────────────────────────


def test_what_came_before_is_the_period_before_as_corrected() -> None:
    known = [
        reading(15_600, week(27), seen=MONDAY - 7 * DAY),
        reading(15_000, week(27), seen=MONDAY - 6 * DAY, correction=True),
        reading(15_600, week(27), "B", seen=MONDAY - 5 * DAY, story="s9"),
        reading(11_900, week(28), "B", seen=MONDAY - HOUR),
    ]
    before = history(reading(11_900, week(28)), known)
    assert before.previous is not None
    assert before.previous.reading.value == 15_000
    assert before.own.sources == ("B", "A")


def test_what_nobody_knew_yet_came_not_before() -> None:
    own = reading(11_900, week(28))
    later = reading(9_000, week(27), "B", seen=MONDAY + HOUR)
    assert history(own, [later]).previous is None
    assert own_point(own, [reading(13_000, week(28), "B", seen=MONDAY + HOUR)]).against != ()


def test_of_what_one_poll_brings_the_dates_tell_what_came_first() -> None:
    first = reading(10_000, week(27), seen=MONDAY, published=MONDAY - 7 * DAY, story="")
    own = reading(11_900, week(28), "B", seen=MONDAY, published=MONDAY - HOUR)
    before = history(own, [first])
    assert before.previous is not None
    assert history(first, [own]).previous is None


@pytest.mark.parametrize(
    "other",
    [
        reading(9_000, week(27), status="target", seen=MONDAY - DAY),
        reading(9_000, week(29), seen=MONDAY - DAY),
        reading(9_000, week(27), seen=MONDAY - DAY, unit="CNY"),
        reading(9_000, week(27), seen=MONDAY - DAY, about=("Model 3",)),
        reading(9_000, week(27), seen=MONDAY - 10 * DAY),  # its week was not over
    ],
)
def test_what_a_figure_is_not_compared_with(other: Reading) -> None:
    assert history(reading(11_900, week(28)), [other]).earlier == ()


def test_two_numbers_of_one_day_without_a_period_are_no_change() -> None:
    own = reading(11_900, None, story="s2")
    assert history(own, [reading(9_000, None, "B", seen=MONDAY - HOUR)]).earlier == ()
    assert history(own, [reading(9_000, None, "B", seen=MONDAY - DAY)]).earlier != ()


def test_who_repeats_a_number_days_later_makes_no_news() -> None:
    told = reading(11_900, week(28), story="s1")
    again = reading(11_900, week(28), story="s2", seen=MONDAY + 3 * DAY)
    assert history(again, [told]).repeated
    assert not history(
        reading(11_900, week(28), "B", story="s2", seen=MONDAY + HOUR), [told]
    ).repeated
    assert not history(
        reading(12_900, week(28), story="s2", seen=MONDAY + 3 * DAY), [told]
    ).repeated


def test_a_contradiction_is_known_by_the_report_that_makes_it() -> None:
    first = reading(3200, week(28), "A", seen=MONDAY - 2 * HOUR)
    second = reading(3900, week(28), "B", seen=MONDAY - HOUR)
    assert history(second, [first]).contradicts == (first,)
    third = reading(3900, week(28), "C")
    assert history(third, [first, second]).contradicts == ()
    assert history(reading(3900, week(28), "A"), [first]).contradicts == (), "its own revision"
    mended = reading(3900, week(28), "B", correction=True)
    assert history(mended, [first]).contradicts == ()
    both = [reading(3900, week(28), "B", item="i"), reading(3200, week(28), "B", item="i")]
    assert history(both[0], [first], both).contradicts == ()


# ── agreement ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "agreed"),
    [
        ({"value": 3200}, {"value": 3195}, True),
        ({"value": 3200}, {"value": 3900}, False),
        ({"value": 10_000}, {"value": 10_400}, True),
        ({"value": 10_000}, {"value": 14_000}, False),
        ({"value": 10_000, "qualifier": "~"}, {"value": 10_500}, True),
        ({"value": 10_000, "qualifier": ">"}, {"value": 14_000}, True),
        ({"value": 10_000, "qualifier": ">"}, {"value": 9_000}, False),
        ({"value": 10_000, "low": 8_000, "high": 12_000}, {"value": 11_500}, True),
        ({"value": 600e9, "unit": "CNY"}, {"value": 603e9, "unit": "CNY"}, True),
        ({"value": 600e9, "unit": "CNY"}, {"value": 600e9, "unit": "USD"}, False),
        ({"value": 100, "unit": "km"}, {"value": 62, "unit": "miles"}, True),
        ({"value": 20.4, "unit": "%"}, {"value": 20.0, "unit": "%"}, True),
        ({"value": 20.4, "unit": "%"}, {"value": 21.0, "unit": "%"}, False),
        ({"value": 0}, {"value": 0}, True),
    ],
)
def test_numbers_that_can_be_one(one: dict[str, Any], other: dict[str, Any], agreed: bool) -> None:
    first, second = (reading(each.pop("value"), None, **each) for each in (dict(one), dict(other)))
    assert agree(first, second) is agreed
    assert agree(second, first) is agreed


def test_a_bound_is_no_repetition() -> None:
    assert not repeats(reading(10_000, None, qualifier=">"), reading(14_000, None))
    assert repeats(reading(10_000, None, qualifier=">"), reading(10_000, None))
