"""What an English number counts or measures: the unit, the counted noun, "per what"."""

from __future__ import annotations

from functools import cache

from bot.figures.english_refusals import is_plural, month_words
from bot.figures.found import Found
from bot.figures.tables import Unit, units, word_set, words
from bot.figures.tokens import DASHES, Tokens

_SPACED = frozenset({"m", "g", "W", "V", "L", "l", "h", "t"})
_NEVER_SPACED = frozenset({"in", "A", "s", "x", "X", "J", "°", "pt", "PS", "ps", "min"})
_SIGNS = frozenset("€£$¥₹₽₩₺")
"""Currency signs that may also stand behind the number: ``15€``."""
_NOT_PER = frozenset({"earlier", "ago", "later", "after", "before", "end", "high", "low"})
_PERIODS = frozenset({"Q", "H", "W", "FY", "CY", "WK"})
"""Letters before a number that make it a period: ``Q3``."""
_EACH = frozenset({"each", "apiece"})
_MAX_NOUN_PHRASE = 7
_GOODS = 1e5
"""From here on "pounds" are money unless something is weighed."""


def read_unit(tk: Tokens, found: Found) -> None:
    """Fill unit, currency, counted noun and denominator; advance ``found.last``."""
    index = found.number_last
    if found.money is not None:
        _set_unit(found, found.money, index, f"“{found.money.name}” sign before it")
        index = _currency_again(tk, found, index)
    else:
        for stage in STAGES:
            if stage(tk, found, index):
                break
    if found.ordinal and not found.unit:
        _noun_phrase(tk, found, found.number_last)
    noun_end = found.last
    _denominator(tk, found)
    if found.apart and found.last == noun_end:
        found.end = tk.end[found.number_last - 1]
    else:
        found.end = tk.end[found.last - 1]


def _set_unit(found: Found, unit: Unit, last: int, why: str) -> None:
    found.known = unit
    found.unit = unit.currency or unit.id
    if unit.currency and unit.factor != 1:
        found.unit = unit.id
    found.last = max(last, found.last)
    found.why.append(why)


def _currency_again(tk: Tokens, found: Found, index: int) -> int:
    """``$5 million US``, ``NT$44bn dollars``: a repeated currency word is part of the amount."""
    known = units().words.get(tk.word(index))
    if known is not None and known is found.money:
        found.last = index + 1
    return found.last


# ── stages, tried in order ───────────────────────────────────────────────────────────────


def _glued_symbol(tk: Tokens, found: Found, index: int) -> bool:
    """``2nm``, ``350 km/h``, ``4pc``, ``5 kWh``: case-sensitive symbols."""
    if index >= tk.size:
        return False
    glued = tk.glued(index)
    symbols = units().symbols
    if not glued and tk.start[index] - tk.end[index - 1] != 1:
        return False
    for length in (3, 2, 1):
        last = index + length
        if last > tk.size or any(not tk.glued(i) for i in range(index + 1, last)):
            continue
        raw = "".join(tk.raw[index:last])
        unit = symbols.get(raw) or (units().prefixes.get(raw) if glued and raw in _SIGNS else None)
        if unit is None or (tk.glued(last) and tk.raw[last][0].isalnum()):
            continue
        if not glued and (
            raw in _NEVER_SPACED or (len(raw) == 1 and raw not in _SPACED and raw not in "%×")
        ):
            continue
        if raw in '"″' and not glued:
            continue
        if raw in ("pt", "pts", "pp") and not glued and found.spelled:
            continue
        _set_unit(found, unit, last, f"the unit “{raw}” behind it")
        return True
    unit = units().words.get(tk.word(index)) if glued and tk.is_word(index) else None
    if unit is None and glued and tk.raw[index] == "+":
        found.qualifier = ">="
        found.number_last = found.last = index + 1
        return any(stage(tk, found, index + 1) for stage in STAGES[1:])
    if unit is not None:
        _set_unit(found, unit, index + 1, f"the unit “{tk.raw[index]}” behind it")
    return unit is not None


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
            _set_unit(
                found, _money_or_mass(found, unit), last, f"the unit “{unit.name}” joined to it"
            )
            return True
    word = tk.low[index + 1]
    if (
        word in word_set("stops")
        or not tk.raw[index + 1].islower()
        or word in word_set("not_counted")
    ):
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
    for length in (4, 3, 2, 1):
        last = index + length
        if last > tk.size:
            continue
        phrase = tk.joined(index, last)
        unit = table.get(phrase)
        if unit is None:
            continue
        if unit.counted and _noun_goes_on(tk, index, last, found):
            return False
        if phrase == "won" and not (found.scale > 1 or found.low >= 100):
            return False
        if (
            phrase in ("mark", "mu", "bar", "cup", "jin", "second", "real", "x", "sec")
            and found.low > 1
        ):
            return False
        _set_unit(found, _money_or_mass(found, unit), last, f"the unit “{phrase}” behind it")
        if unit.counted:
            found.noun = phrase
        return True
    return False


