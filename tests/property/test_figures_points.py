"""Points of a series: nothing is lost, and the order in which reports are read tells nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.agreement import repeats
from bot.figures.gathering import events, is_fact, scope
from bot.figures.points import history, points
from bot.model import Period, Reading
from tests.support.effort import is_linear

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


# ── found by keys as by looking at everything ────────────────────────────────────────────


@st.composite
def numbers(draw: st.DrawFn) -> list[Reading]:
    """Numbers of every size, grain and unit, said over some months by many stories."""
    value = st.one_of(
        st.integers(-1200, 1200).map(float),
        st.sampled_from([9.5, 9.95, 10.0, 10.5, 99.5, 100.0, 104.0, 105.0, 949.0, 950.0, 1049.0]),
        st.decimals(0, 20, places=2).map(float),
        st.integers(1, 99).map(lambda each: each * 1e8),
    )
    reports = draw(
        st.lists(
            st.tuples(
                st.integers(0, 100),  # day
                value,
                st.sampled_from(["", "km", "miles", "metres"]),
                st.integers(0, 12),  # story
                st.sampled_from(["", "actual", "target"]),
                st.sampled_from([(), ("SU7",), ("YU7",), ("SU7", "YU7")]),
                st.sampled_from([None, None, 1, 2]),  # week
            ),
            max_size=40,
        )
    )
    return [
        Reading(
            series="x",
            item_id=f"i{number}",
            story_id=f"s{story}" if story else "",
            source="ABC"[number % 3],
            value=value,
            unit=unit,
            metric="m",
            subject="s",
            about=about,
            period=None if at is None else week(at),
            status=status,
            seen=START + timedelta(weeks=4, days=day, minutes=number),
        )
        for number, (day, value, unit, story, status, about, at) in enumerate(reports)
    ]


def by_looking_at_all(readings: list[Reading]) -> list[list[Reading]]:
    """What is one, as it is written down in the docs: slow, and plain to see."""
    found: list[list[Reading]] = []
    for reading in sorted(readings, key=lambda each: each.said):
        event = _joined(reading, found)
        if event is None:
            found.append([reading])
        else:
            event.append(reading)
    return found


def _joined(reading: Reading, found: list[list[Reading]]) -> list[Reading] | None:
    kind = (is_fact(reading) or reading.status, reading.period)
    alike = [e for e in found if (is_fact(e[0]) or e[0].status, e[0].period) == kind]
    if reading.period is not None:
        same = (event for event in alike if scope(event[0]) == scope(reading))
        saying = (event for event in alike if _says(event, reading))
        return next(same, None) or next(saying, None)
    for event in reversed(alike):
        if reading.said - event[-1].said > timedelta(days=30):
            continue
        story = reading.story_id or reading.item_id
        told = any((each.story_id or each.item_id) == story for each in event)
        if (told and scope(event[0]) == scope(reading)) or _says(event, reading):
            return event
    return None


def _says(event: list[Reading], reading: Reading) -> bool:
    return any(repeats(each, reading) for each in event[:20])


@given(readings=numbers())
def test_events_are_those_that_looking_at_everything_finds(readings: list[Reading]) -> None:
    found = [[each.item_id for each in event.readings] for event in events(readings)]
    slowly = [[each.item_id for each in event] for event in by_looking_at_all(readings)]
    assert sorted(found) == sorted(slowly)


# ── time ─────────────────────────────────────────────────────────────────────────────────


def many(count: int, case: str) -> list[Reading]:
    """So many readings of the kind that is hardest to tell apart."""
    digits = {"near": 400.0, "fine": 0.001, "alike": 5.0, "one": 1.0}
    return [
        Reading(
            series="x",
            item_id=f"i{number}",
            story_id=f"s{number}",
            source=f"outlet {number}",
            value=digits.get(case, 1.0) + number * 7919 % count / 10,
            unit="vehicles",
            metric="m",
            subject="s",
            about=(f"X{number}",) if case == "products" else (),
            period=week(number % 50 if case == "weeks" else 1) if case in DATED else None,
            status="",
            seen=START + timedelta(weeks=60, minutes=number),
            correction=case == "corrected" and number % 3 == 0,
        )
        for number in range(count)
    ]


DATED = ("weeks", "one", "products", "corrected")


@pytest.mark.parametrize("case", ["near", "fine", "alike", *DATED])
def test_twice_as_many_readings_take_twice_as_long(case: str) -> None:
    half, whole = many(1500, case), many(3000, case)
    assert is_linear(lambda: points(half), lambda: points(whole))
