"""Digits that number a thing and count nothing: ``seats 14A and 14B``, ``1. Mix the dough``,
``14 Rue de Rivoli, 75001 Paris``, ``your 1040``, ``the order number is 4471``."""

from __future__ import annotations

from bot.figures.english_wording import is_plural
from bot.figures.numerals import NUMBER_WORDS, digits
from bot.figures.tables import Unit, units, word_set
from bot.figures.tokens import DASHES, Tokens

_SEATS = "ABCDEFGHJKL"
_POSTCODE = 5
_IS = frozenset({"is", "was", ":", "#"})


_OWN = frozenset({"a", "the", "your", "his", "her", "my", "their", "our"})
_ONE_OF = frozenset({"last", "first", "final", "oldest", "new", "next", "old"})
_HINTS = _ONE_OF | _OWN | {"under", "over", "to", "for", "is", "was"}
"""Behind other words in lower case, before words in lower case, nothing is numbered here."""
_BEHIND = frozenset({"of", "from", "at"})
_SHORTCODE = 5
_EMERGENCY = 3
_SIGNED = frozenset("+-−–")
_UNDER = 40.0
"""Strokes under par."""
_ODDS = 3
"""Digits of odds as Americans write them, at least."""
_OLD = 120.0
_PLANES = frozenset({"boeing", "airbus", "jet", "jets", "plane", "planes", "airliner"})
_CALLED = frozenset({"911", "999", "112", "988", "000", "111"})
_CALLS = frozenset({"call", "calls", "caller", "callers", "dispatcher", "dispatchers", "operator"})


