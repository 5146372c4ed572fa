"""Points of a series: nothing is lost, and the order in which reports are read tells nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.figures.points import history, points
from bot.model import Period, Reading

START = datetime(2026, 1, 5, tzinfo=UTC)


def week(number: int) -> Period:
    start = START + timedelta(weeks=number)
    return Period(label=f"week {number}", start=start, end=start + timedelta(days=7), freq="W")


@st.composite
def series(draw: st.DrawFn) -> list[Reading]:
    reports = draw(
        st.lists(
            st.tuples(
                st.integers(0, 5),  # week
                st.booleans(),  # names it
                st.sampled_from([2800.0, 3200.0, 3195.0, 3900.0]),
                st.sampled_from("ABC"),
                st.sampled_from(["", "actual", "target"]),
                st.booleans(),  # a correction
            ),
            max_size=20,
        )
    )
    return [
        Reading(
            series="x",
            item_id=f"i{number}",
            story_id=f"s{at}",
            source=source,
            value=value,
            unit="vehicles",
            metric="m",
            subject="s",
            period=week(at) if named else None,
            status=status,
            seen=START + timedelta(weeks=at + 1, minutes=number),
            correction=correction,
        )
        for number, (at, named, value, source, status, correction) in enumerate(reports)
    ]


@given(readings=series())
def test_every_reading_is_of_one_point_whatever_the_order(readings: list[Reading]) -> None:
    found = points(readings)
    of = [each.item_id for point in found for each in point.readings]
    assert sorted(of) == sorted(each.item_id for each in readings)
    assert points(list(reversed(readings))) == found
    assert [point.at for point in found] == sorted(point.at for point in found)
    for point in found:
        assert point.reading in point.readings
        assert point.sources, "somebody gives the value in force"
        names = [*point.sources, *(each.source for each in point.against)]
        assert len(names) == len(set(names)), "no outlet is on both sides"
        assert {each.status in ("", "actual") for each in point.readings} == {point.actual}


@given(readings=series())
def test_what_came_before_was_known_before_and_is_fact(readings: list[Reading]) -> None:
    for own in readings:
        before = history(own, readings)
        assert own in before.own.readings
        for point in before.earlier:
            assert point.actual
            assert all(each.seen <= own.seen for each in point.readings)
            assert point.at < before.own.at or own.period is None or point.reading.period is None
        assert all(each.source != own.source for each in before.contradicts)
