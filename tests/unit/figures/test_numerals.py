from __future__ import annotations

import pytest

from bot.figures.numerals import chinese, digits, spelled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7.0), ("17,400", 17_400.0), ("3,924.5", 3924.5), ("1,00,000", 100_000.0),
        ("6.28", 6.28), ("12,5", 12.5), ("12.5.6", None), ("1,2,3", None), ("9" * 400, None),
    ],
)  # fmt: skip
def test_digits(text: str, value: float | None) -> None:
    assert digits(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two hundred and fifty thousand", 250_000.0), ("twenty five", 25.0), ("a million", 1e6),
        ("one hundred twenty", 120.0), ("three million two hundred", 3_000_200.0),
        ("one two", None), ("twenty eleven", None), ("two cars", None),
    ],
)  # fmt: skip
def test_spelled(text: str, value: float | None) -> None:
    assert spelled(text.split()) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三百五十万", 3_500_000.0), ("1.2万亿", 1.2e12), ("二点五", 2.5), ("三万五", 35_000.0),
        ("两千零五", 2005.0), ("一百二", 120.0), ("十五", 15.0), ("二〇二五", 2025.0),
        ("6000亿", 6e11), ("一亿五千万", 1.5e8), ("三点五亿", 3.5e8), ("三个", None), ("", None),
    ],
)  # fmt: skip
def test_chinese(text: str, value: float | None) -> None:
    assert chinese(text) == value
