"""The scanner in Python: an Aho–Corasick automaton for names as written, and a memory of tokens
so that each possible misspelling is looked up once.

The steady cost of a text without names is one fold, one scan by the automaton and one pass over
its tokens that asks which of them have not been looked up before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import filterfalse

import daachorse

from bot.matching.fold import CASED
from bot.matching.lexicon import known, settled, small_slips, words
from bot.matching.typos import LONGEST, SHORTEST, Near, Spellings, may_be_alone

MEMORY = 200_000
"""Tokens remembered after a look-up; then the memory starts afresh."""
SHORT_NUMBER = 6
"""Tokens with digits are remembered up to this length: longer ones seldom recur."""
REACH = 160
"""Bytes on either side of a misspelt token in which the rest of its name is looked for."""
MOST_PIECES = 4
"""Tokens of the longest name that is also looked for run together."""
BEHEADED = 6
"""Letters of the shortest token that is looked for without its first letter, in lower case: of
``Ellwood`` without its capital ``llwood`` is left."""
_LOWER = b"abcdefghijklmnopqrstuvwxyz"
_INITIALS = frozenset(bytes([code]) for code in b"BCEFGHJKLNOPQRUVWXYZ")
"""Capitals that stand alone in names; the others do so in contractions and as words."""

_Hit = tuple[int, int, int]
_Miss = tuple[int, int, int, int, int, bytes, int]
_Odd = Mapping[bytes, tuple[Near, ...]]


class PlainScanner:
    """See :class:`bot.matching.scanner.Scanner`. Its memory is only added to, or replaced whole."""

    def __init__(self) -> None:
        self._forms: list[bytes] = []
        self._numbers: dict[bytes, int] = {}
        self._spellings: list[Spellings | None] = [None, None]
        self._known = known()
        self._settled = settled()
        self._small = small_slips()
        self._beheaded: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self._joined: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self._forget()

    def _forget(self) -> None:
        self._quiet: set[bytes] = set()
        self._near: dict[bytes, tuple[Near, ...]] = {}

    def add(self, form: bytes) -> int:
        number = self._numbers.setdefault(form, len(self._forms))
        if number == len(self._forms):
            self._forms.append(b" " + form + b" ")
        return number

    def form(self, number: int) -> bytes:
        return self._forms[number][1:-1]

    def spell(self, tokens: Iterable[bytes], lower: bool, large: bool) -> None:
        spellings = self._spellings[lower] = Spellings(tokens, large=large)
        if not lower and not large:
            for token in spellings.tokens:
                if len(token) >= BEHEADED:
                    self._beheaded[token[1:]].append(token)

    def knows(self, token: bytes) -> bool:
        spellings = self._spellings[False]
        return spellings is not None and (0, token) in spellings.near(token, two=False)

    def freeze(self, capital: bytes) -> None:
        self._capital = capital
        self._numbers.clear()
        forms = self._forms
        self._automaton = daachorse.DoubleArrayAhoCorasick(forms) if forms else None
        self._firsts: set[bytes] = set()
        self._others: set[bytes] = set()
        for form in forms:
            tokens = form.split()
            self._firsts.add(tokens[0])
            self._others.update(tokens[1:])
            words = any(len(token) > 1 for token in tokens)  # A.I. run together is another name
            if words and 1 < len(tokens) <= MOST_PIECES and form.count(b" ") == len(tokens) + 1:
                joined = b"".join(tokens)
                if len(joined) <= LONGEST and joined.isalpha():
                    self._joined[joined].append(form[1:-1])

    def scan(
        self,
        text: str | bytes,
        explain: bool,
        lower: bool,
    ) -> tuple[list[_Hit], list[_Miss], list[_Hit]] | None:
        raw = text.encode() if isinstance(text, str) else text
        cased = raw.translate(CASED)
        tokens: Iterable[bytes] = cased.split()
        if not explain:
            tokens = filterfalse(self._known.__contains__, tokens)
            tokens = filterfalse(self._quiet.__contains__, tokens)
        odd, initials = self._met(tokens, explain=explain)
        low = b" " + cased.lower() + b" "
        hits = self._find(low)
        if not lower:
            capital = self._capital
            hits = [hit for hit in hits if not (capital[hit[2]] and cased[hit[0]] in _LOWER)]
        if not hits and not odd and not initials:
            return None
        misses = [*self._misspelt(b" " + cased + b" ", low, odd, explain=explain)] if odd else []
        around = [hit for letter in initials for hit in self._around(raw, low, letter)]
        if not hits and not misses and not around:
            return None
        return [(start, end - 2, form) for start, end, form in hits], misses, around

    def _find(self, low: bytes) -> list[_Hit]:
        if self._automaton is None:
            return []
        found: list[_Hit] = self._automaton.find_overlapping(low)
        return found

    # ── misspelt names ───────────────────────────────────────────────────────────────────

    def _met(self, tokens: Iterable[bytes], *, explain: bool) -> tuple[_Odd, set[bytes]]:
        """Of a text's tokens, with their case, those that may be a misspelling, and initials.

        Each is looked up once and remembered; not so a long one with digits: it seldom recurs.
        """
        odd: dict[bytes, tuple[Near, ...]] = {}
        initials: set[bytes] = set()
        remembered, quiet, never = self._near, self._quiet, self._settled
        if len(quiet) + len(remembered) > MEMORY:
            self._forget()
        for token in tokens:
            lower = token.lower()
            if lower in never and not explain:
                quiet.add(token)
                continue
            found = remembered.get(token)
            if found is not None and not explain:
                odd[token] = found
                continue
            if token in self._small:
                odd[token] = self._small[token]
                continue
            size = len(token)
            if size < SHORTEST or size > LONGEST or not token.isalpha():
                if token in _INITIALS:
                    initials.add(token)
                elif size < SHORT_NUMBER:
                    quiet.add(token)
                continue
            found = self._look_up(token, lower, explain=explain)
            if not explain:
                if not found:
                    quiet.add(token)
                    continue
                remembered[token] = found
            if found:
                odd[token] = found
        return odd, initials

    def _look_up(self, token: bytes, lower: bytes, *, explain: bool) -> tuple[Near, ...]:
        in_lower_case = lower == token and not explain
        spellings = self._spellings[in_lower_case]
        two = explain or not (in_lower_case or lower in words())
        near = spellings.near(lower, two=two) if spellings is not None else []
        if near and near[0][0] == 0:
            return ()  # a name's token, which the automaton finds
        if in_lower_case:
            return (*((1, meant) for meant in self._beheaded.get(lower, ())), *near)
        joined = self._joined.get(lower, [])
        splits = [name for name in self._splits(lower) if name not in joined]
        return (*near, *((0, name) for name in (*joined, *splits)))

    def _splits(self, token: bytes) -> Iterator[bytes]:
        """The token as two of a name's that are run together: ``Bankof England``."""
        for at in range(2, len(token) - 1):
            if token[at:] in self._others and (
                token[:at] in self._firsts or token[:at] in self._others
            ):
                yield token[:at] + b" " + token[at:]

    def _misspelt(self, cased: bytes, low: bytes, odd: _Odd, *, explain: bool) -> Iterator[_Miss]:
        """Names that stand there if an odd token is read as the one it is near.

        The window around is written out with the token meant and scanned like any text; and once
        more with other odd tokens mended too.
        """
        first = {
            token: next((meant for distance, meant in near if distance), b"")
            for token, near in odd.items()
        }
        for token, near in odd.items():
            for at in _places(cased, b" " + token + b" "):
                left, right = _around(low, at + 1, at + 1 + len(token))
                written = _around(cased, at + 1, at + 1 + len(token))
                mended = (_mended(written[0], first), _mended(written[1], first))
                for distance, meant in near:
                    place = (at, at + len(token), left, right)
                    alone = explain or may_be_alone(token.lower(), meant, distance)
                    near_token = (meant, distance, alone)
                    yield from self._standing(place, left, right, near_token)
                    if mended != (left, right) and distance:
                        yield from self._standing(place, *mended, near_token)

    def _standing(
        self,
        place: tuple[int, int, bytes, bytes],
        before: bytes,
        after: bytes,
        near: tuple[bytes, int, bool],
    ) -> Iterator[_Miss]:
        at, to, left, right = place
        meant, distance, alone = near
        line = before + meant + after
        middle, tail = len(before), len(before) + len(meant)
        for start, stop, form in self._find(line):
            if not (start < middle and stop > tail):
                continue
            if not alone and start + 1 == middle and stop - 1 == tail:
                continue
            lead = _last(left, line.count(b" ", start + 1, middle))
            rest = _first(right, line.count(b" ", tail, stop - 1))
            changed = lead != line[start + 1 : middle] or rest != line[tail : stop - 1]
            if changed == (before != left or after != right):
                yield at - len(lead), to + len(rest), form, at, to, meant, distance

    # ── middle initials ──────────────────────────────────────────────────────────────────

    def _around(self, raw: bytes, low: bytes, letter: bytes) -> Iterator[_Hit]:
        """``Elon R. Musk``: names that stand around a middle initial."""
        for at in _places(raw, b" " + letter + b". "):
            left, right = _around(low, at + 2, at + 3)
            gap = len(right) - len(right.lstrip())
            if gap != 2 or not left.strip() or left.endswith(b"  "):
                continue
            line, middle = left + right[gap:], len(left)
            for start, stop, form in self._find(line):
                if start + 1 < middle < stop - 1:
                    yield at + 1 - (middle - start - 1), at + 2 + gap + stop - 1 - middle, form


def _places(text: bytes, wanted: bytes) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted) - 1)


def _around(low: bytes, at: int, end: int) -> tuple[bytes, bytes]:
    """The whole tokens before ``low[at]`` and after ``low[end]``, within reach."""
    left = low[max(0, at - REACH) : at]
    right = low[end : end + REACH]
    return left[left.find(b" ") :], right[: right.rfind(b" ") + 1]


def _mended(written: bytes, first: Mapping[bytes, bytes]) -> bytes:
    """In lower case, with each odd token as the nearest that it may mean."""
    return b" ".join([first.get(token, b"") or token.lower() for token in written.split(b" ")])


def _last(text: bytes, spaces: int) -> bytes:
    """The end of ``text`` with so many spaces in it, its last character being one."""
    return b" ".join(text.rsplit(b" ", spaces + 1)[-spaces - 1 :]) if spaces else b""


def _first(text: bytes, spaces: int) -> bytes:
    """The beginning of ``text`` with so many spaces in it, its first character being one."""
    return b" ".join(text.split(b" ", spaces + 1)[: spaces + 1]) if spaces else b""
