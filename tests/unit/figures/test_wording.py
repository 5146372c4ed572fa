from __future__ import annotations

import pytest

from bot.figures import amount, extract, figure_amount
from bot.figures.wording import change, number
from bot.model import Period


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (10_000, "10,000"), (1.5e6, "1.5 million"), (1_234_567, "1,234,567"), (6e11, "600 billion"),
        (1.2e12, "1.2 trillion"), (0.6666, "0.67"), (2.5, "2.5"), (0.0004, "0.0004"), (-3, "-3"),
    ],
)  # fmt: skip
def test_numbers(value: float, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (3360, "vehicles", "3,360 vehicles"), (6e11, "CNY", "CNY 600 billion"),
        (60, "USD per barrel", "USD 60 per barrel"), (20, "%", "20%"), (7, "", "7"),
        (2.5e5, "rides per week", "250,000 rides per week"), (350, "km/h", "350 km/h"),
        (5, "cents", "5 cents"), (-23.7, "%", "-23.7%"),
    ],
)  # fmt: skip
def test_amounts(value: float, unit: str, words: str) -> None:
    assert amount(value, unit) == words


def test_signs_and_ranges_of_figures() -> None:
    (money,) = extract("", "It will cost $3-5 billion.")
    assert figure_amount(money) == "USD 3 billion–5 billion"
    (most,) = extract("", "It sold up to 2,500 cars.")
    assert figure_amount(most) == "≤ 2,500 cars"


def test_changes() -> None:
    assert change(3360, 2800, "vehicles", on=Period(label="week 27")) == (
        "2,800 → 3,360 vehicles, +20.0% on week 27"
    )
    assert change(5, 0, "vehicles") == "0 → 5 vehicles"
