"""Numbers and figures in words."""

from __future__ import annotations

import pytest

from bot.alerts.numbers import amount, number, reading_of, title_of
from bot.model import Figure, Period
from tests.support.alertdata import figure


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (3360, "3,360"),
        (12.5, "12.5"),
        (0.1234, "0.123"),
        (600e9, "600 billion"),
        (30.5e8, "3.05 billion"),
        (1_234_567_890, "1.235 billion"),
        (1_234_567, "1,234,567"),
        (2_000_000, "2 million"),
        (-5, "-5"),
    ],
)
def test_number(value: float, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((3360, "vehicles", ""), "3,360 vehicles"),
        ((12, "%", ""), "12%"),
        ((600e9, "", "CNY"), "CNY 600 billion"),
        ((5, "", ""), "5"),
    ],
)
def test_amount(given: tuple[float, str, str], words: str) -> None:
    assert amount(*given) == words


@pytest.mark.parametrize(
    ("subject", "metric", "words"),
    [
        ("recalls", "recall", "recalls Norway"),
        ("Salesforce", "sales", "Salesforce Norway sales"),
    ],
)
def test_a_figure_is_not_called_by_one_word_twice(subject: str, metric: str, words: str) -> None:
    assert title_of(figure(300, subject=subject, metric=metric, area="Norway")) == words


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (figure(10_000, qualifier=">"), "more than 10,000 vehicles"),
        (figure(10_000, status="target"), "10,000 vehicles, target"),
        (figure(15, low=10, high=20), "10–20 vehicles"),
        (figure(2.5e9, "", low=2e9, high=3e9, currency="CNY"), "CNY 2 billion–3 billion"),
        (figure(3360, period=Period(label="week 28")), "3,360 vehicles, week 28"),
    ],
)
def test_reading_of(found: Figure, words: str) -> None:
    assert reading_of(found) == words
