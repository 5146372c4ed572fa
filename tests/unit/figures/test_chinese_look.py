"""Where a Chinese period may begin is looked for first: nothing may be missed by that."""

from __future__ import annotations

import random
from datetime import date

from bot.figures import chinese_periods as periods
from bot.figures.chinese_numbers import normal
from tests.support.labelled_figures import sentences

DAY = date(2025, 7, 14)


def long_way(text: str) -> list[tuple[int, int]]:
    """The same periods, asked for at every character."""
    spans, at = [], 0
    while at < len(text):
        inside = text[at].isdigit() and at and (text[at - 1].isdigit() or text[at - 1] == ".")
        match = None if inside else periods.one_of().match(text, at)
        if match is None:
            at += 1
            continue
        if not periods.numbers_thing(text, match):
            spans.append(match.span())
        at = match.end()
    return spans


def test_the_look_misses_nothing() -> None:
    texts = [normal(each.text) for language in ("zh", "zh_news") for each in sentences(language)]
    pieces = [span.label for text in texts[:300] for span in periods.find(text, DAY)]
    pieces += list("0123456789一二三十年月日号季上下本前后当同全末次双国中春清元Q-至到周")
    dice = random.Random(7)
    texts += ["".join(dice.choices(pieces, k=dice.randint(2, 9))) for _ in range(400)]
    for text in texts:
        assert [(each.start, each.end) for each in periods.find(text, DAY)] == long_way(text), text
