"""Axes: round values, short labels, a place for every number."""

from datetime import UTC, datetime, timedelta
from math import isfinite

import pytest

from bot.figures.scale import (
    Scale,
    date_label,
    is_next,
    labels_on,
    moment_of,
    scale_for,
    tick_labels,
    ticks,
)
from bot.model import Period
from tests.support.charted import quarter, week, year

SAID = datetime(2026, 7, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([0, 12_000], ["0", "2,500", "5,000", "7,500", "10,000", "12,500"]),
        ([11_900, 15_600], ["12,000", "13,000", "14,000", "15,000"]),
        ([0.7, 1.2], ["0.7", "0.8", "0.9", "1.0", "1.1", "1.2"]),
        ([95.4e9, 124.3e9], ["100bn", "110bn", "120bn"]),
        ([-1.457e9, 8e7], ["−1.5bn", "−1.0bn", "−0.5bn", "0"]),
        ([2.5e6], ["2.4M", "2.5M", "2.6M"]),
        ([0], ["−1.0", "−0.5", "0", "0.5", "1.0"]),
        ([3e17, 6e17], ["3e+17", "4e+17", "5e+17", "6e+17"]),
        ([0.000012, 0.00002], ["1.2e-05", "1.4e-05", "1.6e-05", "1.8e-05", "2e-05"]),
    ],
)
def test_an_axis_says_round_values(values: list[float], labels: list[str]) -> None:
    shown = tick_labels(ticks(scale_for(values)))
    assert [each for each in labels if each in shown] == [each for each in shown if each in labels]
    assert len(set(shown)) == len(shown) >= 2
    assert set(shown) & set(labels)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([1_200, 800, 5_000, 41_000, 35e6], ["1,000", "10,000", "100,000", "1M", "10M"]),
        ([3, 4, 5, 900], ["10", "100"]),
        ([1e-9, 1e-8, 1e9, 1e-3], ["1e-10", "1e-05", "1", "100,000", "10bn"]),
        ([9_000, 9_500, 12_000], []),
        ([-5, 800, 5_000, 41_000, 35e6], []),
        ([0, 1, 2, 1_000], []),
        ([20, 900, 950, 1_000], []),
    ],
)
def test_what_would_lie_flat_is_shown_by_powers_of_ten(
    values: list[float], labels: list[str]
) -> None:
    scale = scale_for(values)
    assert scale.tens is bool(labels)
    if labels:
        shown = labels_on(scale, ticks(scale))
        assert [each for each in labels if each in shown] == labels[: len(shown)]
    places = [scale.at(each) for each in sorted(values)]
    assert places == sorted(places)
    assert 0 <= places[0] < places[-1] <= 1


@pytest.mark.parametrize(
    "values",
    [
        [5e-324, 5e-324, 1.7e308],
        [1.7e308, -1.7e308],
        [1.7e308],
        [5e-324],
        [0.0, 5e-324],
        [1e15, 1e15 + 1],
        [-3.0, -3.0],
        [0.0],
        [1e-9, 1e9],
        [float("nan"), 4.0, float("inf")],
    ],
)
def test_every_number_has_its_place(values: list[float]) -> None:
    scale = scale_for(values)
    assert isfinite(scale.low)
    assert isfinite(scale.high)
    assert scale.low < scale.high
    for value in values:
        if isfinite(value):
            assert -1e-6 <= scale.at(value) <= 1 + 1e-6
    marks = ticks(scale)
    assert len(marks) <= 7
    assert all(len(label) < 12 for label in tick_labels(marks))


def test_zero_is_shown_where_it_is_near() -> None:
    assert scale_for([3_000, 12_000]).low == 0
    assert scale_for([11_000, 12_000]).low > 10_000
    assert scale_for([-12.0, -3.0]).high == 0
    assert scale_for([-5.0, 7.0]).at(0) == pytest.approx(0.426, abs=0.01)


def test_a_scale_is_straight() -> None:
    scale = Scale(10, 20)
    assert [scale.at(each) for each in (5, 10, 15, 20)] == [-0.5, 0, 0.5, 1]


def _fiscal() -> Period:
    return Period(
        label="Q3 FY2026",
        start=datetime(2025, 11, 1, tzinfo=UTC),
        end=datetime(2026, 2, 1, tzinfo=UTC),
        freq="Q",
    )


@pytest.mark.parametrize(
    ("period", "label"),
    [
        (week(28), ("W28", "2026")),
        (week(1, 2027), ("W1", "2027")),
        (quarter(4, 2025), ("Q4", "2025")),
        (_fiscal(), ("to Jan", "2026")),
        (year(2025), ("2025", "")),
        (None, ("14 Jul", "2026")),
        (Period(label="recently"), ("14 Jul", "2026")),
    ],
)
def test_the_axis_names_times_in_our_words(period: Period | None, label: tuple[str, str]) -> None:
    assert date_label(period, moment_of(period, SAID)) == label


def test_months_and_half_years() -> None:
    start, day = datetime(2026, 1, 1, tzinfo=UTC), timedelta(days=1)
    month = Period(label="一月", start=start, end=start + 31 * day, freq="M")
    half = Period(label="H1", start=start, end=datetime(2026, 7, 1, tzinfo=UTC), freq="S")
    assert date_label(month, moment_of(month, SAID)) == ("Jan", "2026")
    assert date_label(half, moment_of(half, SAID)) == ("H1", "2026")


def test_a_missing_week_is_a_gap() -> None:
    assert is_next(week(27), week(28))
    assert not is_next(week(26), week(28))
    assert is_next(None, week(28))
    assert is_next(week(52, 2026), week(53, 2026))