def is_numbering(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    raw = tk.raw[index]
    if money is not None or not raw.isdigit():
        return False
    if len(raw) == _EMERGENCY:
        after = tk.word(index + 1)
        if raw in _CALLED and after in _CALLS:
            return True  # "a 911 caller"
        alone = not tk.is_word(index + 1) or after in word_set("stops")
        if alone and raw in word_set("papers") and not _PLANES.isdisjoint(tk.low):
            return True  # "Airbus A320 overtakes 737 as"
    before = tk.low[index - 1] if index else ""
    after = tk.raw[index + 1] if index + 1 < tk.size else ""
    if after and tk.is_lower(index + 1) and before not in _HINTS and before.islower():
        return before in _BEHIND and _on_scale(tk, index, before, value)
    if before in _BEHIND and _on_scale(tk, index, before, value):
        return True
    if not index and after not in ("MAX", "Max"):
        return after in (".", ")") and value < 100 and (after == ")" or tk.size == 2)
    return _led(tk, index, before, after, value) or _followed(tk, index, before, after)


def _led(tk: Tokens, index: int, before: str, after: str, value: float) -> bool:
    """By what stands before: ``§ 1343``, ``GMT+8``, ``text HOME to 741741``, ``number is 4471``."""
    if before == "+" and tk.glued(index):
        called = after == "(" and (_dialled(tk, index) or value < 1000)
        return tk.glued(index - 1) or called
    if before in ("*", "§") or (before in _IS and _number_of(tk, index - 2)):
        return True
    if before == "(":
        return after in ("under", "over") and tk.word(index + 2) == ")"  # "(17 under)"
    if before in ("under", "over"):
        return _golf(tk, index - 2)
    if before in _SIGNED and tk.glued(index) and tk.word(index - 2) == "at" and value < _UNDER:
        ends = not after[:1].isalpha() and after not in ("%", "°")
        return ends and not word_set("sports").isdisjoint(tk.low)  # "Scheffler, at -15, leads"
    if before in _SIGNED and tk.glued(index) and len(tk.raw[index]) >= _ODDS:
        return value % 5 == 0 and not word_set("odds").isdisjoint(tk.low)  # "favorites at -330"
    called = before == "to" and len(tk.raw[index]) == _EMERGENCY
    if called and tk.word(index - 2) in word_set("dialling"):
        return True
    texted = before == "to" and len(tk.raw[index]) >= _SHORTCODE
    verb = index - 3 - 2 * (tk.raw[index - 2] in '"”')
    texted = texted and tk.word(verb) in word_set("dialling")
    if texted or (before == "for" and tk.word(index - 2) in word_set("dismissals")):
        return not after[:1].isalpha() or tk.word(index + 1) in word_set("stops")
    return False


def _followed(tk: Tokens, index: int, before: str, after: str) -> bool:
    """By what stands behind: ``seat 14A``, ``14 Rue de Rivoli``, ``your 1040.``, ``4471-2290``."""
    raw = tk.raw[index]
    if raw in word_set("papers") and after in ("MAX", "Max"):
        return True  # "737 MAX production"
    if (before in _OWN or before in _ONE_OF) and raw in word_set("papers"):
        return not after[:1].isalpha() or tk.word(index + 1) in word_set("stops")
    if not after[:1].isalpha():
        return after in DASHES and _serial(tk, index)
    if tk.glued(index + 1):
        coded = len(after) == 1 and after.isupper() and tk.is_number(index - 1)
        if coded and not tk.glued(index) and index > 1 and tk.raw[index - 2].istitle():
            return True  # "Ultra 7 258V"
        return after in _SEATS and _seat(tk, index)
    return after[0].isupper() and (_continental(tk, index) or _designated(tk, index))


def _on_scale(tk: Tokens, index: int, before: str, value: float) -> bool:
    """``on a scale of 1 to 10``, ``died at 78``."""
    if before != "at":
        if tk.word(index - 2) != "scale" or not tk.is_number(index + 2):
            return False
        tk.masked[index + 2] = 1
        return True
    aged = value < _OLD and tk.word(index - 2) in word_set("aging")
    return aged and (not tk.is_word(index + 1) or tk.word(index + 1) in word_set("stops"))


def _golf(tk: Tokens, dash: int) -> bool:
    """``a 6-under 66``."""
    under = tk.is_number(dash - 1) or tk.word(dash - 1) in NUMBER_WORDS
    return tk.word(dash) in DASHES and under and tk.glued(dash)


def _number_of(tk: Tokens, index: int) -> bool:
    """``the order number is``, ``account no:``."""
    if tk.word(index) not in ("number", "code", "no", "id"):
        return tk.word(index) in word_set("codes")
    return tk.word(index) in ("code", "id") or tk.word(index - 1) in word_set("numbered_by")


def _dialled(tk: Tokens, index: int) -> bool:
    """``+44 (0)20 7219 3000``."""
    last = index + 2
    if tk.word(last) != "0":
        return False
    while last < tk.size and (tk.words[last].digit or tk.raw[last] in ")-"):
        tk.masked[last] = 1
        last += 1
    return True


def _seat(tk: Tokens, index: int) -> bool:
    """``seat 14A``, ``seats 14A and 14B``."""
    before = tk.low[index - 1]
    listed = before in ("and", "or", ",", "to", "&") and index > 2 and tk.masked[index - 2]
    if not listed and before not in word_set("lettered"):
        return False
    tk.masked[index] = tk.masked[index + 1] = 1
    return True


def _continental(tk: Tokens, index: int) -> bool:
    """``14 Rue de Rivoli``; ``, 75001 Paris``: the number of a house, a postcode."""
    if tk.low[index + 1] in word_set("streets_before"):
        return True
    place = tk.raw[index + 1]
    coded = len(tk.raw[index]) == _POSTCODE and tk.raw[index - 1] in ",("
    coded = coded or tk.low[index - 1] in ("asteroid", "and", "comet", "planetoid")
    named = coded and len(tk.raw[index]) >= _POSTCODE and place.istitle()
    return named and not is_plural(place.lower()) and not is_plural(tk.word(index + 2))


def _designated(tk: Tokens, index: int) -> bool:
    """``asteroid 2024 YR4``: a year and a code, one name."""
    code = tk.raw[index + 1]
    if len(tk.raw[index]) != 4 or not code.isupper() or len(code) > 2:
        return False
    return index + 2 < tk.size and tk.glued(index + 2) and tk.words[index + 2].digit


def _serial(tk: Tokens, index: int) -> bool:
    """``4471-2290``: what falls is no range, and what has four digits twice is no score."""
    last = index + 2
    if not (tk.glued(index + 1) and tk.glued(last) and tk.is_number(last)):
        return False
    if len(tk.raw[index]) < 4 or not tk.raw[last].isdigit() or len(tk.raw[last]) < 4:
        return False
    unit = units().words.get(tk.word(last + 1)) or units().symbols.get(tk.word(last + 1))
    falls = (digits(tk.raw[index]) or 0.0) > (digits(tk.raw[last]) or 0.0)
    if not falls or unit is not None:
        return False
    tk.masked[last] = 1
    return True
