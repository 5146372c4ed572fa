"""Numbers inside titles and other names: ``“12 Angry Men”``, ``7-Eleven``, ``the 24 Hours``."""

from __future__ import annotations

from functools import cache

from bot.figures.english_marks import QUOTE
from bot.figures.english_wording import (
    is_plural,
    metric_verbs,
    month_words,
    runs,
    singular_follows,
    verbish,
)
from bot.figures.numerals import MAGNITUDES, NUMBER_WORDS
from bot.figures.tables import Unit, names, units, word_set, words
from bot.figures.tokens import DASHES, Tokens

OPENING = frozenset("\"“‘«'")
_CLOSING = frozenset("\"”’»'")
_SMALL = frozenset(
    {"the", "of", "a", "an", "and", "in", "to", "for", "on", "at", "with", "from", "or", "by"}
)
"""Words that a title leaves in lower case."""
_TITLE = 8
"""Tokens a quoted title may have on either side of its number."""


Beside = dict[str, list[tuple[int, list[str]]]]
"""The word behind a numeral (before it, where it ends the name) → where in the name the numeral
stands, and the tokens of the name."""


@cache
def _known() -> dict[str, Beside]:
    """First numeral of a name → what may stand beside it; each also with ``'s`` behind it."""
    found: dict[str, Beside] = {}
    for name in (*names(), *words("number_idioms")):
        plain = Tokens(name).low
        at = next(at for at, part in enumerate(plain) if part in _NUMERALS or part[0].isdigit())
        for ending in ("", "'s", "’s") if at + 1 < len(plain) else ("",):
            parts = [*plain[:-1], plain[-1] + ending]
            beside = parts[at + 1] if at + 1 < len(parts) else parts[at - 1]
            found.setdefault(parts[at], {}).setdefault(beside, []).append((at, parts))
    return found


_NUMERALS = frozenset({*NUMBER_WORDS, *MAGNITUDES, "half"})


def title_end(tk: Tokens, index: int) -> int:
    """The token behind the name that the numeral at ``index`` is part of; 0: of none."""
    known = _known().get(tk.low[index])
    last = _named(tk, index, known) if known is not None else 0
    if last:
        return last
    if tk.has & QUOTE and not (
        index and tk.is_lower(index - 1) and tk.raw[index - 1] not in _SMALL
    ):
        last = _quoted(tk, index)
    after = index + 1
    if last or after >= tk.size or tk.is_lower(after) or tk.words[after].digit:
        return last
    named = tk.raw[after] in DASHES or tk.is_large(after)
    return _part_of_name(tk, index) if named else 0


def _named(tk: Tokens, index: int, known: Beside) -> int:
    behind = known.get(tk.word(index + 1))
    last = _first_named(tk, index, behind) if behind is not None else 0
    if last:
        return last
    before = known.get(tk.word(index - 1))
    return _first_named(tk, index, before) if before is not None else 0


def _first_named(tk: Tokens, index: int, names_: list[tuple[int, list[str]]]) -> int:
    for at, parts in names_:
        first, last = index - at, index - at + len(parts)
        if first < 0 or tk.low[first:last] != parts:
            continue
        written = "".join(tk.raw[first:last])
        capital = written != written.lower() or not any(char.isalpha() for char in written)
        if capital or " ".join(parts) in word_set("number_idioms"):
            return last
    return 0


def is_titled(tk: Tokens, index: int, money: Unit | None) -> bool:
    """The refusal of digits that are part of a name; what is left of the name is masked."""
    last = 0 if money is not None else title_end(tk, index)
    for at in range(index, last):
        tk.masked[at] = 1
    return last > 0


