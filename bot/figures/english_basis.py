"""What an English change is measured against: ``up 58% year on year``, ``up 43% from May``."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from bot.figures.calendar import Freq, Span
from bot.figures.english_marks import BASIS
from bot.figures.found import Found
from bot.figures.tables import words
from bot.figures.tokens import DASHES, Tokens
from bot.model import Basis

_AHEAD = 14
"""Farthest the basis may stand behind its change, in tokens."""
_BEFORE = 10
"""Farthest it may stand before: ``a week-on-week rise of 6.7%``."""
_STEPS: dict[Freq, Basis] = {
    "D": "d/d", "W": "w/w", "M": "m/m", "Q": "q/q", "S": "h/h", "A": "y/y"
}  # fmt: skip
_ENDS = frozenset({"earlier", "ago", "before", "prior"})
_MEASURED = frozenset({"from", "on", "than", "over", "versus", "vs", "against", "to", "with"})


class _Words:
    """The phrases that go on from here: by their next word; and the basis of one that ends."""

    def __init__(self) -> None:
        self.next: dict[str, _Words] = {}
        self.basis: Basis = ""


@cache
def _phrases() -> _Words:
    """All phrases that tell a basis, without their hyphens."""
    tree = _Words()
    for basis, listed in words("en_basis").items():
        for phrase in listed:
            at = tree
            for word in phrase.split():
                at = at.next.setdefault(word, _Words())
            at.basis = basis
    return tree


def basis_starts() -> Collection[str]:
    """The first words of the phrases."""
    return _phrases().next.keys()


def name_bases(tk: Tokens, found: list[Found], spans: list[Span]) -> None:
    """Give every change its basis: by the words beside it, else by the period it is measured
    against. A level has the basis of the change that is stated beside it."""
    if not any(each.is_change or each.stated_by or each.prior for each in found):
        return
    for first, last, basis in _marks(tk):
        _attach(tk, found, first, last, basis)
    for span in spans:
        _against(tk, found, span)
    for each in found:
        if not each.basis and each.stated_by is not None:
            each.basis = each.stated_by.basis


def _marks(tk: Tokens) -> list[tuple[int, int, Basis]]:
    firsts = _phrases().next
    found: list[tuple[int, int, Basis]] = []
    behind = 0
    for index in tk.marked(BASIS):
        if index < behind:
            continue
        here: _Words | None = firsts.get(tk.low[index])
        basis: Basis = ""
        last, at = index, index + 1
        while here is not None:
            if here.basis:
                last, basis = at, here.basis
            while tk.word(at) in DASHES:
                at += 1
            here = here.next.get(tk.word(at))
            at += 1
        if basis:
            behind = last + (tk.word(last) in _ENDS)
            found.append((index, behind, basis))
    return found


def _attach(tk: Tokens, found: list[Found], first: int, last: int, basis: Basis) -> None:
    """To the change before the words, else to the one they lead up to."""
    before = next(
        (each for each in reversed(found) if each.last <= first and not each.is_time), None
    )
    if before is not None and first - before.last <= _AHEAD:
        if before.is_prior:
            before = next((each for each in found if each.prior is before), None)
        elif not before.is_change and (before.unit != "%" or first > before.last):
            before = None  # unless it is "inflation of 24.5% year on year"
        if before is not None:
            _set(before, basis, _said(tk, first, last))
            return
    after = next((each for each in found if each.first >= last), None)
    if after is not None and after.is_change and after.first - last <= _BEFORE:
        _set(after, basis, _said(tk, first, last))


def _against(tk: Tokens, found: list[Found], span: Span) -> None:
    """``up 43% from May``, ``down 5% on June 2024``: the base is as long as the figure's own
    period, and one step or one year before it."""
    if span.interval is None or span.freq not in _STEPS:
        return
    first = tk.index_at(span.start)
    if tk.word(first - 1) not in _MEASURED:
        return
    each = next((each for each in reversed(found) if each.last <= first), None)
    if each is None or not each.is_change or each.basis or first - each.last > 3:
        return
    own = each.period
    if own is None or own.start is None or own.freq != span.freq:
        return
    days = (own.start.date() - span.interval[0]).days
    if span.interval[1] == own.start.date():
        _set(each, _STEPS[span.freq], span.label)
    elif 360 <= days <= 372:
        _set(each, "y/y", span.label)


def _said(tk: Tokens, first: int, last: int) -> str:
    return tk.text[tk.start[first] : tk.end[last - 1]]


def _set(each: Found, basis: Basis, words_: str) -> None:
    if not each.basis:
        each.basis = basis
        each.why.append(f"{basis} because of “{words_}”")
