"""Which names could be meant where in a text: what the scan gives to whoever judges.

Two implementations that give the same: :mod:`bot.matching.plain`, in Python around an
Aho–Corasick library, and ``_scanner.c``, compiled where there is a compiler when Tidings is
installed, which is several times faster. A test holds them equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import Protocol, cast

from bot.matching.fold import CASED
from bot.matching.lexicon import known, settled, small_slips, words
from bot.matching.native import native
from bot.matching.plain import PlainScanner

Hit = tuple[int, int, int]
"""Start and end of a name in ``Folded.raw``, and the number of its form."""
Miss = tuple[int, int, int, int, int, bytes, int]
"""Start, end and form of a name as it may be meant; start and end of the token that is misspelt;
the token meant and its distance (0: the token is the name's tokens run together)."""
Scan = tuple[list[Hit], list[Miss], list[Hit]]
"""Names as written, names misspelt, and names with a middle initial within."""

_KNOWN, _SETTLED, _IN_WORDS = 1, 2, 4


class Scanner(Protocol):
    """Filled by :meth:`add` and :meth:`spell`, closed by :meth:`freeze`; then it never changes,
    and threads may share it."""

    def add(self, form: bytes, /) -> int:
        """The number of a form (folded tokens with spaces between), counted from 0."""
        ...

    def form(self, number: int, /) -> bytes: ...

    def spell(self, tokens: Iterable[bytes], lower: bool, large: bool, /) -> None:
        """The tokens that may be misspelt: with a capital, or ``lower`` without one. ``large``:
        there are so many that only one edit is believed."""
        ...

    def knows(self, token: bytes, /) -> bool:
        """Whether a name has this token (of those that may be misspelt with a capital)."""
        ...

    def freeze(self, capital: bytes, /) -> None:
        """``capital``: by form, 1 where it counts only when it begins with a capital."""
        ...

    def scan(self, text: str | bytes, explain: bool, lower: bool, /) -> Scan | None:
        """``text``: a ``str`` of ASCII, or ``Folded.raw``. ``explain``: take nothing for a known
        word, so that it can be said why it isn't meant. ``lower``: give also what lacks the capital
        with which alone it counts. ``None``: nothing."""
        ...


def is_compiled() -> bool:
    """Whether the fast scanner was built when Tidings was installed."""
    return native() is not None


def new_scanner(*, plain: bool = False) -> Scanner:
    """``plain``: the one in Python, even where the compiled one is there."""
    compiled = native()
    if plain or compiled is None:
        return PlainScanner()
    return cast("Scanner", compiled.Scanner(CASED, _lexicon(compiled)))


@cache
def _lexicon(compiled: ModuleType) -> object:
    plain, never = known(), settled()
    return compiled.Lexicon(
        (
            (token, _IN_WORDS | _KNOWN * (token in plain) | _SETTLED * (token in never))
            for token in words()
        ),
        ((slip, word) for slip, meant in small_slips().items() for _, word in meant),
    )