def _quoted(tk: Tokens, index: int) -> int:
    """``“Fahrenheit 451”``: between quotation marks every word has a capital."""
    first = index
    while first and index - first < _TITLE and tk.raw[first - 1] not in OPENING:
        first -= 1
        if not _title_word(tk, first):
            return 0
    if not first or tk.raw[first - 1] not in OPENING or tk.glued(first - 1):
        return 0
    many = tk.raw[index].istitle() and tk.word(index + 1) in MAGNITUDES  # "Four Thousand Weeks"
    if _measured(tk.word(index + 1)) and not (many and runs(tk)):
        return 0
    last = index + 1
    while last < tk.size and last - index < _TITLE and tk.raw[last] not in _CLOSING:
        if not _title_word(tk, last):
            return 0
        last += 1
    if last >= tk.size or tk.raw[last] not in _CLOSING or not tk.glued(last):
        return 0
    named = any(tk.is_large(at) for at in range(first, last))
    return last if named or last - first == 1 else 0


def _measured(after: str) -> bool:
    """“100 Percent”, “5 Million Euros”: amounts, however they are quoted."""
    unit = units().words.get(after)
    return after in MAGNITUDES or after == "%" or (unit is not None and unit.dim != "time")


def _title_word(tk: Tokens, index: int) -> bool:
    raw = tk.raw[index]
    if raw[0].isupper():
        low = tk.low[index]
        return low not in word_set("headline_verbs") and low not in metric_verbs()
    return tk.words[index].digit or raw in _SMALL or raw in ",:-–&!?½"


def _part_of_name(tk: Tokens, index: int) -> int:
    """``7-Eleven``, ``the 24 Hours of Spa``: in running text a word behind the number has a
    capital that it would not have as a unit or a noun."""
    after = index + 1
    if tk.raw[after] in DASHES:
        joined = tk.glued(after) and tk.glued(after + 1) and tk.words[index].digit
        word = tk.raw[after + 1] if joined else ""
        named = word.istitle() and word.lower() not in units().words
        if word.isupper():
            named = len(word) == 1 or (tk.glued(after + 2) and tk.is_number(after + 2))
        return after + 2 if named and runs(tk) else 0
    if tk.glued(after) or not runs(tk):
        return 0
    if tk.raw[after].istitle() and tk.low[after] in word_set("named_times"):
        return after + 1
    return after if _leads_name(tk, index, after) else 0


def _leads_name(tk: Tokens, index: int, after: int) -> bool:
    """``its 17 Pro Max``, ``500 Global``, ``2 Samuel``: a capital that no plural explains."""
    raw = tk.raw[index]
    if not raw.isdigit() or len(raw) > _MOST_DIGITS or tk.low[after] in word_set("weekdays"):
        return False
    if any(
        tk.low[at] == "s" and tk.words[at - 1].digit for at in range(after, min(after + 6, tk.size))
    ):
        return False  # "180 Boeing 737-10s"
    joined = tk.word(after + 1) in DASHES and tk.glued(after + 1)  # "the 5 E-Tech"
    if (
        (tk.raw[after].isupper() and not joined)
        or not tk.is_word(after)
        or tk.word(index - 1) in _AMOUNTS
    ):
        return False
    if (
        _measured(tk.low[after])
        or tk.raw[after] in units().symbols
        or tk.low[after] in month_words()
        or verbish(tk.low[after])
    ):
        return False
    while after < tk.size and (tk.is_large(after) or tk.glued(after) or tk.words[after].digit):
        if is_plural(tk.low[after]) or tk.raw[after] in ",.;:":
            break
        if tk.raw[after][-1] == "s" and tk.raw[after][:-1].isupper():
            return False  # "72 Blackwell GPUs"
        after += 1
    verb = verbish(tk.word(after)) or tk.word(after + 1) in ("a", "an", "the", "its", "it")
    return verb or singular_follows(tk, after) or not tk.is_word(after)


_MOST_DIGITS = 4
_AMOUNTS = frozenset({"by", "%"})


def begins_name(tk: Tokens, index: int, last: int) -> bool:
    """``and Nine Entertainment``: in running text a number in words has a capital, though it
    begins no sentence, and so has the word behind it at ``last``."""
    if not index or not tk.is_large(index) or tk.raw[index - 1] in _BEGINS:
        return False
    if tk.word(last) in DASHES and tk.glued(last):
        last += 1  # "the Five-Year Plan"
    return last < tk.size and tk.raw[last].istitle() and runs(tk)


_BEGINS = frozenset(".:;!?–—|()\"“‘'…")