def _money_or_mass(found: Found, unit: Unit) -> Unit:
    if unit.id == "pounds" and (found.scale >= 1e6 or found.low >= _GOODS):
        return units().by_id["GBP"]
    return unit


def _noun_goes_on(tk: Tokens, index: int, last: int, found: Found) -> bool:
    """``300 car dealerships``: the known noun only modifies the next one."""
    if tk.raw[index][0].isupper() and found.low == 1:
        return False
    if found.low == 1 and not is_plural(tk.low[last - 1]):
        return (
            tk.is_word(last)
            and tk.low[last] not in word_set("stops")
            and tk.low[last] in units().words
        )
    follower = tk.word(last)
    if not tk.is_word(last) or follower in word_set("stops") or not tk.raw[last].islower():
        return not is_plural(tk.low[last - 1]) and found.low != 1 and tk.is_word(last)
    return is_plural(follower) or not is_plural(tk.low[last - 1])


def _noun_phrase(tk: Tokens, found: Found, index: int) -> bool:
    """The head of the noun phrase behind the number: ``250,000 paid rides``, ``12,000 Model 3
    and Model Y cars``, ``48 737 MAX jets``."""
    head = -1
    stops = word_set("stops")
    step = index
    while step < tk.size and step - index < _MAX_NOUN_PHRASE:
        raw, low = tk.raw[step], tk.low[step]
        if raw[0].isalpha():
            if (
                low in stops
                and low not in _adverbs()
                and not (low == "new" or (low == "and" and _between_names(tk, step)))
            ):
                break
            if low in _adverbs():
                if not _modifies(tk, step):
                    break
            elif tk.glued(step) and raw in ("s",) and tk.is_number(step - 1):
                head = step
            elif (raw.isupper() and len(raw) > 3) or _is_verb(tk, step, index):
                pass
            elif (is_plural(low) or _is_short_plural(raw)) and not low.endswith(("'s", "’s")):
                head = step
                if not _more_plurals(tk, step + 1):
                    break
        elif tk.is_number(step):
            if not (_names(tk, step - 1) or tk.glued(step) or tk.masked[step] or step == index):
                break
        elif raw not in "&-–" or not tk.glued(step) or step == index:
            break
        step += 1
    if head < 0:
        return _single(tk, found, index)
    _set_noun(tk, found, head)
    return True


def _modifies(tk: Tokens, index: int) -> bool:
    """``700 million weekly users``: an adjective here, not "a week"."""
    return tk.is_word(index + 1) and tk.low[index + 1] not in word_set("stops")


def _is_verb(tk: Tokens, step: int, index: int) -> bool:
    """``20 Model Ys covers a zone``: behind a name and before an article, an -s is a verb's."""
    return step > index and _names(tk, step - 1) and tk.word(step + 1) in ("a", "an", "the")


def _is_short_plural(raw: str) -> bool:
    """``Model Ys``."""
    return len(raw) == 2 and raw[0].isupper() and raw[1] == "s"


def _names(tk: Tokens, index: int) -> bool:
    return tk.is_word(index) and not tk.raw[index].islower()


def _between_names(tk: Tokens, index: int) -> bool:
    """``Model 3 and Model Y``: a name goes on behind "and"."""
    behind = _names(tk, index - 1) or (tk.is_number(index - 1) and _names(tk, index - 2))
    return behind and _names(tk, index + 1)


def _more_plurals(tk: Tokens, index: int) -> bool:
    """``3,000 sales jobs``."""
    return tk.is_word(index) and tk.raw[index].islower() and (
        is_plural(tk.low[index]) and tk.low[index] not in word_set("stops")
    )  # fmt: skip


def _single(tk: Tokens, found: Found, index: int) -> bool:
    """One thing, or an ordinal: the first word behind it that can be a noun."""
    if found.ordinal:
        return _ordinal_noun(tk, found, index)
    if _product(tk, found, index):
        return True
    if found.low != 1 or not found.spelled or not tk.is_word(index):
        return False
    last = index
    while tk.is_word(last + 1) and tk.low[last + 1] not in word_set("stops") and last - index < 2:
        if not tk.raw[last + 1].islower() or tk.glued(last + 1):
            break
        last += 1
    if tk.low[last] not in units().words:
        return False
    _set_noun(tk, found, last)
    return True


