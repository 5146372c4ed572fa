"""The passages of a text that are quoted."""

from __future__ import annotations

import pytest

from bot.alerts.excerpt import excerpt
from bot.card import Line, text_of
from tests.support.alertdata import TEXT, bold


def words_of(lines: list[Line]) -> list[str]:
    return [text_of(each) for each in lines]


@pytest.mark.parametrize(
    ("spans", "quotes"),
    [
        ([], []),
        ([(5, 5)], []),
        ([(-3, 4)], []),
        ([(len(TEXT) - 3, len(TEXT) + 3)], []),
    ],
    ids=["none", "empty", "before", "beyond"],
)
def test_spans_that_dont_lie_in_the_text_are_passed_over(
    spans: list[tuple[int, int]], quotes: list[str]
) -> None:
    assert words_of(excerpt(TEXT, spans, limit=2)) == quotes


def test_overlapping_and_equal_spans_are_quoted_once() -> None:
    at = TEXT.index("Xiaomi")
    (found,) = excerpt(TEXT, [(at, at + 6), (at, at + 6), (at + 3, at + 10)], limit=3)
    assert text_of(found).count("Xiaomi") == 1
    assert bold(found) == ["Xiaomi", " del"]


def test_long_text_is_cut_at_words_with_ellipses() -> None:
    text = "word " * 100 + "Xiaomi " + "word " * 100
    (found,) = excerpt(text, [(500, 506)], limit=1)
    quoted = text_of(found)
    assert quoted.startswith("…word")
    assert quoted.endswith("word…")
    assert 120 < len(quoted) < 290


def test_chinese_is_cut_between_characters() -> None:
    text = "特" * 200 + "小米" + "斯" * 200
    (found,) = excerpt(text, [(200, 202)], limit=1)
    assert bold(found) == ["小米"]
    assert 150 < len(text_of(found)) < 290


def test_at_most_so_many_passages() -> None:
    text = ("Tesla " + "x" * 300 + "\n") * 5
    spans = [(index, index + 5) for index in range(0, len(text), 307)]
    assert len(excerpt(text, spans, limit=2)) == 2
