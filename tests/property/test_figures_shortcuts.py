"""What is passed over for the sake of speed holds nothing: each shortcut against the long way."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.figures import english_periods
from bot.figures.english_look import beginning
from bot.figures.english_numbers import number_at
from bot.figures.english_period_starts import may_begin, may_date
from bot.figures.english_spelled import BEHIND_ARTICLE, STARTERS
from bot.figures.numerals import VULGAR
from bot.figures.tokens import Tokens, lower, segments

DAY = date(2025, 7, 14)
NUMBERS = (
    *sorted(STARTERS | BEHIND_ARTICLE), *VULGAR, "1", "2", "07", "12", "28", "1,234", "2.5", "1990",
    "2025", "2024", "12.05.2025", "3rd", "the", "of", "and", "in", "Two", "HALF", "l’", "_", "é",
    "ſix", "'", "“", "%", "$", "(", ".", ",", "/", "x", "^",
)  # fmt: skip
TIMES = (
    *sorted(english_periods.triggers()), "1", "2", "07", "12", "28", "31", "1,234", "2.5", "1990",
    "2025", "25", "12.05.2025", "1st", "2nd", "3rd", "4th", "q3", "h1", "fy", "fy24", "ended",
    "ending", "to", "through", "until", "till", "and", "of", "in", "on", "the", "this", "last",
    "next", "ago", "earlier", "before", "beforehand", "may's", "few", "period", "fiscal", "s",
    "century", "starting", "beginning", "h2.5", "h1,",
    "to-date", "/", "–", "—", "'", "’", ",", "days", "weeks", "months", "quarters", "years",
)  # fmt: skip
ENDS = (
    "Tesla", "rose", "4.2", "U.S.", "Mr.", "a.m.", "one", "½", ".", "!", "?", "…", "。", "；", '"',
    "”", "’s", ")", "(", "“", "2025", "销量",
)  # fmt: skip


def texts(words: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Words in any order, mostly with a space between."""
    between = st.sampled_from([" ", " ", " ", " ", "", "-", "\n", "  "])
    pairs = st.lists(st.tuples(st.sampled_from(words), between), max_size=8)
    return pairs.map(lambda parts: "".join(word + joint for word, joint in parts))


@settings(max_examples=300, deadline=None)
@given(text=texts(NUMBERS))
def test_no_number_begins_where_the_first_look_sees_none(text: str) -> None:
    seen: set[int] = set()
    looked, at = f" {lower(text)}", 0
    while at < len(text):
        at = beginning(looked, at)
        seen.add(at)
        at += 1
    for index in range(Tokens(text).size):
        tk = Tokens(text)  # anew: reading masks tokens
        number, _ = number_at(tk, index)
        if number is not None:
            first = index
            while tk.glued(first) and tk.start[first] not in seen:
                first -= 1  # "1,five": one look for what touches
            assert tk.start[first] in seen


@settings(max_examples=500, deadline=None)
@given(text=texts(TIMES))
@example(text="12.05.2025-")
def test_no_period_begins_where_the_patterns_are_not_tried(text: str) -> None:
    triggers = english_periods.triggers()
    for index in range(Tokens(text).size):
        tk = Tokens(text)
        group = triggers.get(english_periods.trigger(tk, index))
        if group is not None and english_periods._span_at(tk, index, group, DAY) is not None:
            may = may_date if tk.words[index].digit else may_begin
            assert may(tk, index)


@settings(max_examples=500, deadline=None)
@given(text=texts(ENDS))
def test_a_text_that_is_seen_to_be_one_sentence_has_no_break(text: str) -> None:
    size = len(text)
    with_a_break = segments(f"{text}\n")
    assert segments(text) == [(at, min(end, size)) for at, end in with_a_break if at < size]
