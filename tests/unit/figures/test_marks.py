"""Words are known by their spelling: found out once, by the tables of the stages."""

from __future__ import annotations

import pytest

from bot.figures import english_marks as marks
from bot.figures import tokens
from bot.figures.tokens import Tokens


@pytest.mark.parametrize(
    ("word", "mark", "has"),
    [
        ("10,000", marks.NUMBER, True),
        ("10,000", marks.PERIOD, True),
        ("10,000", marks.METRIC, False),
        ("0", marks.METRIC, True),  # "0-100 km/h" is an acceleration
        ("half", marks.NUMBER, True),
        ("Two", marks.NUMBER, True),
        ("½", marks.NUMBER, True),
        ("last", marks.PERIOD, True),
        ("Revenue", marks.METRIC, True),
        ("guidance", marks.STATUS, True),
        ("delivered", marks.STATUS, True),
        ("year", marks.BASIS, True),
        ("German", marks.AREA, True),
        (";", marks.CLAUSE, True),
        ("–", marks.CLAUSE, True),
        ("Tesla", marks.CAPITAL, True),
        ("iPhone", marks.CAPITAL, True),
        ("tesla", marks.CAPITAL | marks.NUMBER | marks.METRIC | marks.PERIOD, False),
    ],
)
def test_a_word_bears_the_marks_of_the_stages_it_may_begin(word: str, mark: int, has: bool) -> None:
    tk = Tokens(f"zzz {word}")
    assert bool(tk.words[1].marks & mark) is has
    assert tk.marked(mark) == ([1] if has else [])
    assert bool(tk.has & mark) is has


def test_of_very_long_words_none_is_kept() -> None:
    Tokens(f"ordinary 2024, {'long' * 10}")
    known = tokens._KNOWN
    assert "ordinary" in known
    assert "2024," in known
    assert "long" * 10 not in known


def test_words_of_any_text_never_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MAX_KNOWN", 50)
    monkeypatch.setattr(tokens, "_KNOWN", {})
    letters = "abcdefghijkl"
    for one in letters:
        text = " ".join(f"{one}{other}q" for other in letters)
        assert Tokens(text).low == text.split()
        assert len(tokens._KNOWN) <= 50


@pytest.mark.parametrize(
    "text",
    [
        "  two  spaces ",
        "a\tb\u3000c\xa0d\ne",
        "l’été 1,234.5m",
        "",
        " ",
        "$1.3bn (up 5%)",
        "İstanbul 3",
    ],
)
def test_tokens_stand_where_they_stood_in_the_text(text: str) -> None:
    tk = Tokens(text)
    assert [text[one:other] for one, other in zip(tk.start, tk.end, strict=True)] == tk.raw
    assert "".join(tk.raw) == "".join(text.split())
    assert tk.low == [raw.lower() for raw in tk.raw]


def test_every_mark_is_a_bit_of_its_own() -> None:
    bits = [value for name, value in vars(marks).items() if name.isupper() and name[0] != "_"]
    assert sorted(bits) == [1 << place for place in range(len(bits))]
    assert len(bits) <= 30  # more than one digit of Python's integers would be slow
