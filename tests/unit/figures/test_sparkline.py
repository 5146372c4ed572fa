"""Bars that tell a course in a word."""

import pytest

from bot.figures.sparkline import BARS, GAP, LONGEST, sparkline


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([], ""),
        ([3360], ""),
        ([None, 3360, None], ""),
        ([2800, 3360], "▁█"),
        ([3360, 2800], "█▁"),
        ([1, 2, 3, 4, 5, 6, 7, 8], BARS),
        ([5, 5, 5], "▄▄▄"),
        ([-10, 0, 10], "▁▅█"),
        ([1, None, 2], f"▁{GAP}█"),
        ([1, float("nan"), float("inf"), 2], f"▁{GAP}{GAP}█"),
        ([-1.7e308, 0.0, 1.7e308], "▁▅█"),
        ([5e-324, 1e-323], "▁█"),
        ([1e15, 1e15 + 1], "▁█"),
    ],
)
def test_the_course_of_a_series(values: list[float | None], shown: str) -> None:
    assert sparkline(values) == shown


def test_the_newest_values_are_kept_and_scaled_among_themselves() -> None:
    drawn = sparkline([1_000_000, *range(LONGEST)])
    assert len(drawn) == LONGEST
    assert (drawn[0], drawn[-1]) == ("▁", "█")


def test_a_caller_may_ask_for_fewer_bars() -> None:
    assert sparkline(range(100), longest=2) == "▁█"
    assert sparkline(range(100), longest=0) == ""


def test_equal_values_have_equal_bars_and_higher_ones_never_lower_bars() -> None:
    values = [float((7 * step) % 23) for step in range(23)]
    drawn = sparkline(values)
    ranked = sorted(zip(values, drawn, strict=True))
    assert [bar for _, bar in ranked] == sorted(drawn)