def _product(tk: Tokens, found: Found, index: int) -> bool:
    """``12,500 SU7 in October``: a product's code instead of a noun."""
    code = tk.raw[index] if tk.is_word(index) and not tk.glued(index) else ""
    if not code.isupper() or len(code) > 4 or code in _PERIODS or found.low < 2:
        return False
    last = index + 1
    while tk.glued(last) and tk.raw[last].isalnum():
        last += 1
    if not tk.is_number(index + 1) or not tk.glued(index + 1) or not _ends(tk, last):
        return False
    found.unit = tk.text[tk.start[index] : tk.end[last - 1]]
    found.noun = found.unit.lower()
    found.last = last
    found.why.append(f"counts “{found.unit}”")
    return True


def _ends(tk: Tokens, index: int) -> bool:
    """Whether the noun phrase is over at this token."""
    word = tk.word(index)
    return not tk.is_word(index) or word in word_set("stops") or word in month_words()


def _ordinal_noun(tk: Tokens, found: Found, index: int) -> bool:
    """``10,000th vehicle``, ``10,000th SU7``: what the milestone is one of."""
    step = index
    while step < tk.size and step - index < 4:
        if not tk.is_word(step) or tk.low[step] in word_set("stops"):
            break
        unit = units().words.get(tk.low[step])
        if unit is not None:
            _set_unit(found, unit, step + 1, f"the {tk.low[step]} it counts")
            found.noun = tk.low[step]
            return True
        step += 1
    if not tk.is_word(index) or tk.low[index] in word_set("stops"):
        return False
    last = index
    while tk.glued(last + 1) and tk.raw[last + 1][0].isalnum():
        last += 1
    found.unit = tk.text[tk.start[index] : tk.end[last]]
    found.noun = found.unit.lower()
    found.last = last + 1
    found.why.append(f"counts “{found.unit}”")
    return True


def _set_noun(tk: Tokens, found: Found, head: int) -> None:
    first = head
    found.apart = any(not tk.raw[i].islower() for i in range(found.number_last, head))
    while first > found.number_last and tk.glued(first) and _in_word(tk, first):
        first -= 1
    while _is_short_plural(tk.raw[head]) and first > found.number_last and _names(tk, first - 1):
        first -= 1
    noun = tk.text[tk.start[first] : tk.end[head]]
    low = noun.lower()
    unit = units().words.get(low)
    if unit is not None and unit.counted:
        found.known, found.unit = unit, unit.id if low in (unit.name, unit.id.lower()) else low
    elif unit is not None and unit.dim == "time":
        found.known, found.unit = unit, unit.id
    else:
        found.unit = noun if first != head else low
    found.noun = low
    found.last = head + 1
    found.why.append(f"counts “{noun}”")


def _in_word(tk: Tokens, index: int) -> bool:
    """``AK-47s``: letters, digits and inner hyphens of one product noun."""
    return tk.raw[index][0].isalnum() or (tk.raw[index] in DASHES and tk.glued(index + 1))


STAGES = (_glued_symbol, _hyphenated, _words, _noun_phrase)


# ── per what ─────────────────────────────────────────────────────────────────────────────


def _denominator(tk: Tokens, found: Found) -> None:
    """``per barrel``, ``a week``, ``/kWh``, ``annually``."""
    index = found.last
    word = tk.word(index)
    if word in ("per", "every", "a", "an", "/", "each") and tk.is_word(index + 1):
        for length in (2, 1):
            last = index + 1 + length
            phrase = tk.phrase(index + 1, last)
            if last > tk.size or not _counts_per(phrase, word):
                continue
            if tk.word(last) in _NOT_PER or (word in ("a", "an") and found.is_time):
                return
            found.per = phrase
            found.last = last
            found.why.append(f"per {phrase}")
            return
    elif word in _adverbs() and not found.is_time and not _modifies(tk, index):
        found.per = _adverbs()[word]
        found.last = index + 1
        found.why.append(f"per {found.per}")


def _counts_per(phrase: str, joint: str) -> bool:
    if phrase in word_set("units_per"):
        return True
    return joint in ("per", "/") and (phrase in units().words or phrase in units().symbols)


@cache
def _adverbs() -> dict[str, str]:
    return dict(words("adverbs_per"))
