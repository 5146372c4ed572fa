"""The compiled scanner and the one in Python give the same, whatever the names and the text."""

from __future__ import annotations

import random
import shutil
import sysconfig
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.matching.fold import GONE, fold, plain_bytes
from bot.matching.scanner import Hit, Miss, Scan, Scanner, is_compiled, new_scanner
from bot.matching.sentences import plain_sentence, sentence
from bot.matching.spans import compile_names, spans
from tests.support.matching import labelled, trap_watches, traps

WATCHES, CASES = labelled()
NAMES = [[w.name, *w.aliases] for w in [*WATCHES, *trap_watches()]]
TEXTS = [case.text for case in CASES] + [trap["text"] for trap in traps()]

tokens = st.sampled_from(
    [*b"ab ac bc abc acb abcd abdc abcde abced bcdef ab12 elon musk elonab abmusk".split()]
)
gaps = st.sampled_from(
    [
        b" ",
        b" ",
        b" ",
        b"  ",
        b", ",
        b". ",
        b"-",
        b"\n",
        b"\n\n",
        b" B. ",
        b". K. ",
        b", R. ",
        b" " * 20,
    ]
)
forms = st.lists(tokens, min_size=1, max_size=4).map(b" ".join)


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    pieces = draw(st.lists(st.tuples(tokens, gaps, st.integers(0, 3)), max_size=12))
    text = b""
    for token, gap, change in pieces:
        if change == 1:
            token = token.title()
        elif change == 2:  # a slip
            at = draw(st.integers(0, len(token) - 1))
            token = token[:at] + token[at + 1 :] + token[at : at + 1]
        elif change == 3:
            token = token.upper()
        text += token + gap
    return text + draw(st.binary(max_size=4))


def filled(scanner: Scanner, given: list[bytes], *, large: bool) -> Scanner:
    names = list(dict.fromkeys(given))
    for name in names:
        number = scanner.add(name)
        assert scanner.form(number) == name
        assert scanner.add(name) == number
    tokens = sorted({part for name in names for part in name.split()})
    spelt = [part for part in tokens if len(part) > 2 and part.isalpha()]
    scanner.spell(spelt, False, large)
    scanner.spell(spelt[::2], True, large)
    scanner.freeze(bytes(number % 2 for number in range(len(names))))
    return scanner


