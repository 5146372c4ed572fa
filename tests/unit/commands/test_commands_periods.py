"""Readings become one row for each period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.commands.periods import change, rows
from bot.model import Period, Reading

START = datetime(2026, 7, 6, tzinfo=UTC)


def week(number: int, label: str = "") -> Period:
    start = START + timedelta(weeks=number - 28)
    return Period(label=label or f"week {number}", start=start, end=start + timedelta(7), freq="W")


def reading(
    value: float,
    period: Period | None,
    *,
    source: str = "A",
    item: str = "i1",
    story: str = "s1",
    status: str = "actual",
    hours: int = 0,
) -> Reading:
    return Reading(
        series="xiaomi|deliveries|count|W|",
        item_id=item,
        story_id=story,
        source=source,
        value=value,
        unit="vehicles",
        metric="deliveries",
        subject="Xiaomi",
        period=period,
        status=status,
        seen=START + timedelta(days=10, hours=hours),
    )


def test_a_period_is_one_row_whatever_it_is_called_and_whoever_tells() -> None:
    (row,) = rows(
        [
            reading(10, week(28)),
            reading(10, week(28, "Week 28"), item="i1"),
            reading(10, week(28, "第28周"), source="B", item="i2"),
        ]
    )
    assert row.sources == ("A", "B")
    assert row.others == ()
    assert row.reading.period == week(28)


def test_rows_stand_in_the_order_of_their_periods() -> None:
    later, earlier = reading(12, week(28), hours=0), reading(10, week(27), hours=5, item="i2")
    first, second = rows([later, earlier])
    assert [row.reading.value for row in (first, second)] == [10, 12]
    assert change(second, first) == 20
    assert change(first, None) is None


def test_most_outlets_are_believed_and_the_others_named() -> None:
    (row,) = rows(
        [
            reading(9, week(28), source="Odd"),
            reading(10, week(28), source="A", item="i2"),
            reading(10, week(28), source="B", item="i3"),
        ]
    )
    assert (row.reading.value, row.sources, row.others) == (10, ("A", "B"), (9,))


def test_a_correction_is_in_force_over_any_majority() -> None:
    (row,) = rows(
        [
            reading(10, week(28), source="A"),
            reading(10, week(28), source="B", item="i2"),
            reading(9, week(28), source="A", item="i3", hours=3),
        ],
        corrections={"i3"},
    )
    assert (row.reading.value, row.corrected, row.others) == (9, 10, ())


def test_a_target_is_a_row_of_its_own() -> None:
    found = rows([reading(10, week(28)), reading(12, week(28), status="target", item="i2")])
    assert [row.reading.status for row in found] == ["actual", "target"]


def test_without_a_period_a_story_is_one_row() -> None:
    found = rows(
        [
            reading(10, None),
            reading(10, None, source="B", item="i2"),
            reading(20, None, story="s2", item="i3", hours=2),
        ]
    )
    assert [(row.reading.value, len(row.sources)) for row in found] == [(10, 2), (20, 1)]
