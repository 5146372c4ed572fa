"""What an English number measures: its unit by symbol or word, its currency, what it counts."""

from __future__ import annotations

from functools import cache
from typing import Literal

from bot.figures.english_nouns import noun_phrase, of_noun
from bot.figures.english_rates import denominator, modifies
from bot.figures.english_wording import is_plural
from bot.figures.found import Found
from bot.figures.tables import Unit, units, word_set, words
from bot.figures.tokens import DASHES, Tokens, heads

_SPACED = frozenset({"m", "g", "W", "V", "L", "l", "h", "t"})
_NEVER_SPACED = frozenset({"in", "A", "s", "x", "X", "J", "°", "pt", "PS", "ps", "min"})
_SIGNS = frozenset("€£$¥₹₽₩₺")
"""Currency signs that may also stand behind the number: ``15€``."""
_JOINED: dict[str, Literal[">=", "~"]] = {"plus": ">=", "odd": "~"}
_LEAST_PS = 50.0
"""Horsepower of an engine that news tells of."""
_GOODS = 1e5
"""From here on "pounds" are money unless something is weighed."""


def read_unit(tk: Tokens, found: Found) -> None:
    """Fill unit, currency, counted noun and denominator; advance ``found.last``."""
    if found.unit == "percentage points":
        return  # "a quarter point" says it all
    index = _more_or_less(tk, found)
    if tk.word(index) == "or":
        index = _or_more(tk, found, index)
    if tk.word(found.first - 1) == "magnitude":
        return  # "magnitude 5.9 jolts Taipei"
    if found.money is not None:
        found.measure(found.money, index, f"“{found.money.name}” sign before it")
        index = _currency_again(tk, found, index)
    else:
        _measure(tk, found, index)
    if not found.unit and tk.word(found.first - 1) == "of" and found.high < _CHILDREN:
        _of_whom(tk, found)
    if found.ordinal and not found.unit:
        noun_phrase(tk, found, found.number_last)
    noun_end = found.last
    denominator(tk, found)
    if found.apart and found.last == noun_end:
        found.end = tk.end[found.number_last - 1]
    else:
        found.end = tk.end[found.last - 1]


def _of_whom(tk: Tokens, found: Found) -> None:
    """``a mother of three``, ``a crew of four``."""
    who = tk.word(found.first - 2)
    if who in word_set("parents"):
        found.unit = found.noun = "children"
        found.why.append("what a parent has")
    elif who in word_set("bands") and found.spelled:
        found.known, found.unit = units().by_id["people"], "people"
        found.why.append(f"who are in the {who}")


_CHILDREN = 30.0


def _more_or_less(tk: Tokens, found: Found) -> int:
    """``2,000-plus lorries``, ``30-odd ships``: the token behind what is joined to the number."""
    at = found.number_last
    sign = _JOINED.get(tk.word(at + 1)) if tk.word(at) in DASHES and tk.glued(at + 1) else None
    if sign is None:
        return at
    found.qualifier = sign
    found.number_last = found.last = at + 2
    return at + 2


def _or_more(tk: Tokens, found: Found, index: int) -> int:
    """``250 or more workers``: the token behind the bound, where something is counted there."""
    sign = _OR_MORE.get(tk.word(index + 1))
    noun = index + 2
    if sign is None or not tk.is_word(noun) or tk.is_stop(noun):
        return index
    found.qualifier = sign
    return noun


_OR_MORE: dict[str, Literal[">=", "<="]] = {"more": ">=", "fewer": "<=", "less": "<="}


def _currency_again(tk: Tokens, found: Found, index: int) -> int:
    """``$5 million US``, ``NT$44bn dollars``: a repeated currency word is part of the amount."""
    known = units().words.get(tk.word(index))
    if known is not None and known is found.money:
        found.last = index + 1
    return found.last


# ── stages, tried in order ───────────────────────────────────────────────────────────────


@cache
def _symbol_heads() -> dict[str, int]:
    return heads([*units().symbols, *units().letters, *_SIGNS], 3)


