"""What an English number is counted by: ``a week``, ``per barrel``, ``per 100,000 people``."""

from __future__ import annotations

from functools import cache

from bot.figures.english_wording import is_plural
from bot.figures.found import Found
from bot.figures.numerals import MAGNITUDES, digits
from bot.figures.tables import units, word_set, words
from bot.figures.tokens import DASHES, Tokens

_NO_EACH = frozenset(
    {"record", "deal", "rise", "fall", "gain", "loss", "total", "bid", "bit", "few", "lot"}
)
_DEDUCTED = frozenset({"tax", "taxes", "insurance", "fees", "tips", "expenses", "bonuses", "bills"})
_SPANS = frozenset({"year", "quarter", "month", "week", "day", "hour", "decade", "season"})
_NOT_PER = frozenset({"earlier", "ago", "later", "after", "before", "end", "high", "low"})


def denominator(tk: Tokens, found: Found) -> None:
    """``per barrel``, ``a week``, ``/kWh``, ``annually``."""
    index = found.last
    word = tk.word(index)
    if word not in _begins():
        return
    if found.known is not None and " per " in found.known.name:
        return  # "555,000 bpd a month"
    if word == "of" and found.dim == "oil":
        index = _past_matter(tk, index)
        word = tk.word(index)
    if word in DASHES and tk.word(index + 1) in ("a", "an") and tk.word(index + 2) in DASHES:
        index, word = index + 2, "a"  # "£9-a-day"
    if word in ("per", "for") and _per_many(tk, found, index):
        return
    if word in ("a", "an") and found.dim.startswith("money") and _each_one(tk, index + 1):
        found.per = tk.low[index + 1]
        found.last = index + 2
        found.why.append(f"per {found.per}")
        return
    if word in ("per", "every", "a", "an", "/", "each") and tk.is_word(index + 1):
        for length in (3, 2, 1) if tk.word(index + 2) in DASHES else (2, 1):
            last = index + 1 + length
            phrase = tk.joined(index + 1, last)
            if last > tk.size:
                continue
            symbol = word in ("per", "/") and length == 1 and tk.raw[index + 1] in units().symbols
            if not (symbol or _counts_per(phrase, word)):
                continue
            if (phrase in _SPANS and _is_time(tk, last)) or (word in ("a", "an") and found.is_time):
                return
            found.per = "year" if phrase == "annum" else phrase
            found.last = last
            found.why.append(f"per {phrase}")
            return
    elif found.money is not None and word in words("letters_per"):
        found.per = words("letters_per")[word]
        found.last = index + 1
        found.why.append(f"per {found.per}")
    elif word in adverbs() and not found.is_time and not modifies(tk, index):
        if found.dim == "ratio":
            return  # "rose 5.9% annually": against the year before
        found.per = adverbs()[word]
        found.last = index + 1
        found.why.append(f"per {found.per}")


@cache
def _begins() -> frozenset[str]:
    """Most numbers are followed by none of these."""
    shown = {"of", "per", "for", "every", "each", "a", "an", "/"}
    return DASHES | shown | frozenset(words("letters_per")) | frozenset(adverbs())


def _past_matter(tk: Tokens, index: int) -> int:
    """``barrels of oil per day``: the token behind what they are of."""
    for at in range(index + 2, min(index + 5, tk.size)):
        word = tk.low[at]
        if word == "per" or (word == "a" and tk.word(at + 1) in _SPANS):
            return at
        if word in word_set("stops"):
            break
    return index


def _per_many(tk: Tokens, found: Found, index: int) -> bool:
    """``6.3 per 100,000 people``, ``12 deaths for every 1,000 births``."""
    first = index + 1
    if tk.word(index) == "for":
        if tk.word(first) not in ("every", "each"):
            return False
        first += 1
    last = first
    if tk.word(first + 1) in DASHES and tk.glued(first + 1):
        return False  # "$2,350 per 40-foot box"
    if tk.is_number(first) and (digits(tk.raw[first]) or 0) >= 10:
        last += 1
    while tk.word(last) in MAGNITUDES:
        last += 1
    if last == first:
        return False
    if last < tk.size and (tk.low[last] in units().symbols or tk.low[last] in ("gram", "grams")):
        last += 1  # "per 100 km", "per 10 gram"
    for step in range(last, min(last + 3, tk.size)):
        if not tk.is_word(step) or tk.is_stop(step):
            break
        if is_plural(tk.low[step]):
            last = step + 1
            break
    found.per = tk.text[tk.start[first] : tk.end[last - 1]].lower()
    found.last = last
    found.why.append(f"per {found.per}")
    return True


def _each_one(tk: Tokens, index: int) -> bool:
    """``$5.48 a bushel.``: one noun, and the phrase is over."""
    if not tk.is_word(index) or tk.is_stop(index) or not tk.is_lower(index):
        return False
    if is_plural(tk.low[index]) or tk.low[index] in _NO_EACH:
        return False
    after = index + 1
    if after >= tk.size or tk.raw[after] in ",.;:)":
        return True
    if tk.low[index] not in _SPANS:
        return tk.is_stop(after)
    return tk.is_stop(after) and tk.low[after] not in _NOT_PER


def _is_time(tk: Tokens, index: int) -> bool:
    """``a month earlier``, ``a month before the vote``; but ``$1,349 a month before tax``."""
    word = tk.word(index)
    return word in _NOT_PER and not (word == "before" and tk.word(index + 1) in _DEDUCTED)


def _counts_per(phrase: str, joint: str) -> bool:
    if phrase in word_set("units_per"):
        return True
    return joint in ("per", "/") and (phrase in units().words or phrase in units().symbols)


@cache
def adverbs() -> dict[str, str]:
    return dict(words("adverbs_per"))


def modifies(tk: Tokens, index: int) -> bool:
    """``700 million weekly users``: an adjective here, not "a week"."""
    return tk.is_word(index + 1) and not tk.is_stop(index + 1)
