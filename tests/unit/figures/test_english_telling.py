"""How news words a figure: put right, announced, perhaps so, of a month that owns it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.figures import extract
from bot.model import Figure

READ_ON = datetime(2026, 7, 14, 9, tzinfo=UTC)


def read(text: str) -> list[Figure]:
    return extract("", text, published=READ_ON)


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("Opel sold 51,300 vans, revising an earlier figure of 49,800.", 49_800),
        ("The ministry put the toll at 312, correcting its previous count of 298.", 298),
        ("A ticket costs 70 rupees instead of 60 rupees.", 60),
        ("Arrivals fell to 640 from a scheduled 1,310.", 1310),
        ("It is revising the plan for 298 homes.", None),
    ],
)
def test_a_number_that_was_put_right_is_no_reading_of_today(
    text: str, previous: float | None
) -> None:
    figures = read(text)
    assert figures[0].previous == previous
    assert [figure.kind for figure in figures[1:]] == (["prior"] if previous else [])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Mazda will recall 30,931 vehicles in Japan.", ""),
        ("Mazda to recall 30,931 vehicles over airbags", ""),
        ("Mazda will build 30,931 vehicles in Japan.", "target"),
        ("Attempts to rescue 12 miners failed.", ""),
        ("Rivian to hire 600 workers", "target"),
        ("As many as 300 people may have been killed in the slide.", ""),
        ("The storm may have cost insurers $12 billion.", ""),
        ("The storm may cost insurers $12 billion.", "forecast"),
        ("The car could have a range of 900 km.", "forecast"),
        ("It fell short of the 2.8% economists had forecast.", "forecast"),
        ("It earned less than the $13 billion Wall Street wanted.", "forecast"),
        ("Nine in 10 respondents said they would vote again.", ""),
        ("The phone gets a 5,200mAh battery, a leaker says.", "rumour"),
    ],
)
def test_what_is_a_plan_a_forecast_or_neither(text: str, status: str) -> None:
    assert read(text)[0].status == status


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("June's 40,000 deliveries beat May's 36,000.", ["June", "May"]),
        ("Sales of 40,000 beat June’s 38,000.", ["", "June"]),
        ("This year's deficit is expected to reach 6% of GDP.", ["this year"]),
        ("Revenue of $5bn was below last year's $5.2bn.", ["", "last year"]),
        ("Yesterday's 3% drop was the worst of the month.", ["yesterday"]),
    ],
)
def test_a_time_owns_the_figure_behind_it(text: str, labels: list[str]) -> None:
    assert [each.period.label if each.period else "" for each in read(text)] == labels


@pytest.mark.parametrize(
    "text",
    [
        "This year's deficit is expected to reach 6% of GDP.",
        "Yesterday's 3% drop was the worst of the month.",
    ],
)
def test_a_time_is_nobody(text: str) -> None:
    assert read(text)[0].subject == ""
