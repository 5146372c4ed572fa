"""Other watches with which a new one may be confused, or that watch the same. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from bot.commands import thresholds
from bot.commands.beside import known_word
from bot.commands.say import some
from bot.commands.view import View, fold, names_of
from bot.matching.han import fold_han
from bot.matching.lexicon import WORD
from bot.matching.names import LEGAL
from bot.model import Watch, Watchlist
from bot.text import count_of, is_cjk

Likeness = Literal["same", "entity", "ticker", "near"]
"""The same name; the same but for its script or legal form; one stock symbol; one edit away."""
MOST = 5
_CHINESE_LEGAL = re.compile("(?:股份)?有限(?:责任)?公司$")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rival:
    """Another watch and how its names are like those of the new one."""

    watch: Watch
    where: Watchlist
    likeness: Likeness
    pairs: tuple[tuple[str, str], ...]
    """Our name and theirs."""


def rivals(watch: Watch, view: View, *, replaced: str = "") -> list[Rival]:
    """Of the visible watches, most alike first. ``replaced``: id of the watch that the new one
    takes the place of."""
    mine = _Keys(watch)
    found = []
    for each in view.watchlists:
        for other in each.watches:
            alike = (other.kind == "figure") == (watch.kind == "figure")
            if other.id in {watch.id, replaced} or not alike:
                continue
            likeness, pairs = mine.like(other)
            if pairs:
                rival = Rival(watch=other, where=each, likeness=likeness, pairs=tuple(pairs))
                found.append(rival)
    order: Sequence[Likeness] = ("same", "entity", "ticker", "near")
    return sorted(found, key=lambda each: order.index(each.likeness))[:MOST]


class _Keys:
    """One watch's names in the forms in which names are compared."""

    def __init__(self, watch: Watch) -> None:
        self._fuzzy = watch.fuzzy
        self._figure = watch.kind == "figure"
        self._exact = _by(fold, names_of(watch))
        self._bare = _by(bare, (watch.name, *watch.aliases))
        self._begin = {key[0] for key in self._bare}
        self._symbols = _by(symbol, watch.tickers)
        self._near = _by(fold, (each for each in (watch.name, *watch.aliases) if _may_slip(each)))

    def like(self, other: Watch) -> tuple[Likeness, list[tuple[str, str]]]:
        exact = _shared(self._exact, fold, names_of(other))
        if exact:
            # In the words of the other: it is theirs that one knows.
            return "same", [(theirs, theirs) for _, theirs in exact]
        if self._figure:
            return "same", []
        names = (other.name, *other.aliases)
        # Most names begin otherwise: that is cheap to see, of a hundred thousand too.
        likely = [each for each in names if fold_han(each[:1]) in self._begin]
        entity = _shared(self._bare, bare, likely)
        if entity:
            return "entity", entity
        ticker = _shared(self._symbols, symbol, other.tickers)
        if ticker:
            return "ticker", ticker
        if not (self._fuzzy or other.fuzzy):
            return "near", []
        return "near", [
            (mine, each)
            for key, mine in self._near.items()
            for each in names
            if abs(len(each) - len(key)) <= 1
            and OSA.distance(key, fold(each), score_cutoff=1) == 1
            and _may_slip(each)
        ]


def _by(key: Callable[[str], str], names: Iterable[str]) -> dict[str, str]:
    return {key(name): name for name in reversed(list(names)) if key(name)}


def _shared(
    mine: Mapping[str, str], key: Callable[[str], str], theirs: Iterable[str]
) -> list[tuple[str, str]]:
    found = {key(name): name for name in theirs if key(name) in mine}
    return [(mine[each], name) for each, name in found.items()]


def bare(name: str) -> str:
    """Without legal form, script variant and case: what is left is the same entity's."""
    tokens = re.sub(r"[.,]", " ", fold_han(name)).casefold().split()
    while len(tokens) > 1 and tokens[-1].encode("utf-8", "replace") in LEGAL:
        tokens.pop()
    return _CHINESE_LEGAL.sub("", " ".join(tokens)) or fold(name)


def symbol(ticker: str) -> str:
    """A stock symbol without ``$`` and, when it has letters, without its exchange."""
    whole = ticker.lstrip("$").upper()
    code = whole.partition(".")[0]
    return code if code.isalpha() else whole


def _may_slip(name: str) -> bool:
    return len(name) >= thresholds.TYPO_FROM and not any(is_cjk(char) for char in name)


# ── in words ─────────────────────────────────────────────────────────────────────────────


def collision(
    rival: Rival, watchlist: Watchlist, *, both: int, days: int, cut: bool = False
) -> str:
    """``both``: stories of the last ``days`` that both watches find; ``cut``: not all of these
    were looked at."""
    verb = "matches" if both == 1 else "match"
    where = "that were looked at" if cut else f"of the last {days} days"
    counted = f"; {count_of(both, 'story', 'stories')} {where} {verb} both"
    return _likeness(rival, same_list=rival.where.id == watchlist.id) + (counted if both else "")


def _likeness(rival: Rival, *, same_list: bool) -> str:
    other, (mine, theirs) = rival.watch, rival.pairs[0]
    where = f"{other.name}, {rival.where.name}"
    if rival.likeness == "same":
        return _same(rival, same_list=same_list)
    if rival.likeness == "entity":
        return f"“{mine}” is “{theirs}” in another form ({where})"
    if rival.likeness == "ticker":
        return f"“{mine}” is the symbol of {other.name} too ({rival.where.name})"
    return (
        f"“{mine}” is one letter from “{theirs}” ({where}): a misspelling of the one may be "
        "taken for the other"
    )


def _same(rival: Rival, *, same_list: bool) -> str:
    other, shared = rival.watch, [theirs for _, theirs in rival.pairs]
    names = some(f"“{name}”" for name in shared)
    verb = "is" if len(shared) == 1 else "are"
    if same_list:
        what = "a name" if len(shared) == 1 else "names"
        return f"{names} {verb} {what} of {other.name} too: one mention will count for both"
    own = fold(other.name) in {fold(name) for name in shared} and len(shared) == 1
    what = "" if own else f" ({other.name})"
    return f"{names} {verb} watched on {rival.where.name} already{what}"


# ── ordinary words ───────────────────────────────────────────────────────────────────────


def like_a_word(watch: Watch, slips: Mapping[str, int]) -> str:
    """A warning when one slip makes an everyday word of the name; else empty. ``slips``: what
    the history has that is taken for a misspelling of the name, with its stories."""
    name = watch.name
    if not watch.fuzzy or not _may_slip(name) or not name.isalpha() or known_word(name).kind:
        return ""
    near = max(_one_edit(name.lower()), key=lambda each: known_word(each).common)
    known = known_word(near)
    least = thresholds.SEEN_WORD if slips else thresholds.EVERYDAY
    if not known.kind & WORD or known.common < least:
        return ""
    what = f"“{name}” is one letter from the word “{near}”: a slip in that may be taken for it"
    shown = some(f"“{text}” in {count_of(n, 'story', 'stories')}" for text, n in slips.items())
    return f"{what}, as would be {shown}" if slips else what


def _one_edit(word: str) -> Iterable[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS if letter != tail[0])
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in _LETTERS)
