"""The parts by themselves: folding, forms, sorts, spellings, guards, Chinese words."""

from __future__ import annotations

import pytest

from bot.matching import belief, guard
from bot.matching.fold import fold, fold_name
from bot.matching.han import fold_han
from bot.matching.lexicon import chinese, simplified, words
from bot.matching.mending import allowed
from bot.matching.names import Sort, forms, sort_of
from bot.matching.slips import Slip, slips, small_words
from bot.matching.typos import Spellings


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("Nestlé", b"Nestl\xe9"),
        ("Ｔｅｓｌａ", b"Tesla"),
        ("İß", b"I\xdf"),
        ("ﬁx", b"fx"),
        ("Te\u200bs\u00adla", b"Tesla"),
        ("Nestle\u0301", b"Nestle"),
        ("\ud800x", b" x"),
        ("小米SU7", b"\x81\x81SU7"),
        ("\x81", b" "),
    ],
)
def test_fold_keeps_one_byte_a_visible_character(text: str, raw: bytes) -> None:
    assert fold(text).raw == raw
    assert len(fold(text).low) == len(raw) + 2


def test_spans_skip_what_is_invisible() -> None:
    folded = fold("a\u200b\u200bTe\u00adsla\u200b!")
    start = folded.low.find(b"tesla") - 1
    assert folded.span(start, start + 5) == (3, 9)
    assert folded.shown() == "aTesla!"


@pytest.mark.parametrize(
    ("alias", "expected"),
    [
        ("Tesla, Inc.", {b"tesla inc", b"tesla"}),
        ("Alibaba Group Holding Ltd", {b"alibaba group", b"alibaba"}),
        ("The Bank of China", {b"the bank of china", b"bank of china"}),
        ("OpenAI", {b"openai", b"open ai"}),
        ("JPMorgan", {b"jpmorgan", b"jp morgan"}),
        ("J.P. Morgan", {b"j p morgan", b"j p  morgan", b"jp morgan"}),
        ("AT&T", {b"at&t", b"at & t"}),
        ("Johnson & Johnson", {b"johnson & johnson", b"johnson and johnson"}),
        ("McDonald's", {b"mcdonald s", b"mcdonalds"}),
        ("Dr. Henry Kissinger", {b"henry kissinger"}),
        ("Wang Chuanfu", {b"chuanfu wang"}),
        ("Häagen-Dazs", {b"haagen dazs", b"haeagen dazs"}),
        ("Straße", {b"strase", b"strasse"}),
    ],
)
def test_forms(alias: str, expected: set[bytes]) -> None:
    assert expected <= set(forms(alias))


def test_an_alias_without_letters_has_no_forms() -> None:
    assert list(forms("…")) == []
    assert list(forms("")) == []


@pytest.mark.parametrize(
    ("alias", "sort"),
    [
        ("Xiaomi", Sort.SURE),
        ("Tesla", Sort.SURE),
        ("Apple", Sort.WORD),
        ("Johnson", Sort.NAME),
        ("GM", Sort.ACRONYM),
        ("Bank of America", Sort.SURE),
        ("World Cup", Sort.PHRASE),
        ("$TSLA", Sort.SURE),
    ],
)
def test_sort(alias: str, sort: Sort) -> None:
    assert sort_of(alias, fold_name(alias)) is sort


def test_neighbours_are_verified() -> None:
    spellings = Spellings([b"xiaomi", b"tesla", b"zuckerberg"], large=False)
    assert spellings.near(b"xaiomi") == [(1, b"xiaomi")]
    assert spellings.near(b"telsa") == [(1, b"tesla")]
    assert spellings.near(b"zukerburg") == [(2, b"zuckerberg")]
    assert spellings.near(b"zukerburg", two=False) == []
    assert spellings.near(b"tesla") == [(0, b"tesla")]
    assert spellings.near(b"samsung") == []


def test_two_edits_do_not_change_the_first_letter() -> None:
    assert Spellings([b"zuckerberg"], large=False).near(b"suckerburg") == []


@pytest.mark.parametrize(
    ("written", "meant", "made"),
    [
        (b"bsuh", b"bush", (Slip.SWAPPED,)),
        (b"bussh", b"bush", (Slip.DOUBLED,)),
        (b"buwh", b"bush", (Slip.NEAR_KEY,)),
        (b"buswh", b"bush", (Slip.NEAR_EXTRA,)),
        (b"ush", b"bush", (Slip.MISSING,)),
        (b"bus", b"bush", (Slip.MISSING,)),
        (b"bish", b"bush", (Slip.NEAR_KEY,)),
        (b"bash", b"bush", (Slip.OTHER_VOWEL,)),
        (b"buth", b"bush", (Slip.OTHER,)),
        (b"buskh", b"bush", (Slip.OTHER,)),
        (b"twiter", b"twitter", (Slip.MISSING,)),
        (b"renautl", b"renault", (Slip.SWAPPED,)),
        (b"erault", b"renault", (Slip.SWAPPED, Slip.MISSING)),
        (b"minkowski", b"murkowski", (Slip.NEAR_KEY, Slip.OTHER)),
        (b"bush", b"bush", ()),
        (b"xy", b"bush", (Slip.OTHER, Slip.OTHER)),
    ],
)
def test_slips(written: bytes, meant: bytes, made: tuple[Slip, ...]) -> None:
    assert slips(written, meant) == made


def test_slips_of_small_words_are_no_words() -> None:
    assert small_words()[b"kf"] == {b"of"}
    assert small_words()[b"fo"] == {b"for", b"of"}
    assert b"of" not in small_words()


def test_a_slip_is_believed_by_its_kind_and_the_length_of_the_name() -> None:
    assert belief.alone(b"bsuh", b"bush", Sort.WORD) == ""
    assert "too short a common word" in belief.alone(b"buwh", b"bush", Sort.WORD)
    assert belief.alone(b"nkie", b"nike", Sort.SURE) == ""
    assert "another corner" in belief.alone(b"renkault", b"renault", Sort.SURE)
    assert "too short for a neighbouring key" in belief.alone(b"opex", b"opec", Sort.ACRONYM)
    assert belief.other_spelling(b"altmann", b"altman")
    assert not belief.other_spelling(b"aktman", b"altman")


def test_allowed_edits_grow_with_the_name() -> None:
    assert [allowed(n) for n in (4, 7, 8, 16, 17)] == [1, 1, 2, 2, 3]


def test_guard_refuses_what_is_known() -> None:
    assert "known word" in guard.refusal(b"june", b"jun", 1)
    assert "known surname" in guard.refusal(b"zuckerman", b"zuckermann", 1)
    assert "goes on after" in guard.refusal(b"messiez", b"messi", 2)
    assert guard.refusal(b"xaiomi", b"xiaomi", 1) == ""
    assert guard.refusal(b"elonmusk", b"elon musk", 0) == ""


def test_a_known_word_may_be_a_slip_beside_the_rest_of_the_name() -> None:
    assert guard.may_be_meant(b"devises", b"devices")
    assert not guard.may_be_meant(b"governments", b"government")
    assert not guard.may_be_meant(b"june", b"jun")


def test_word_knowledge_loads() -> None:
    assert words()[b"apple"].common > 5
    assert chinese()["认为"] > 10
    assert "華為".translate(simplified()) == "华为"
    assert fold_han("台積電 •Ａ\ud800") == "台积电 ·a "
