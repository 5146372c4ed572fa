"""Text cut into segments (sentences, lines) and segments into tokens with offsets.

One linear pass each; a token is a run of digits with inner separators, a run of letters with
inner apostrophes, or a single other character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.figures import english_marks as marks
from bot.figures.tables import words

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_TOKEN = re.compile(rf"[^\W\d_]+(?:['’][^\W\d_]+)*|{_NUMBER}|\S")
_ASCII_TOKEN = re.compile(rf"[A-Za-z]+(?:'[A-Za-z]+)*|{_NUMBER}|\S")
"""The same for plain ASCII, which most English text is: a third faster."""
_BREAK = re.compile(
    r"[\n.!?…。！？；](?:(?<=\n)\n*|(?<=[。！？；])[。！？；]*"
    r"|(?<=[.!?…])[\"”’')\]]*(\s+)(?=[\"“‘'(\[$€£]*[A-Z0-9\u4e00-\u9fff]))"
)
"""One set of first characters, which the search looks for, and then what each begins."""
_DIGITS = frozenset("0123456789")
_LAST_WORD = re.compile(r"[\w.]{1,6}\Z")

DASHES = frozenset("-–‑−")
JOINTS = DASHES | {":", "/"}
MAX_SEGMENT = 600
"""Characters of the longest segment."""

CLAUSE = frozenset({",", ";", ":", "—", "(", ")", "while", "whereas", "but", "which", "|"})
"""Tokens that end a clause (an en dash only when it stands apart; see :class:`Tokens`)."""

CLAUSE_MARKS = CLAUSE | {"–", "-"}


class Word:
    """A token, and what its spelling alone tells, and whether it touches the one before it; nothing
    changes it. ``start`` and ``end`` count from the last space before it."""

    __slots__ = ("digit", "end", "low", "marks", "raw", "start")

    def __init__(self, raw: str, start: int, *, glued: bool) -> None:
        self.raw = raw
        self.low = raw.lower()
        self.digit = raw[0] in _DIGITS
        self.start = start
        self.end = start + len(raw)
        bits = marks.marks_of_digits(raw) if self.digit else marks.marks_of(raw, self.low)
        self.marks = bits | marks.GLUED if glued else bits


_KNOWN: dict[str, list[Word]] = {}
"""What was met so far between two spaces → its tokens: news says the same few thousand words over
and over, and the numbers of a title once more in the text."""
MAX_KNOWN = 20_000
_LONGEST_KNOWN = 24


def _learn(between: str) -> list[Word]:
    pattern = _ASCII_TOKEN if between.isascii() else _TOKEN
    found: list[Word] = []
    behind = 0
    for match in pattern.finditer(between):
        start = match.start()
        found.append(Word(match.group(), start, glued=0 < start == behind))
        behind = match.end()
    if len(between) <= _LONGEST_KNOWN:
        if len(_KNOWN) >= MAX_KNOWN:
            _KNOWN.clear()
        _KNOWN[between] = found
    return found


class Tokens:
    """Parallel arrays over one segment; offsets count from the start of the segment."""

    __slots__ = (
        "clause", "end", "has", "low", "lower", "masked", "raw", "size", "start", "text", "words",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = lower(text)
        """The whole text in lower case, character for character."""
        found: list[Word] = []
        starts: list[int] = []
        ends: list[int] = []
        has = at = 0
        for between in text.split(" "):
            for word in _KNOWN.get(between) or _learn(between):
                found.append(word)
                has |= word.marks
                starts.append(at + word.start)
                ends.append(at + word.end)
            at += len(between) + 1
        self.words = found
        """What the spelling of each tells; compiled, a look costs as much as into a list of it."""
        self.raw = [word.raw for word in found]
        self.low = [word.low for word in found]
        self.has = has
        """The bits of all tokens."""
        self.start = starts
        self.end = ends
        self.size = len(found)
        self.masked = [0] * self.size
        """1 where a token belongs to a date, time, name, score …: no figure starts there."""
        self.clause = self._clauses()

    def marked(self, mark: int) -> list[int]:
        """The tokens that have a bit."""
        if not self.has & mark:
            return []
        return [index for index, word in enumerate(self.words) if word.marks & mark]

    def __len__(self) -> int:
        return self.size

    def glued(self, index: int) -> bool:
        """Whether nothing stands between this token and the one before it."""
        return 0 <= index < self.size and self.words[index].marks & marks.GLUED != 0

    def is_number(self, index: int) -> bool:
        return 0 <= index < self.size and self.words[index].digit

    def is_word(self, index: int) -> bool:
        return 0 <= index < self.size and self.words[index].marks & marks.LETTER != 0

    def is_lower(self, index: int) -> bool:
        """Of a token of the segment: whether all of its letters are small, and it has any."""
        return self.words[index].marks & marks.LOWER != 0

    def is_large(self, index: int) -> bool:
        """Of a token of the segment: whether it begins with a capital."""
        return self.words[index].marks & marks.LARGE != 0

    def is_joined(self, index: int) -> bool:
        """Of a token of the segment: whether a sign that joins digits stands beside it."""
        before = self.words[index - 1].marks if index else 0
        after = self.words[index + 1].marks if index + 1 < self.size else 0
        return (before | after) & marks.JOINT != 0

    def is_stop(self, index: int) -> bool:
        """Of a token of the segment: whether it is a function word, at which phrases end."""
        return self.words[index].marks & marks.STOP != 0

    def word(self, index: int) -> str:
        """Lower-case token, or empty outside the segment."""
        return self.low[index] if 0 <= index < self.size else ""

    def phrase(self, first: int, last: int) -> str:
        """Lower-case tokens ``[first, last)`` joined by single spaces."""
        if last - first == 1 and 0 <= first < self.size:
            return self.low[first]
        return " ".join(self.low[max(first, 0) : last])

    def joined(self, first: int, last: int) -> str:
        """As :meth:`phrase`, but what touches in the text stays together: ``u.s. dollars``."""
        if last - first == 1 and 0 <= first < self.size:
            return self.low[first]
        return self.lower[self.start[first] : self.end[min(last, self.size) - 1]]

    def index_at(self, offset: int) -> int:
        """The first token that ends after ``offset``."""
        low, high = 0, self.size
        while low < high:  # compiled a third of the time of bisect_right
            middle = (low + high) // 2
            if self.end[middle] <= offset:
                low = middle + 1
            else:
                high = middle
        return low

    def mask(self, start: int, end: int) -> None:
        """Mask all tokens of the offsets ``[start, end)``."""
        index = self.index_at(start)
        while index < len(self.raw) and self.start[index] < end:
            self.masked[index] = 1
            index += 1

    def _clauses(self) -> list[int]:
        found = [0] * self.size
        if not self.has & marks.CLAUSE:
            return found
        clause = last = 0
        outer: list[int] = []
        for index, word in enumerate(self.words):
            if word.marks & marks.CLAUSE:
                if word.low == "(":
                    outer.append(clause)
                if word.low == ")" and outer:
                    clause = outer.pop()
                elif word.low in CLAUSE or not self.glued(index):
                    clause = last = last + 1
            if clause:
                found[index] = clause
        return found


def heads(phrases: Iterable[str], most: int) -> dict[str, int]:
    """First token → the most tokens of a phrase that begins with it, if they are at most
    ``most``: so that a look-up tries no more words than some phrase has."""
    found: dict[str, int] = {}
    for phrase in phrases:
        parts: list[str] = _TOKEN.findall(phrase)
        if len(parts) <= most and len(parts) > found.get(parts[0], 0):
            found[parts[0]] = len(parts)
    return found


def lower(text: str) -> str:
    """In lower case, every character still one."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join([char.lower() if len(char.lower()) == 1 else char for char in text])