@example([b"abc abc"], b"acb acb ", False, False, False)
@example([b"abc", b"abcd abcd"], b"abcde Abcde ", False, False, False)
@given(
    st.lists(forms, min_size=1, max_size=8),
    texts(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_both_scan_alike(
    names: list[bytes], text: bytes, large: bool, explain: bool, lower: bool
) -> None:
    fast = filled(new_scanner(), names, large=large).scan(text, explain, lower)
    plain = filled(new_scanner(plain=True), names, large=large).scan(text, explain, lower)
    assert parts(fast) == parts(plain)


def test_what_counts_only_with_a_capital_is_left_out_in_lower_case() -> None:
    for scanner in (new_scanner(), new_scanner(plain=True)):
        for name in (b"gap", b"elon musk"):
            scanner.add(name)
        scanner.freeze(b"\1\0")
        text = b"gap, Gap, elon musk"
        assert scanner.scan(text, False, False) == ([(5, 8, 0), (10, 19, 1)], [], [])
        assert scanner.scan(text, False, True) == ([(0, 3, 0), (5, 8, 0), (10, 19, 1)], [], [])
        assert scanner.scan(b"the gap", False, False) is None


def test_both_know_their_tokens() -> None:
    for scanner in (new_scanner(), new_scanner(plain=True)):
        filled(scanner, [b"elon musk", b"ab12"], large=False)
        assert [scanner.knows(t) for t in (b"elon", b"musk", b"musky", b"ab12", b"")] == [
            True, True, False, False, False]  # fmt: skip


def parts(scan: Scan | None) -> tuple[set[Hit], set[Miss], set[Hit]]:
    return (set(scan[0]), set(scan[1]), set(scan[2])) if scan else (set(), set(), set())


def test_it_is_compiled_where_it_can_be() -> None:
    headers = Path(sysconfig.get_path("include"), "Python.h")
    assert is_compiled() or not (shutil.which("cc") and headers.exists())


def test_both_find_the_same_names() -> None:
    fast, plain = compile_names(NAMES), compile_names(NAMES, plain=True)
    found = 0
    for text in TEXTS:
        for written in (text, text.upper(), text.lower(), text.title(), f"{text} — {text}"):
            ours = spans(fast, written)
            assert ours == spans(plain, written), written
            found += len(ours)
    assert found > len(TEXTS)


def test_names_that_share_a_form_are_judged_as_each_alone() -> None:
    names = [
        ["Target Holdings SA"],
        ["Target Group AG", "TGT Ventures"],
        ["Target", "Target Stores"],
        ["target"],
        ["Mark Group Inc."],
        ["Mark", "Mark Hamill"],
    ]
    texts = [
        "Target cuts prices as Walmart shares fall",
        "Good target for Target, and Walmart, Target and Apple rally",
        "Target-led talks, Target of the inquiry; TARGET HOLDINGS SA said",
        "Mark Hamill met Mark Group Inc. before Mark shares rose",
        "they target Mark. Mark said; Target will hire",
    ]
    for text in texts:
        together = spans(compile_names(names), text)
        apart = [
            (number, start, end, score)
            for number, each in enumerate(names)
            for _, start, end, score in spans(compile_names([each]), text)
        ]
        first = {(n, start): score for n, start, _, score in together}
        both = [each for each in apart if (each[0], each[1]) in first]
        assert [each[3] for each in both] == [first[each[0], each[1]] for each in both]
        assert together


def test_both_find_the_same_in_damaged_text() -> None:
    fast, plain = compile_names(NAMES), compile_names(NAMES, plain=True)
    damage = random.Random(7)
    letters = "aeiostrnlXY .,-'’é小\u200b"
    for text in TEXTS:
        for _ in range(6):
            at = damage.randrange(len(text))
            with_slip = text[:at] + damage.choice(letters) + text[at + damage.randrange(2) :]
            assert spans(fast, with_slip) == spans(plain, with_slip), with_slip


pieces = st.sampled_from(
    [*" .?!:|\"'\n”aAbV-é", "Mr. ", "the ", "St. ", "Prof. ", " R. ", "vs. ", "xMr. "]
)


@given(st.lists(pieces, max_size=400).map("".join), st.integers(0, 900))
@settings(deadline=None)
def test_both_see_the_same_sentence(text: str, place: int) -> None:
    folded = fold(text)
    at = min(place, len(folded.raw))
    assert sentence(folded.raw, folded.words, at) == plain_sentence(folded.raw, folded.words, at)


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_both_fold_alike(text: str) -> None:
    written = plain_bytes(text)
    assert len(written) == len(text)
    folded = fold(text)
    assert folded.raw == written.translate(None, bytes([GONE]))


def test_a_str_is_scanned_like_its_bytes() -> None:
    scanner = filled(new_scanner(), [b"elon musk"], large=False)
    assert scanner.scan("Elon Musk, ElonMusk", False, False) == scanner.scan(
        b"Elon Musk, ElonMusk", False, False
    )
    with pytest.raises(ValueError, match="ASCII"):
        scanner.scan("Élon Musk", False, False)


def test_misuse_is_refused() -> None:
    scanner = new_scanner()
    with pytest.raises(ValueError, match="without a token"):
        scanner.add(b"  ")
    with pytest.raises(ValueError, match="too wide"):
        scanner.add(b"a" + b" " * 16 + b"b")
    with pytest.raises(TypeError):
        scanner.add("text")  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="not frozen"):
        scanner.scan(b"", False, False)
    with pytest.raises(ValueError, match="too short or too long"):
        scanner.spell([b"ab"], False, False)
    with pytest.raises(TypeError):
        scanner.spell([1], False, False)  # type: ignore[list-item]
    with pytest.raises(ValueError, match="one byte for each form"):
        scanner.freeze(b"\0\0")
    scanner.freeze(b"")
    assert not scanner.knows(b"abc")
    with pytest.raises(RuntimeError, match="frozen already"):
        scanner.add(b"late")
    with pytest.raises(IndexError):
        scanner.form(0)
    assert scanner.scan(b"nobody", False, False) is None


def test_a_failed_spelling_leaves_the_scanner_whole() -> None:
    scanner = new_scanner()
    scanner.add(b"elon musk")

    def troubled() -> Iterator[bytes]:
        yield b"elon"
        scanner.spell([b"musk"], False, False)
        yield b"bezos"

    with pytest.raises(RuntimeError, match="spelt already"):
        scanner.spell(troubled(), False, False)
    with pytest.raises(ValueError, match="too short"):
        scanner.spell([b"elon", b"ab"], True, False)
    scanner.freeze(b"\0")
    assert scanner.knows(b"musk")
    assert not scanner.knows(b"bezos")
    assert scanner.scan(b"Elon Musk", False, False) == ([(0, 9, 0)], [], [])


def test_many_tokens_that_begin_alike_are_all_known() -> None:
    tails = [a + b + c for a in "abcdefg" for b in "ijklmno" for c in "qrstuvw"]
    tokens = [f"internat{tail}".encode() for tail in tails]
    for order in (tokens, tokens[::-1]):
        fast, plain = new_scanner(), new_scanner(plain=True)
        for scanner in (fast, plain):
            for token in order:
                scanner.add(b"the " + token)
            scanner.spell(order, False, False)
            scanner.freeze(bytes(len(order)))
            assert all(map(scanner.knows, tokens))
        text = b"The Internatbjzs"
        assert parts(fast.scan(text, True, False)) == parts(plain.scan(text, True, False))


def test_threads_share_a_scanner() -> None:
    scanner = filled(new_scanner(), [b"abcde", b"elon musk"], large=False)
    many = [b"Abced and Elon Musk " * n for n in range(1, 60)]
    alone = [scanner.scan(text, False, False) for text in many]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: scanner.scan(text, False, False), many)) == alone
