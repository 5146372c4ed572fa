"""Digits that stand for a place, a person, a telephone or a machine: no amounts.

``0800 555 111``, ``0932 GMT``, ``16 Elm Road``, ``DC 20500``, ``the 737-800``, ``7 Series``.
"""

from __future__ import annotations

from bot.figures.english_wording import is_name, is_plural, verbish
from bot.figures.numerals import MAGNITUDES
from bot.figures.tables import Unit, units, word_set
from bot.figures.tokens import DASHES, Tokens

_LINES = frozenset({"Series", "Class", "Street", "Avenue"})
"""Capitalised behind a number they make one name with it: ``7 Series``, ``42nd Street``."""
_STOOD = frozenset(
    {
        "posted",
        "scored",
        "managed",
        "totalled",
        "were",
        "was",
        "from",
        "at",
        "on",
        "reached",
        "closed",
        "made",
        "went",
        "slumped",
    }
)
_ERAS = frozenset({"BC", "BCE", "AD", "CE"})
_NAME_WORDS = 3
"""Words a street's name may have."""


def is_code(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    if money is not None:
        return False
    raw = tk.raw[index]
    if raw[0] == "0" and len(raw) > 1 and raw[1].isdigit():
        _mask_groups(tk, index + 1)
        return True
    if tk.glued(index) and tk.raw[index - 1] == "." and _dotted_name(tk, index - 1):
        return True
    grouped = "," in raw or "." in raw
    if grouped and _grouped_code(tk, index):
        return True
    if tk.low[index - 1] == "+" and tk.word(index - 2) == "+":
        return True  # "C++ 23"
    if tk.word(index + 1) == "°" and tk.raw[index + 2 : index + 3] in _QUARTERS:
        return True  # "51.5072° N"
    if grouped:
        return False
    if len(raw) >= _SERIAL and _coded(tk, index):
        return True
    if tk.word(index - 1) == "." and _house_bill(tk, index):
        return True
    if (len(raw) == 5 and _state(tk, index - 1)) or _numbered(tk, index - 1):
        return True
    if len(raw) == _SERIAL and _posted(tk, index):
        return True
    if tk.low[index - 1] in word_set("dialling") and _dialled(tk, index):
        return True
    if index + 1 >= tk.size:
        return False
    after = tk.raw[index + 1]
    if after == "(":
        return _lettered(tk, index)
    if after[0].isdigit():
        return _spaced_phone(tk, index)
    if after[0].isalpha():
        return _by_word(tk, index, value)
    if after in "'’":
        return _feet(tk, index)
    if after == ")":
        return _area_code(tk, index)
    if after == ".":
        return _ticker(tk, index) or _chess_move(tk, index)
    return after in DASHES and (_pair(tk, index) or _houses(tk, index))


def _by_word(tk: Tokens, index: int, value: float) -> bool:
    """By the word behind it, or the letter that touches it."""
    after = tk.raw[index + 1]
    if tk.glued(index + 1):
        return _glued_letter(tk, index, value)
    if after == "all" and tk.word(index + 2) == "out":
        return True  # "slid to 226 all out"
    if after in _OVERS and tk.word(index - 1) == "(":
        return True  # "287-6 (50 ov)"
    if after == "block" and len(tk.raw[index]) >= _BLOCK:
        return True
    if after == "for":
        return _out_of(tk, index, value)
    if after == "to" and (tk.word(index - 1) == "voted" or tk.word(index - 2) == "vote"):
        return _voted(tk, index)
    if after == "F" and tk.word(index + 2) == "." and tk.is_number(index + 3):
        if tk.is_number(index + 5):
            tk.masked[index + 5] = 1  # "687 F.3d 48"
        return True
    if after in ("U", "CFR", "USC") and _cited(tk, index):
        return True
    if after in _ERAS:
        return True
    return after in _LINES or _street(tk, index + 1) or _zone(tk, index)


_OVERS = frozenset({"ov", "ovs", "overs"})
"""How long a side batted, behind its runs."""


def _grouped_code(tk: Tokens, index: int) -> bool:
    """``101.5 FM``, ``the 3.30 at Ascot``, ``build 26100.4946``, ``Executive Order 14,257``."""
    raw = tk.raw[index]
    if "," in raw:
        return index > 0 and tk.raw[index - 1] == "Order"
    if tk.word(index + 1) in _OVERS and tk.word(index - 1) == "(":
        return True  # "241 (44.3 ov)"
    timed = tk.word(index + 1) in ("at", "from") and tk.word(index - 1) == "the"
    if timed and index + 2 < tk.size:
        return raw[-3:-2] == "." and len(raw) < _SERIAL + 1 and tk.is_large(index + 2)
    if tk.word(index + 1) in ("fm", "am"):
        return tk.raw[index + 1].isupper()
    return len(raw) > _SERIAL + _BLOCK and raw.find(".") >= _SERIAL and raw[-_BLOCK:].isdigit()


_SERIAL = 5
_CATALOGUE = 2
_QUARTERS = (["N"], ["S"], ["E"], ["W"])
_BLOCK = 3


def _coded(tk: Tokens, index: int) -> bool:
    """``container MSCU 734921``: letters and a long plain number, with nothing counted behind."""
    before = tk.raw[index - 1] if index else ""
    if len(before) == _CATALOGUE and before.isupper() and not tk.text.isupper():
        return True  # "the star HD 101274 lies"
    if not (before.isalpha() and before.isupper() and len(before) > 2) or tk.text.isupper():
        return False
    after = tk.word(index + 1)
    return not tk.is_word(index + 1) or after in word_set("stops")


def _mask_groups(tk: Tokens, index: int) -> None:
    """The rest of a number that begins with 0."""
    if tk.word(index) == ")" and tk.word(index - 2) == "(":
        index += 1  # "(020) 7493 4021"
    while tk.is_number(index) or (tk.word(index) in DASHES and tk.is_number(index + 1)):
        tk.masked[index] = 1
        index += 1


def _dotted_name(tk: Tokens, dot: int) -> bool:
    """``ID.3``."""
    before = tk.raw[dot - 1]
    return tk.glued(dot) and before.isalpha() and before.isupper()


def _spaced_phone(tk: Tokens, index: int) -> bool:
    """``44 20 7946 0958``; ``1 234 567`` is one number in groups of three."""
    last = index
    while tk.is_number(last) and tk.raw[last].isdigit():
        last += 1
    groups = tk.raw[index:last]
    thousands = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if len(groups) < 3 or thousands:
        return False
    _mask_groups(tk, index + 1)
    return True


def _glued_letter(tk: Tokens, index: int, value: float) -> bool:
    """``221B Baker Street``, ``the 777X``, ``Rule 10b-5``."""
    letter = tk.raw[index + 1]
    if len(letter) != 1:
        return False
    if tk.word(index + 2) in DASHES and tk.glued(index + 2) and tk.is_number(index + 3):
        if letter.isupper() and tk.glued(index + 3) and len(tk.raw[index + 3]) >= _BLOCK:
            tk.masked[index + 3] = 1
            return True  # "notice 25V-540"
        return tk.glued(index + 3) and tk.low[index - 1] in word_set("labels")
    if tk.word(index + 2) in DASHES and tk.glued(index + 2) and tk.glued(index + 3):
        registered = tk.raw[index + 3].isupper() and len(tk.raw[index + 3]) > 1
        if registered and letter.isupper() and tk.is_word(index + 3):
            return True  # "9M-MRO"
    ends = not tk.is_word(index + 2) or tk.is_stop(index + 2)
    if letter in "Bb" and ends and index > 1 and tk.is_number(index - 1):
        return is_name(tk, index - 2)  # "Llama 3.1 405B"
    if not letter.isupper():
        return False
    if letter == "B" and value <= 3 and index + 2 < tk.size and tk.raw[index + 2].istitle():
        return True  # "1B Mark Teixeira": first base
    if letter == "X" and ends and tk.word(index - 1) in ("the", "its", "new"):
        return True  # "the 9X"
    if f"{tk.raw[index]}{letter}" in word_set("digit_names"):
        return ends
    return (letter == "X" and value >= 100) or _street(tk, index + 2)


def _street(tk: Tokens, index: int) -> bool:
    """Capitalised words, the last of them ``Road`` or the like."""
    for step in range(index, min(index + _NAME_WORDS, tk.size)):
        if not tk.is_large(step) or not tk.raw[step].isalpha():
            return False
        if step > index and tk.low[step] in word_set("streets"):
            named = tk.low[step - 1] in _HIGH or not verbish(tk.low[step - 1])
            return named and not is_plural(tk.low[step - 1])
    return False


_HIGH = frozenset({"high", "upper", "lower", "spring"})
"""Streets are called so, although the words also move numbers."""


def _posted(tk: Tokens, index: int) -> bool:
    """``New York 10013.``: two names before it and nothing behind."""
    if index < 2 or (index + 1 < tk.size and tk.raw[index + 1] not in ".,;)"):
        return False
    return all(tk.raw[at].istitle() and not verbish(tk.low[at]) for at in (index - 1, index - 2))


def _houses(tk: Tokens, index: int) -> bool:
    """``19-21 Mercer Street``."""
    last = index + 2
    if not (tk.glued(last) and tk.is_number(last) and _street(tk, last + 1)):
        return False
    tk.masked[last] = 1
    return True


def _zone(tk: Tokens, index: int) -> bool:
    """``1400 GMT``."""
    local = tk.word(index + 1) == "local" and tk.word(index + 2) == "time"
    return len(tk.raw[index]) in (3, 4) and (local or tk.low[index + 1] in word_set("time_zones"))


def _numbered(tk: Tokens, index: int) -> bool:
    """``Executive Order 14110``, ``ISO 26262``, ``US 101``."""
    if index < 0 or not tk.is_large(index) or tk.glued(index + 1):
        return False
    if tk.low[index] in word_set("numbered") or tk.low[index] in word_set("standards"):
        return True
    raw = tk.raw[index]
    if not (2 <= len(raw) <= 4 and raw.isupper() and raw.isalpha()) or tk.text.isupper():
        return False
    after = index + 2
    return after >= tk.size or tk.raw[after] in ",.;:)" or tk.low[after] in ("and", "or", "is")


def _area_code(tk: Tokens, index: int) -> bool:
    """``(713) 235-1972``."""
    local = tk.raw[index - 1] == "(" and len(tk.raw[index]) == 3 and tk.is_number(index + 2)
    if not local or tk.word(index + 3) not in DASHES or not tk.is_number(index + 4):
        return False
    _mask_groups(tk, index + 2)
    return True


def _feet(tk: Tokens, index: int) -> bool:
    """``5'10"``: somebody's height."""
    last = index + 2
    if not (tk.glued(index + 1) and tk.glued(last) and tk.is_number(last)):
        return False
    tk.masked[last] = 1
    return True


def _ticker(tk: Tokens, index: int) -> bool:
    """``600519.SS``."""
    last = index + 2
    joined = tk.glued(index + 1) and tk.glued(last)
    least = 1 if len(tk.raw[index]) >= 4 else 2
    return joined and tk.raw[last].isupper() and least <= len(tk.raw[last]) <= 3


def _voted(tk: Tokens, index: int) -> bool:
    """``voted 308 to 122``, ``by a vote of 308 to 122``."""
    if not tk.is_number(index + 2):
        return False
    tk.masked[index + 2] = 1
    return True


def _chess_move(tk: Tokens, index: int) -> bool:
    """``1.e4``, ``19...Rxd4``: the number of a move, and the square it goes to."""
    piece = index + 1
    while tk.glued(piece) and tk.raw[piece] == ".":
        piece += 1
    square = piece + 1
    if not (tk.glued(piece) and tk.is_word(piece) and tk.glued(square) and tk.is_number(square)):
        return False
    if len(tk.raw[square]) != 1 or len(tk.raw[piece]) > _MOVE:
        return False
    tk.masked[square] = 1
    return True


_MOVE = 4
"""Letters before the rank of a square: ``Raxd``."""


def _out_of(tk: Tokens, index: int, value: float) -> bool:
    """``went 2 for 5``, ``were 238 for 4``: a player's or a side's score."""
    last = index + 2
    if not tk.is_number(last) or not tk.raw[last].isdigit():
        return False
    if int(tk.raw[last]) > _WICKETS and not (value <= _WICKETS and _bowled(tk, index)):
        return False
    over = last + 1 >= tk.size or tk.raw[last + 1] in ",.;)" or tk.is_stop(last + 1)
    if not over or (value > 10 and tk.word(index - 1) not in _STOOD) or tk.raw[index].find(",") > 0:
        return False
    tk.masked[last] = 1
    return True


_WICKETS = 10


def _bowled(tk: Tokens, index: int) -> bool:
    """``finished with 5 for 41``: wickets, and the runs they cost."""
    before = tk.word(index - 1)
    return before in ("took", "claimed", "takes") or (
        before in ("with", "of") and tk.word(index - 2) in _BOWLED
    )


_BOWLED = frozenset({"finished", "figures", "ended", "returned", "finishing", "best"})


def _state(tk: Tokens, index: int) -> bool:
    """``DC 20500``: a postcode behind its state."""
    return index >= 0 and len(tk.raw[index]) == 2 and tk.raw[index].isupper()


def _pair(tk: Tokens, index: int) -> bool:
    """``the 737-800``, ``a Boeing 787-9``, ``ATR 72-600``: a machine's number."""
    last = index + 2
    if not (tk.glued(index + 1) and tk.glued(last) and tk.is_number(last)):
        return False
    shape = (len(tk.raw[index]), len(tk.raw[last]))
    if shape not in ((3, 1), (3, 3), (2, 3)) or index == 0:
        return False
    named = is_name(tk, index - 1) and not verbish(tk.low[index - 1])
    if not named and shape == (2, 3):
        return False
    if not named and tk.low[index - 1] not in ("the", "a", "its"):
        return False
    behind = tk.word(last + 1)
    counted = is_plural(behind) or behind in units().words or behind in MAGNITUDES
    if counted and not named:
        return False
    tk.masked[last] = 1
    return True


def _house_bill(tk: Tokens, index: int) -> bool:
    """``H.R. 4``."""
    return tk.low[max(index - 4, 0) : index] == ["h", ".", "r", "."]


def _lettered(tk: Tokens, index: int) -> bool:
    """``401(k)``, ``Section 230(c)``: a paragraph."""
    letter = tk.raw[index + 2] if index + 3 < tk.size else ""
    paragraph = len(letter) == 1 and letter.isalnum() and tk.raw[index + 3] == ")"
    return paragraph and tk.glued(index + 1) and tk.glued(index + 2)


def _cited(tk: Tokens, index: int) -> bool:
    """``410 U.S. 113``, ``18 U.S.C. § 1030``: a report or a code of laws, and its page."""
    last = index + 1 + (tk.raw[index + 1] != "U")
    while last < tk.size and last - index < _REPORTER:
        if not (tk.raw[last] in ".§" or (len(tk.raw[last]) == 1 and tk.raw[last].isupper())):
            break
        last += 1
    least = 4 if tk.raw[index + 1] == "U" else 2
    if last - index < least or not tk.is_number(last) or "," in tk.raw[last]:
        return False
    tk.masked[last] = 1
    while tk.glued(last + 1):
        last += 1
        tk.masked[last] = 1
    return True


_REPORTER = 10
"""Tokens the name of a reporter may have."""


def _dialled(tk: Tokens, index: int) -> bool:
    """``call 911``, ``text 85258``, and nothing is counted behind it."""
    if not (3 <= len(tk.raw[index]) <= 6 and tk.raw[index].isdigit()):
        return False
    after = tk.word(index + 1)
    return not tk.is_word(index + 1) or after in word_set("stops") or after.endswith("ing")
