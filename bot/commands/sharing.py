"""Words that the right news of a name has in common and a wrong one lacks: what may be asked for
as its context. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.commands.phrases import tells
from bot.matching.lexicon import COMMON, UNKNOWN, chinese, chinese_proper, words
from bot.text import is_cjk

REACH = 300
"""Characters on either side of a name in which a context word counts as near."""
MOST = 6
"""Words of a context that are proposed at most."""
ENOUGH = 0.95
"""Part of the worth of the right stories from which on no more words are looked for."""
LEAST = 2
"""Stories that a word must stand in."""
SPECIAL = 2.0
"""By how much more a rare word or a name counts than one of the dictionary."""
_CHINESE_EVERYWHERE = 14
"""From this level on a Chinese word tells nothing apart."""
_LONGEST = 4
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What stands near the name in one story, and how much it matters that it stays."""

    text: str
    worth: float


def shared_words(names: Iterable[str], wrong: str, right: Sequence[Spoken]) -> tuple[str, ...]:
    """Words of which the right texts hold one at least, as far as that goes, and the wrong one
    none; the most telling first. Never the names themselves."""
    left_out = {word.casefold() for name in names for word in _words(name)}
    left_out |= {word.casefold() for word in _words(wrong)}
    low = wrong.casefold()
    holding: dict[str, set[int]] = {}
    written: dict[str, str] = {}
    for number, each in enumerate(right):
        for word in dict.fromkeys(_words(each.text)):
            key = word.casefold()
            if key not in left_out and _tells(word) and not (is_cjk(word[0]) and word in low):
                holding.setdefault(key, set()).add(number)
                written.setdefault(key, word)
    holding = {key: held for key, held in holding.items() if len(held) >= LEAST}
    return tuple(written[key] for key in _covering(holding, [each.worth for each in right]))


def _covering(holding: Mapping[str, set[int]], worth: Sequence[float]) -> Iterator[str]:
    """Word by word that which adds most to what is covered so far."""
    left, total = set(range(len(worth))), sum(worth)
    for _ in range(MOST):
        gains = {key: _gain(key, held & left, worth) for key, held in holding.items()}
        best = max(
            gains, key=lambda key: (gains[key], len(holding[key]), " " in key, key), default=""
        )
        # A word for the sake of one story more is made to measure, and helps with nothing else.
        if not best or len(holding[best] & left) < LEAST:
            return
        yield best
        left -= holding[best]
        if sum(worth[number] for number in left) <= (1 - ENOUGH) * total:
            return


def _gain(key: str, held: set[int], worth: Sequence[float]) -> float:
    covered = sum(worth[number] for number in held)
    return covered * (SPECIAL if _is_special(key) else 1.0)


def _is_special(key: str) -> bool:
    known = words().get(key.encode("utf-8", "replace"), UNKNOWN)
    return is_cjk(key[0]) or known.common < COMMON


def _tells(word: str) -> bool:
    if is_cjk(word[0]):
        return _level(word) < _CHINESE_EVERYWHERE
    parts = word.split()
    return all(len(each) > 2 and tells(each, titled=True, verb_place=True) for each in parts)


def _words(text: str) -> Iterator[str]:
    """Words, and names of two words: Tim Cook."""
    last, end = "", -2
    for found in _WORD.finditer(text):
        word = found[0]
        if any(map(is_cjk, word)):
            yield from _chinese_words(word)
            continue
        yield word
        if word[0].isupper():
            if found.start() == end + 1 and text[end] == " ":
                yield f"{last} {word}"
            last, end = word, found.end()


def _chinese_words(run: str) -> Iterator[str]:
    """The longest words of the dictionary from each place on; what it doesn't have is passed
    over."""
    at = 0
    while at < len(run):
        size = next((n for n in range(_LONGEST, 1, -1) if _level(run[at : at + n]) >= 0), 0)
        if size and len(run) - at >= size:
            yield run[at : at + size]
        at += size or 1


def _level(word: str) -> int:
    return max(chinese().get(word, -1), chinese_proper().get(word, -1))
