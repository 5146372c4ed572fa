"""What digits are not amounts: names, years, dates, scores, versions, labels, ages, phones.

Every digit token passes :func:`is_refused`; what it lets pass is an amount.
"""

from __future__ import annotations

from bot.figures.english_labels import is_label
from bot.figures.english_wording import is_name, is_plural, runs, singular_follows, verbish
from bot.figures.numerals import GLUED, MAGNITUDES, digits
from bot.figures.tables import Unit, units, word_set, words
from bot.figures.tokens import DASHES, Tokens

_JOINING = frozenset({"sub", "Sub", "to", "a", "mid", "Mid"})
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_RESOLUTIONS = frozenset({2.0, 4.0, 5.0, 6.0, 8.0, 12.0, 16.0})
"""``4K``, ``8K`` screens: no thousands."""
_LINES = 144.0
"""From here on "p" may be the lines of a picture, ``1080p``, where nothing speaks of prices."""


def _glued_to_name(tk: Tokens, index: int, money: Unit | None) -> bool:
    """``SU7``, ``GPT-5``, ``Q3``, ``HW3``; never ``RMB780`` or ``sub-4``."""
    if money is not None or not tk.glued(index):
        return False
    before = tk.raw[index - 1]
    if before in "'’" and not tk.glued(index - 1) and len(tk.raw[index]) != 2:
        return False  # "'100 per cent'", against "the '90s"
    if before[0].isalpha() or before in "#@&_~'’=":
        chance = before == "=" and tk.word(index - 2) == "p"  # "p=0.003"
        return before not in "~=" or chance
    if before in DASHES and tk.glued(index - 1) and index >= 2:
        head = tk.raw[index - 2]
        return (head[0].isalpha() and head not in _JOINING) or head in ")."
    return False