@cache
def _titles() -> frozenset[str]:
    return frozenset(words("titles"))


def segments(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences (or lines) of a text, in order; none is empty."""
    found: list[tuple[int, int]] = []
    if _is_unbroken(text):
        _add(found, text, 0, len(text))
        return found
    begin = 0
    for match in _BREAK.finditer(text):
        start, end = match.span()
        space = match.start(1)
        if space >= 0:
            if _is_abbreviation(text, begin, start):
                continue
            _add(found, text, begin, space)
        else:
            _add(found, text, begin, end)
        begin = end
    _add(found, text, begin, len(text))
    return found


_OTHER_BREAKS = "\n!?"
_WIDE_BREAKS = "…。！？；"
"""What may end a sentence besides a full stop: in plain text, and beyond it."""


def _is_unbroken(text: str) -> bool:
    """Whether a look at the full stops of a text shows that no sentence ends within: most titles
    are so, and the search for breaks takes ten times as long."""
    for mark in _OTHER_BREAKS if text.isascii() else _OTHER_BREAKS + _WIDE_BREAKS:
        if mark in text:
            return False
    dot = text.find(".")
    while dot >= 0:
        after = text[dot + 1 : dot + 2]
        if after and not after.isalnum():
            return False
        dot = text.find(".", dot + 1)
    return True


def _add(found: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    """The segment, cut at white space where it is too long to be a sentence: what looks at
    every pair of figures stays linear in the length of the text."""
    while end - begin > MAX_SEGMENT:
        cut = text.rfind(" ", begin + MAX_SEGMENT // 2, begin + MAX_SEGMENT) + 1
        cut = cut or begin + MAX_SEGMENT
        found.append((begin, cut))
        begin = cut
    if end > begin:
        found.append((begin, end))


def _is_abbreviation(text: str, begin: int, dot: int) -> bool:
    if text[dot] != ".":
        return False
    last = _LAST_WORD.search(text, max(begin, dot - 6), dot)
    word = last.group() if last else ""
    return word.lower() in _titles() or (len(word) == 1 and word.isupper())
