"""What an English change is measured against, by the words beside it or the period named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.figures import extract

NOW = datetime(2025, 7, 14, 9, tzinfo=UTC)


def bases(text: str) -> list[tuple[str, str, str]]:
    figures = extract("", text, published=NOW)
    return [(figure.text, figure.basis, figure.transformation) for figure in figures]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sales rose 4% year on year.", "y/y"),
        ("Sales rose 4 per cent in the year to July.", "y/y"),
        ("Sales rose 4% from the same month last year.", "y/y"),
        ("Output fell 1.9% month-on-month.", "m/m"),
        ("Revenue fell 3% from the previous quarter.", "q/q"),
        ("A week-on-week rise of 6.7% surprised no one.", "w/w"),
        ("Sterling was down 0.3 per cent on the day.", "d/d"),
        ("Prices rose 5%.", ""),
    ],
)
def test_words_beside_the_change(text: str, wanted: str) -> None:
    ((_, basis, transformation),) = bases(text)
    assert basis == wanted
    assert transformation == f"per-cent change {wanted}".rstrip()


def test_two_changes_of_one_level_each_have_their_own() -> None:
    text = "NIO delivered 24,925 vehicles in June, up 17.5% year-over-year and 7.2% from May."
    assert bases(text) == [
        ("24,925 vehicles", "y/y", "level"),
        ("17.5%", "y/y", "per-cent change y/y"),
        ("7.2%", "m/m", "per-cent change m/m"),
    ]


def test_the_time_of_the_value_before_is_the_basis() -> None:
    level, before = extract(
        "", "The share was 15.6%, compared with 12.5% a year ago.", published=NOW
    )
    assert (level.previous, level.basis, level.transformation) == (12.5, "y/y", "level")
    assert before.basis == ""