@cache
def _word_heads() -> dict[str, int]:
    return heads(units().words, 4)


def _glued_symbol(tk: Tokens, found: Found, index: int) -> bool:
    """``2nm``, ``350 km/h``, ``4pc``, ``5 kWh``: case-sensitive symbols."""
    if index >= tk.size:
        return False
    glued = tk.glued(index)
    symbols = units().symbols
    if not glued and tk.start[index] - tk.end[index - 1] != 1:
        return False
    for length in range(_symbol_heads().get(tk.raw[index], 0), 0, -1):
        last = index + length
        if last > tk.size or any(not tk.glued(i) for i in range(index + 1, last)):
            continue
        raw = "".join(tk.raw[index:last])
        unit = symbols.get(raw)
        if unit is None and glued:
            signed = units().prefixes if raw in _SIGNS else units().letters
            unit = signed.get(raw)
        if unit is None or (tk.glued(last) and tk.raw[last][0].isalnum()):
            continue
        if (
            not glued
            and not _clearly(tk, found, raw, last)
            and (raw in _NEVER_SPACED or (len(raw) == 1 and raw not in _SPACED and raw not in "%×"))
        ):
            continue
        if raw in '"″' and (not glued or tk.text.count('"', 0, tk.start[index]) % 2):
            continue  # a closing quotation mark
        if raw in ("pt", "pts", "pp") and not glued and found.spelled:
            continue
        found.measure(unit, last, f"the unit “{raw}” behind it")
        return True
    unit = units().words.get(tk.word(index)) if glued and tk.is_word(index) else None
    if unit is None and glued and tk.raw[index] == "+":
        found.qualifier = ">="
        found.number_last = found.last = index + 1
        return _in_words(tk, found, index + 1)
    if unit is not None:
        found.measure(unit, index + 1, f"the unit “{tk.raw[index]}” behind it")
    return unit is not None


def _clearly(tk: Tokens, found: Found, raw: str, last: int) -> bool:
    """Symbols that stand apart only where nothing else can be meant: ``6 in thick``, ``408 PS``,
    ``4.1 s.``"""
    if raw == "in":
        return tk.word(last) in ("thick", "wide", "tall")
    if raw == "s":
        return found.low != int(found.low) and (last >= tk.size or tk.raw[last] in ".,;)")
    return raw == "PS" and found.low >= _LEAST_PS


def _hyphenated(tk: Tokens, found: Found, index: int) -> bool:
    """``6.9-inch``, ``12-year-old``, ``three-day``, ``15-member``."""
    if tk.word(index) not in DASHES or not tk.glued(index) or not tk.glued(index + 1):
        return False
    if not tk.is_word(index + 1):
        return False
    found.compound = True
    for length in (5, 3, 1):
        last = index + 1 + length
        parts = tk.raw[index + 1 : last]
        if last > tk.size or any(part in DASHES for part in parts[::2]):
            continue
        if any(part not in DASHES for part in parts[1::2]):
            continue
        unit = (
            units().words.get(" ".join(tk.low[index + 1 : last : 2]))
            or units().words.get("-".join(tk.low[index + 1 : last : 2]))
            or (units().symbols.get(parts[0]) if length == 1 else None)
        )
        if unit is not None:
            found.measure(
                _money_or_mass(tk, found, unit, last), last, f"the unit “{unit.name}” joined to it"
            )
            return True
    word = tk.low[index + 1]
    if word in word_set("stops") or not tk.is_lower(index + 1) or word in word_set("not_counted"):
        return True
    found.noun = found.unit = word
    found.last = index + 2
    found.why.append(f"counts “{word}”")
    return True


