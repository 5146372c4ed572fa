"""A look at the words behind the one a period may begin with: whether any pattern can hold there.

Most digits and most articles of the news begin no period, and to see that here costs less than
trying the patterns of ``english_periods``. A property test holds this against the long way.
"""

from __future__ import annotations

from bot.figures.english_intervals import MONTHS
from bot.figures.english_marks import DATED
from bot.figures.tokens import Tokens

COUNTED = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "eighteen", "twenty", "thirty"),
)
"""Number words that count the units of a period."""
_MONTHS = frozenset([month[:3] for month in MONTHS])
"""By three letters, as ``may's`` is one token."""
_BEHIND_DIGITS = frozenset(
    {"through", "thru", "until", "till", "tothe", "andthe", "q", "qfy", "h",
     "hfy", "next", "previous", "past", "coming", "upcoming"}
)  # fmt: skip
"""What can stand behind the digits (other than those of a year) that a period begins with, besides
a month, ``of`` one, a unit of time and what joins two numbers."""
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_BEHIND_DAY = _ORDINAL | {"of"}
"""Behind the second of two days, before their month."""
_DAY = 2
"""Digits of a day."""
_JOINTS = frozenset({"-", "–", "—", "/", "and", "to"})
_BEHIND_JOINTS = frozenset({"to", "the", "-", "–", "—"})
"""The same behind what joins two numbers, where no digits are: ``7 and the 9``."""
_LASTING = frozenset(
    [
        f"{unit}{s}"
        for unit in ("day", "week", "month", "quarter", "half", "year")
        for s in ("", "s")
    ]
)
_ENDED = frozenset({"ended", "ending", "to", "through", "that", "period", "-"})
"""Behind a unit of time: ``12 months ended``, ``a 12-month period to``."""
_NUMERALS = frozenset(f"{one}{other}" for one in "0123456789" for other in ("", *"0123456789"))
_BEHIND_UNIT = frozenset({"en", "to", "th", "pe", "-"})
_BEHIND_COUNT = frozenset({"-", "da", "we", "mo", "qu", "ha", "ye", "ne", "pr", "pa", "co", "up"})
_BEHIND_RELATIVE = frozenset({"th", "la", "ne", "pr", "pa", "co", "fo", "up", "cu"})
_BEHIND_PREPOSITION = frozenset([month[:2] for month in MONTHS]) | _NUMERALS | {"th"}
_BEHIND_WORDS: dict[str, frozenset[str]] = {
    "from": _BEHIND_PREPOSITION,
    "between": _BEHIND_PREPOSITION,
    "by": _BEHIND_PREPOSITION | {"en", "la", "ea", "mi"},
    "day": _BEHIND_UNIT,
    "half": _BEHIND_UNIT,
    "month": _BEHIND_UNIT | {"of"},
    "quarter": _BEHIND_UNIT,
    **dict.fromkeys(("days", "weeks", "months"), _BEHIND_UNIT),
    "week": _BEHIND_UNIT | _NUMERALS | {"of", "st", "be", "fr"},
    "year": _BEHIND_UNIT | _NUMERALS | {"of", "'"},
    **dict.fromkeys(("start", "middle", "rest", "whole", "all"), frozenset({"of"})),
    **dict.fromkeys(("earlier", "later"), _BEHIND_RELATIVE),
    "h": frozenset({"1", "2", "1.", "2.", "1,", "2,"}),
    **dict.fromkeys(COUNTED, _BEHIND_COUNT),
}
"""The first two characters of what can stand behind words that mostly begin no period."""


def may_date(tk: Tokens, index: int) -> bool:
    """Whether a period can begin with these digits: by their form, or by what stands behind."""
    raw = tk.raw[index]
    if len(raw) > 3 and raw[:4].isdigit():
        return raw[0] in "12"  # as years do
    if "." in raw and raw.count(".") > 1:
        return True  # 12.05.2025
    if index + 1 >= tk.size or not tk.words[index + 1].marks & DATED:
        return False
    after, at = tk.low[index + 1], index + 2
    if after in _JOINTS:
        if not tk.is_number(at):
            return tk.word(at) in _BEHIND_JOINTS or _lasts(tk, at)
        behind = tk.word(at + 1)
        return after == "/" or behind in _BEHIND_DAY or behind[:3] in _MONTHS
    if after == "of":
        return tk.word(at)[:3] in _MONTHS
    if after in _ORDINAL:
        return len(raw) <= _DAY
    return after in _BEHIND_DIGITS or after[:3] in _MONTHS or _lasts(tk, index + 1)


def dates(low: str) -> bool:
    """Whether a word can stand right behind the digits that a period begins with."""
    return low in _BEHIND_FIRST or low[:3] in _MONTHS


_BEHIND_FIRST = _BEHIND_DIGITS | _ORDINAL | _JOINTS | _LASTING | {"of"}


def _lasts(tk: Tokens, index: int) -> bool:
    """A unit of time that a period of so many ends with."""
    return tk.word(index) in _LASTING and tk.word(index + 1) in _ENDED


def may_begin(tk: Tokens, index: int) -> bool:
    """The same of words that begin one seldom."""
    if tk.low[index] == "a":
        since = tk.word(index + 2)
        return since.startswith(("ago", "earlier", "before")) and tk.word(index + 1) in _LASTING
    wanted = _BEHIND_WORDS.get(tk.low[index])
    return wanted is None or tk.word(index + 1)[:2] in wanted
