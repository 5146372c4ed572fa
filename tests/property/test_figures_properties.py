"""Whatever the text: no exception, spans that slice it, and linear time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures import ConditionError, extract, hits, parse_condition
from bot.model import Mention, Watch
from tests.support.effort import effort

NOW = datetime(2026, 7, 13, tzinfo=UTC)
PIECES = (
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".", ",", "-", "–", "$", "%", "€", " ", "(",
    ")", "/", ":", "+", "the ", "from ", "to ", "and ", "half ", "a ", "million", " bn", "k", "M",
    "one ", "hundred ", "between ", "more than ", "up ", "in week ", "Q3 ", "July ", "2025",
    "Model ", "SU7 ", "km/h", "per ", "每", "第", "一", "二",
    "十", "百", "万", "亿", "点", "元", "辆", "多",
    "几", "成", "折", "分之", "年", "月", "日", "周", "至",
    "从", "增长", "约", "\n", "。", "，", "½", "１", "％",
    "×",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=300, deadline=None)
@given(title=st.one_of(hostile, st.text(max_size=60)), content=hostile)
def test_any_text_is_read_and_its_spans_slice_it(title: str, content: str) -> None:
    for figure in extract(title, content, published=NOW):
        text = title if figure.field == "title" else content
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.text == text[figure.start : figure.end]
        assert figure.low <= figure.value <= figure.high
        assert figure.why


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(hostile, st.text(max_size=40)))
def test_a_condition_is_read_or_refused_with_an_offset(text: str) -> None:
    try:
        condition = parse_condition(text)
    except ConditionError as error:
        refused = error.offset
    else:
        refused = 0
        watch = Watch(id="f", name="n", kind="figure", condition=condition)
        hits([watch], extract("", "Tesla sold 5,000 cars.", published=NOW))
    assert 0 <= refused <= len(text)


REPEATED = (
    "9", "1,", "1 ", "1.", "1-", "$", "one ", "hundred ", "half a ", "from 1 to ", "from $1 ",
    "Model 3 ", "5 cars sold, ", "up 5% to 6 ", "in June 2025 ", "week 28 ", "(1) ", "a ", ". ",
    '."', "\n", "'s ", "一", "万", "1万",
    "从1到2", "百分之", "第1周", "2025年6月", "增长5%，", "５", "～", "两千 ",
    "1:", "U.S. ",
)  # fmt: skip


@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_time_is_linear_on_repetition(unit: str) -> None:
    short, long = unit * (2_000 // len(unit)), unit * (8_000 // len(unit))
    extract("", short, published=NOW)

    def cost(text: str) -> float:
        return effort(lambda: extract("", text, published=NOW))

    least_short = cost(short)
    least_long = cost(long)
    # 4 times the text may cost 4 times as much; quadratic would be 16 times.
    assert least_long < 10 * max(least_short, 0.002)


def test_time_is_linear_in_names_and_lines() -> None:
    """A text of lines, each with a watched name: each line is read with its own names only."""
    line = "Related\nTesla cuts prices, see https://news.example/1\n"

    def cost(times: int) -> float:
        named = [
            Mention(
                watch_id="w", field="content", start=at, end=at + 5, text="Tesla", score=1.0, why=""
            )
            for at in range(8, len(line) * times, len(line))
        ]
        return effort(
            lambda: extract("", line * times, published=NOW, mentions=named, names={"w": "Tesla"}),
            rounds=2,
        )

    assert cost(8_000) < 16 * max(cost(1_000), 0.004)


def test_a_figure_takes_the_name_of_its_own_line() -> None:
    text = "Tesla sold 5,000 cars.\nXiaomi sold 6,000 cars.\nTesla sold 7,000 cars.\n"
    named = [
        Mention(
            watch_id=name, field="content", start=at, end=at + len(name), text=name, score=1.0,
            why="",
        )
        for name in ("Xiaomi", "Tesla")
        for at in range(len(text))
        if text.startswith(name, at)
    ]  # fmt: skip
    figures = extract("", text, mentions=named, names={"Tesla": "Tesla", "Xiaomi": "Xiaomi"})
    assert [(f.subject, f.value) for f in figures] == [
        ("Tesla", 5_000), ("Xiaomi", 6_000), ("Tesla", 7_000),
    ]  # fmt: skip