def _words(tk: Tokens, found: Found, index: int) -> bool:
    """The longest known unit in words: ``percentage points``, ``US dollars``, ``miles``."""
    table = units().words
    if not tk.is_word(index):
        return False
    most = _word_heads().get(tk.low[index], 0)
    if most and tk.word(index + 1) in DASHES:
        most += 2  # "terabit-per-second"
    for length in range(most, 0, -1):
        last = index + length
        if last > tk.size:
            continue
        phrase = tk.joined(index, last)
        unit = table.get(phrase)
        if unit is None:
            continue
        if unit.counted and found.part:
            return False
        if _joins_longer(tk, last):
            return False
        if unit.counted and _noun_goes_on(tk, index, last, found):
            return False
        if phrase in word_set("crown_words"):
            code = _whose_crowns(tk)
            worn = found.scale == 1 and found.low < _CROWNS and (found.spelled or not code)
            if worn or not (code or phrase in _SWEDISH):
                return False
            unit = units().by_id[code or "SEK"]
        if phrase == "won" and not (found.scale > 1 or found.low >= 100):
            return False
        if (
            phrase in ("mark", "mu", "bar", "cup", "jin", "second", "real", "x", "sec")
            and found.low > 1
            and not (phrase == "bar" and not modifies(tk, last - 1))
        ):
            return False
        found.measure(_money_or_mass(tk, found, unit, last), last, f"the unit “{phrase}” behind it")
        if unit.counted:
            found.noun = phrase
            if phrase not in (unit.name, unit.id.lower()):
                found.unit = phrase
        return True
    return False


_CROWNS = 100.0
"""Fewer than these are worn."""


_SWEDISH = frozenset({"crown", "crowns", "krona", "kronor"})
"""Sweden's where no country is named; kroner may be two countries'."""


def _whose_crowns(tk: Tokens) -> str:
    """The currency of the country that the sentence names, if it names one."""
    return next((code for low in tk.low if (code := words("crowns").get(low))), "")


def _joins_longer(tk: Tokens, last: int) -> bool:
    """``2.7 trillion barrel-miles``: the unit is the first half of another."""
    joined = tk.glued(last) and tk.raw[last] in DASHES and tk.glued(last + 1)
    return joined and is_plural(tk.low[last + 1]) and not tk.is_stop(last + 1)


def _money_or_mass(tk: Tokens, found: Found, unit: Unit, last: int) -> Unit:
    if unit.id != "pounds" or (found.scale < 1e6 and found.low < _GOODS):
        return unit
    if tk.word(last) == "of" and not word_set("weighed").isdisjoint(tk.low[last + 1 : last + 4]):
        return unit  # "8.8 million pounds of thrust"
    return units().by_id["GBP"]


def _noun_goes_on(tk: Tokens, index: int, last: int, found: Found) -> bool:
    """``300 car dealerships``: the known noun only modifies the next one."""
    if tk.is_large(index) and found.low == 1:
        return False
    if found.low == 1 and not is_plural(tk.low[last - 1]):
        return tk.is_word(last) and not tk.is_stop(last) and tk.low[last] in units().words
    follower = tk.word(last)
    if follower in word_set("befalls"):
        return False  # "Ferry carrying 310 people capsizes"
    if not tk.is_word(last) or follower in word_set("stops") or not tk.is_lower(last):
        return not is_plural(tk.low[last - 1]) and found.low != 1 and tk.is_word(last)
    return is_plural(follower) or not is_plural(tk.low[last - 1])


def _of_one(tk: Tokens, found: Found, index: int) -> bool:
    """``two hundredths of a second``."""
    unit = units().words.get(tk.word(index + 2))
    if tk.word(index) != "of" or tk.word(index + 1) not in ("a", "an") or unit is None:
        return False
    if unit.counted or unit.currency:
        return False
    found.measure(unit, index + 3, f"of a {unit.name}")
    return True


def _measure(tk: Tokens, found: Found, index: int) -> bool:
    """The stages, tried in order until one holds."""
    return _glued_symbol(tk, found, index) or _in_words(tk, found, index)


def _in_words(tk: Tokens, found: Found, index: int) -> bool:
    """What is written out; a part of a whole counts nothing."""
    if _hyphenated(tk, found, index) or _words(tk, found, index):
        return True
    if found.part:
        return _of_one(tk, found, index)
    return noun_phrase(tk, found, index) or of_noun(tk, found, index)