def _glued_before_name(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``5G``, ``3D``, ``4K``, ``20s``, ``10-for-1``, ``1st``: letters behind that are no unit."""
    after = index + 1
    if not tk.glued(after):
        return False
    word = tk.raw[after]
    if not word[0].isalpha():
        if word in DASHES and tk.glued(after + 1):
            if money is not None and tk.word(after + 1) == "a":
                return False  # "£9-a-day"
            if tk.raw[after + 2 : after + 3] == ["s"] and tk.words[after + 1].digit:
                return tk.glued(after + 2)  # "18-24s"
            if tk.word(after + 1) == "to":
                return _falls(tk, index, value)
            return tk.word(after + 1) in _RATIOS
        if word == "+" and tk.glued(after + 1) and tk.is_number(after + 1):
            tk.masked[after + 1] = 1  # "the 90+4th minute"
            return True
        return word in "'’" and tk.word(after + 1) == "s"
    if word in _ORDINALS:
        return value < 1000
    if word in ("C", "F"):
        return word_set("temperatures").isdisjoint(tk.low) and "." not in tk.raw[index]
    if word == "A":
        return word_set("electric").isdisjoint(tk.low)
    if word == "p":
        return value >= _LINES and word_set("pence").isdisjoint(tk.low)
    if money is not None and word in words("letters_per"):
        return False
    if (
        word == "s"
        and tk.raw[index - 1] in DASHES
        and tk.is_number(index - 2)
        and "." not in tk.raw[index]
    ):
        return True  # "18-24s"
    if word == "s":
        return value >= 10 and value == int(value) and value % 10 == 0
    if word in ("K", "k") and value in _RESOLUTIONS and word == "K" and money is None:
        return True
    if len(word) == 1 and word.isupper() and word not in GLUED and is_name(tk, index - 1):
        return True
    if money is None and word in _PLANETS and _is_star(tk, index - 1):
        return True  # "TWA 7b"
    if word in GLUED or word in units().symbols or word.lower() in units().words:
        return tk.glued(after + 1) and tk.is_number(after + 1)
    return word.lower() not in MAGNITUDES


def _is_star(tk: Tokens, index: int) -> bool:
    named = is_name(tk, index) and not tk.glued(index + 1)
    return named and tk.raw[index].isupper() and len(tk.raw[index]) > 1


_PLANETS = frozenset({"b", "c", "d", "e", "f", "g"})
"""Letters that planets are numbered with, behind the name of their star."""
_RATIOS = frozenset(
    {"of", "for", "in", "on", "a", "series", "class", "under", "over", "star", "something",
     "somethings", "ish", "alpha", "beta", "gamma", "high", "style", "like", "esque", "era"}
)  # fmt: skip
"""Joined to digits they count nothing: ``a 5-star hotel``, ``30-somethings``."""


def _falls(tk: Tokens, index: int, value: float) -> bool:
    """``9-to-5``, ``a 2-to-1 margin``: no range."""
    last = index + 4
    if tk.word(index + 3) not in DASHES or not tk.is_number(last):
        return False
    if not value > (digits(tk.raw[last]) or 0.0):
        return False
    tk.masked[last] = 1
    return True


def _in_time_or_ratio(tk: Tokens, index: int) -> bool:
    """``10:32``, ``24/7``, ``12/05/2024``, ``3:0``: digits on both sides of a colon or slash."""
    if tk.glued(index) and tk.raw[index - 1] in ":/" and tk.glued(index - 1):
        return tk.is_number(index - 2) or tk.is_word(index - 2)
    if tk.word(index + 1) == ":" and tk.is_number(index + 2) and len(tk.raw[index + 2]) == 2:
        tk.masked[index + 2] = 1
        return meridiem(tk, index + 3) or tk.glued(index + 1)
    joined = tk.glued(index + 1) and tk.raw[index + 1] in ":/" and tk.glued(index + 2)
    if not joined or not tk.is_number(index + 2):
        return False
    return not (tk.raw[index + 1] == "/" and fraction(tk, index) and tk.is_word(index + 3))


def _clock(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``10 a.m.``, ``5pm``."""
    if money is not None or value > 12:
        return False
    return meridiem(tk, index + 1)


def meridiem(tk: Tokens, index: int) -> bool:
    """``a.m.``, ``pm``, ``o'clock``."""
    after = tk.word(index)
    if after in ("am", "pm", "o'clock", "o’clock"):
        return True
    return after in ("a", "p") and tk.word(index + 1) == "." and tk.word(index + 2) == "m"


def _is_long(tk: Tokens, index: int, money: Unit | None) -> bool:
    """A telephone's number: one long run of plain digits."""
    return money is None and len(tk.raw[index]) >= _LONG and tk.raw[index].isdigit()


_LONG = 11


def _phone(tk: Tokens, index: int) -> bool:
    """Three or more groups of digits joined by hyphens."""
    if tk.word(index - 1) not in DASHES and tk.word(index + 1) not in DASHES:
        return False
    first = index
    while (
        first >= 2 and tk.glued(first) and tk.raw[first - 1] in DASHES and tk.is_number(first - 2)
    ):
        if not tk.glued(first - 1):
            break
        first -= 2
        if index - first > 8:
            break
    groups = 1
    while first + 2 < tk.size and tk.glued(first + 1) and tk.raw[first + 1] in DASHES:
        if not tk.is_number(first + 2) or not tk.glued(first + 2):
            break
        groups, first = groups + 1, first + 2
        if groups > 8:
            break
    return groups >= 3


def _score(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``3-1`` beside a sporting word, and any bare ``A-B`` of plain digits that falls."""
    if money is not None or value >= 1000 or value != int(value):
        return False
    if tk.word(index + 1) in DASHES and tk.is_number(index + 2):
        first, second, joint, after = tk.raw[index], tk.raw[index + 2], index + 1, index + 3
    elif tk.word(index - 1) in DASHES and tk.is_number(index - 2):
        first, second, joint, after = tk.raw[index - 2], tk.raw[index], index - 1, index + 1
    else:
        return False
    low, high = digits(first), digits(second)
    if low is None or high is None or tk.glued(joint) != tk.glued(joint + 1):
        return False
    behind = tk.word(after)
    if behind in ("pens", "pen", "aet", "agg"):
        return True
    if behind in MAGNITUDES or behind in units().words or behind in ("%", "-"):
        return False
    if tk.glued(after) and tk.raw[after] not in ".,;:()!?":
        return False
    goes_on = tk.is_word(after) and not tk.is_stop(after)
    if high <= _GAMES and (first == "0" or _in_sets(tk, joint)):
        return True  # "fell to 0-2"
    if goes_on and tk.word(joint - 2) == "the" and tk.raw[after].istitle() and high < _MATCHES:
        return True  # "the 0-1 Chargers"
    if is_name(tk, joint - 2) and not verbish(tk.low[joint - 2]) and not goes_on:
        return True  # "put the Meteor-M 2-4 in orbit"
    if goes_on and not singular_follows(tk, after):
        return low >= high
    return low >= high or not word_set("sports").isdisjoint(tk.low)


def _in_sets(tk: Tokens, joint: int) -> bool:
    """``6-2, 3-6, 6-1``: one of several scores in a row."""
    before = tk.word(joint - 2) == "," and tk.word(joint - 4) in DASHES
    after = tk.word(joint + 2) == "," and tk.word(joint + 4) in DASHES
    return (before and tk.is_number(joint - 3)) or (after and tk.is_number(joint + 3))


_GAMES = 7.0
"""Games one wins in a set, at most."""
_MATCHES = 20.0
"""Fewer than these a side has won or lost when its record stands before its name."""


def _year(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """A bare 18xx–20xx, unless something counted follows and no "in", "since" … precedes."""
    raw = tk.raw[index]
    if money is not None or len(raw) != 4 or not 1000 <= value <= 2100 or value != int(value):
        return False
    if value == 2100 and tk.word(index - 1) not in ("by", "in", "until", "to"):
        return False
    if value < 1800 and not _long_ago(tk, index):
        return False
    after = index + 1
    if tk.word(after) in MAGNITUDES or tk.word(after) in ("%", "percent", "per"):
        return False
    if tk.glued(after) and tk.is_word(after):
        return False
    if tk.word(after) in DASHES and tk.glued(after):
        return not (tk.is_word(after + 1) and tk.word(after + 1) in units().words)
    if tk.word(index - 1) in word_set("en_after_year"):
        return True
    word = tk.word(after)
    if word in word_set("of_years") and value >= 1900:
        return True
    known = units().words.get(word)
    one = known is not None and known.counted and not is_plural(word)  # "the 1962 car"
    if known is not None and not one and word != "won":
        return False
    if 1990 <= value <= 2035 and value != 2000:
        return True  # "2014 spoilers": an amount of these days is written 2,014
    return not (tk.is_word(after) and is_plural(word) and tk.is_lower(after))


def _long_ago(tk: Tokens, index: int) -> bool:
    """``in 1538 the``, ``until 1492,``: a year, unless something counted follows."""
    if tk.word(index - 1) not in (
        "in",
        "since",
        "until",
        "during",
        "circa",
        "late",
        "early",
        "mid",
    ):
        return False
    after = tk.word(index + 1)
    return not (tk.is_word(index + 1) and (is_plural(after) or after in units().words))


def _name(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``Model 3``, ``iPhone 17``, ``S&P 500``, ``the 911 GT3``, ``9 787 Dreamliners``: a plain
    number beside a name."""
    raw = tk.raw[index]
    after = index + 1
    if money is not None or "," in raw:
        return False
    if raw.isdigit() and 4 <= len(raw) <= 5 and tk.word(after) in word_set("sized"):
        return True
    if value >= 10_000:
        return len(raw) == _UNPARTED and _unparted(tk, index)
    if tk.word(after) in MAGNITUDES or tk.word(after) in ("%", "percent", "per", "pct"):
        return False
    if tk.glued(after) and (tk.is_word(after) or tk.raw[after] in "%-–½"):
        return False
    if tk.is_number(index - 1) and not tk.glued(index) and not tk.masked[index - 1]:
        return True
    if index and tk.raw[index - 1].endswith(("'s", "’s", "s'", "s’")):
        return _model_of(tk, index)
    if index and not tk.glued(index) and is_name(tk, index - 1):
        measured = units().symbols.get(tk.raw[after]) if after < tk.size else None
        if tk.word(after) in ("in", '"', "″") and not tk.glued(after):
            measured = None
        if measured is not None and len(measured.id) > 1:
            return False
        if tk.word(after + 1) in DASHES and tk.joined(after, after + 3) in units().words:
            return False  # "Jupiter 111 light-years away"
        if tk.word(after) in ("points", "point"):
            return False  # "Verstappen 40 Points Off Lead"
        if value < 100 and _polled(tk, index):
            return False
        coded = len(tk.raw[index - 1]) > 1 and tk.raw[index - 1].isupper()
        if not verbish(tk.low[index - 1]) or (coded and not tk.text.isupper()):
            return True
        return index > 1 and tk.raw[index - 2].endswith(("'s", "’s")) and runs(tk)
    if "." in raw:
        return False
    model = tk.word(index - 1) == "the" and len(raw) == 4 and tk.word(index - 2) != "of"
    if model and (not tk.is_word(after) or tk.low[after] in _BEHIND_MODEL):
        return True  # "more than the 4090 it replaces"
    if tk.word(index - 1) in ("the", "a", "its", "new") and len(raw) >= 3 and tk.is_word(after):
        word = tk.raw[after]
        if word[0].isupper() and not is_plural(word.lower()):
            return not tk.is_large(index - 1) or index <= 1
        return word.islower() and singular_follows(tk, after)
    return False


_UNPARTED = 5


def _unparted(tk: Tokens, index: int) -> bool:
    """``Inmate 24601 escaped``: an amount of so many digits has a comma in running text."""
    if not index or tk.glued(index) or not is_name(tk, index - 1) or not tk.raw[index].isdigit():
        return False
    if verbish(tk.low[index - 1]) or tk.glued(index + 1) or not runs(tk):
        return False
    return not is_plural(tk.word(index + 1)) and tk.word(index + 1) not in units().words


_BEHIND_MODEL = frozenset({"it", "and", "in", "is", "was", "has", "had", "with", "will", "for"})


def _polled(tk: Tokens, index: int) -> bool:
    """``Reform took 31 percent, Labour 18 and the Tories 17``: a list of shares goes on."""
    at = index - 2 - (tk.word(index - 2) == "the")
    if tk.word(at) not in (",", "and", ";") or tk.word(index + 1) not in (",", "and", ".", ";", ""):
        return False
    return not _SHARES.isdisjoint(tk.low[:at])


_SHARES = frozenset({"%", "percent", "per cent", "pct"})


def _model_of(tk: Tokens, index: int) -> bool:
    """``Porsche's 911 and``, ``Ram's 1500.``: what a maker calls by a plain number, where no
    other is there that it could go on from ("900 cars, ahead of Honda's 700")."""
    if any(tk.words[at].digit and not tk.masked[at] for at in range(index)):
        return False
    after = index + 1
    ends = not tk.is_word(after) or tk.is_stop(after)
    owned = tk.is_large(index - 1) and index + 1 < tk.size
    return owned and ends and 3 <= len(tk.raw[index]) <= 4 and tk.word(after) not in _COMPARED


_COMPARED = frozenset({"in", "at", "a", "per", "to", "-", "–", "%"})


def is_refused(tk: Tokens, index: int, value: float, money: Unit | None, touched: bool) -> bool:
    """Whether any refusal holds, tried in this order. ``touched``: letters or signs stand on one
    side of the digits, with nothing between but the currency's sign.

    Written out, as calls of functions that the compiler knows take a third of the time.
    """
    joined = tk.is_joined(index)
    return (
        (touched and _glued_to_name(tk, index, money))
        or (touched and _glued_before_name(tk, index, value, money))
        or (joined and _in_time_or_ratio(tk, index))
        or _clock(tk, index, value, money)
        or _is_long(tk, index, money)
        or (joined and (_phone(tk, index) or _score(tk, index, value, money)))
        or _year(tk, index, value, money)
        or is_label(tk, index, value, money)
        or _name(tk, index, value, money)
    )


_NEVER = 11.0
"""Nobody counts in elevenths: ``9/11`` is a day."""


def fraction(tk: Tokens, index: int) -> float | None:
    """``1/2`` at ``index``, a small one."""
    if tk.word(index + 1) != "/" or not tk.is_number(index + 2):
        return None
    if not (tk.glued(index + 1) and tk.glued(index + 2)):
        return None
    if tk.glued(index + 3) and tk.raw[index + 3] not in "-.,;:)":
        return None
    top, bottom = digits(tk.raw[index]), digits(tk.raw[index + 2])
    most = 1000 if tk.word(index + 3) == "of" else 16
    if top is None or bottom is None or not 0 < top < bottom <= most or bottom == _NEVER:
        return None
    return top / bottom
