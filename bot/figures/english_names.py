"""A name of an English sentence that may be the subject of its figures, and names that are not."""

from __future__ import annotations

from bot.figures.tokens import Tokens


class Name:
    """A possible subject: tokens ``[first, last)``. Not a dataclass for the sake of speed, like
    :class:`Found`; nothing changes it."""

    def __init__(self, first: int, last: int, text: str, *, watched: bool = False) -> None:
        self.first = first
        self.last = last
        self.text = text
        self.watched = watched


def is_exchange(tk: Tokens, first: int, last: int) -> bool:
    """``Tesla (Nasdaq: TSLA)``: a listing, neither the exchange nor the ticker is spoken of."""
    if tk.word(first - 1) == "(":
        return tk.word(last) == ":"
    return tk.word(first - 1) == ":" and "(" in tk.low[max(first - 4, 0) : first]


def is_source(tk: Tokens, first: int) -> bool:
    """``economists polled by Reuters``: who asked, not of whom it is."""
    return tk.word(first - 1) == "by" and tk.word(first - 2) in _ASKED


_ASKED = frozenset({"polled", "surveyed", "compiled", "collected", "cited", "reviewed", "seen"})
