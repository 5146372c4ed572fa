"""Words beside a mention that tell the wrong thing from the right one. Pure.

``Xiaomi raises`` stands in half of all headlines on Xiaomi, ``apple pie`` only in the wrong ones:
a phrase is offered when it holds a word that is not met everywhere.
"""

from __future__ import annotations

import json
import re

from bot.matching.lexicon import COMMON, UNKNOWN, WORD, chinese, chinese_proper, words
from bot.model import Mention
from bot.text import is_cjk

REACH = 90
"""Characters on either side of a mention in which words are sought."""
MOST_AFTER, MOST_BEFORE = 4, 2
"""Words that a phrase may take in on either side."""
CJK_REACH = 2
"""Characters of a script without spaces that it takes in at least, in whole words."""
_LONGEST_WORD = 4
EVERYWHERE = 11
"""From this frequency on (0–12) a word tells nothing apart."""

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_JOINED = re.compile(r"(?:['’]s\b)?[ -]")
_VERB_ENDS = ("s", "ed", "ing")
_NEEDS_QUOTES = re.compile(r"""[,:#\[\]{}"'&*!|>%@`]|^[-?\s]|\s$""")


def phrases_around(text: str, mention: Mention) -> list[str]:
    """The shortest phrase from the mention on, and the shortest up to it, that holds a telling
    word; at most two, none when only everyday words stand there."""
    before = text[max(mention.start - REACH, 0) : mention.start].rpartition("\n")[2]
    after = text[mention.end : mention.end + REACH].partition("\n")[0]
    titled = _is_titled(text)
    found = [
        mention.text + _following(after, titled=titled) if after else "",
        _leading(before, titled=titled) + mention.text if before else "",
    ]
    return [each for each in found if len(each) > len(mention.text)]


def _following(after: str, *, titled: bool) -> str:
    if is_cjk(after[0]):
        return _whole(_cjk_run(after))
    at, telling = 0, False
    for number in range(MOST_AFTER):
        joint = _JOINED.match(after, at)
        word = _WORD.match(after, joint.end()) if joint else None
        if word is None:
            break
        at = word.end()
        telling = tells(word[0], titled=titled, verb_place=number == 0)
        if telling:
            break
    return after[:at] if telling else ""


def _leading(before: str, *, titled: bool) -> str:
    if is_cjk(before[-1]):
        return _whole(_cjk_run(before[::-1])[::-1], backwards=True)
    start = len(before)
    for number, word in enumerate(reversed(list(_WORD.finditer(before)))):
        if number == MOST_BEFORE or before[word.end() : start] not in {" ", "-"}:
            break
        start = word.start()
        # What begins a sentence has its capital from there.
        first = not before[:start].strip()
        if tells(word[0], titled=titled or first, verb_place=False):
            return before[start:]
    return ""


def _whole(run: str, *, backwards: bool = False) -> str:
    """So many whole words of its start, or its end, that they have :data:`CJK_REACH` characters."""
    took = 0
    while took < min(CJK_REACH, len(run)):
        sizes = range(min(_LONGEST_WORD, len(run) - took), 0, -1)
        starts = {n: len(run) - took - n if backwards else took for n in sizes}
        took += next(n for n in sizes if n == 1 or _is_word(run[starts[n] : starts[n] + n]))
    return run[len(run) - took :] if backwards else run[:took]


def _is_word(text: str) -> bool:
    return text in chinese() or text in chinese_proper()


def _cjk_run(text: str) -> str:
    end = next((i for i, char in enumerate(text) if not is_cjk(char)), len(text))
    return text[:end]


def _is_titled(text: str) -> bool:
    """Every Long Word Has a Capital, so that capitals tell nothing."""
    line = text.partition("\n")[0]
    return not any(len(word) > 3 and word.islower() for word in _WORD.findall(line))


def tells(word: str, *, titled: bool, verb_place: bool) -> bool:
    """Whether a word sets its phrase apart: a name, a rare word, or one that is no everyday word.

    ``verb_place``: it follows a name, where ``raises`` and ``launches`` stand.
    """
    if not any(char.isalpha() for char in word) or (len(word) == 1 and word.islower()):
        return False  # 2026, a
    known = words().get(word.lower().encode("utf-8", "replace"), UNKNOWN)
    if known.common < COMMON or (word[0].isupper() and not titled):
        return True
    a_verb = verb_place and known.kind & WORD and word.lower().endswith(_VERB_ENDS)
    return known.common < EVERYWHERE and not a_verb


def yaml_text(phrase: str) -> str:
    """As an entry of a list in a file, in quotes where it needs them."""
    return json.dumps(phrase, ensure_ascii=False) if _NEEDS_QUOTES.search(phrase) else phrase
