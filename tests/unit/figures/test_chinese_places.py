"""What is found through the places where words may begin is what a search finds."""

from __future__ import annotations

import re

import pytest

from bot.figures import (
    chinese_context,
    chinese_metrics,
    chinese_numbers,
    chinese_slots,
    chinese_status,
)
from bot.figures.chinese_numbers import normal
from bot.figures.chinese_places import AREA, END, IDIOM, INDEX, METRIC, MOVE, STATUS, Places
from tests.support.labelled_figures import sentences

PATTERNS: dict[int, re.Pattern[str]] = {
    AREA: chinese_slots._areas()[0],
    END: chinese_slots._ends(),
    IDIOM: chinese_numbers._idioms(),
    INDEX: chinese_slots._index_names(),
    METRIC: chinese_metrics.lexicon()[0],
    MOVE: chinese_context._moves(),
    STATUS: chinese_status._status_words()[0],
}


@pytest.mark.parametrize("kind", PATTERNS)
def test_a_search_finds_nothing_else(kind: int) -> None:
    pattern = PATTERNS[kind]
    for sentence in sentences("zh"):
        text = normal(sentence.text)
        places, middle = Places(text), len(text) // 2
        for begin, end in ((0, len(text)), (3, len(text)), (2, middle), (middle, middle + 7)):
            wanted = [match.span() for match in pattern.finditer(text, begin, end)]
            assert [m.span() for m in places.matches(kind, pattern, begin, end)] == wanted
            first = places.first(kind, pattern, begin, end)
            assert (first and first.span()) == (wanted[0] if wanted else None)
            here, there = places.match(kind, pattern, begin), pattern.match(text, begin)
            assert (here and here.span()) == (there and there.span())


def test_the_noun_before_a_number_is_the_leftmost() -> None:
    noun = chinese_metrics._quantities()[0]
    for sentence in sentences("zh"):
        text = normal(sentence.text)
        for end in range(len(text)):
            window = text[max(0, end - 20) : end]
            found, wanted = chinese_metrics._quantity(window), noun.search(window)
            assert (found and found.span()) == (wanted and wanted.span())
