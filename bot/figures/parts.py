"""Parts of a whole: "services revenue", "12,000 from the Shanghai plant", 云业务收入. Pure.

A number that a clause calls a part of what its metric names is no contradiction of the whole and
no change of it. What words announce is only a hint, because any adjective may stand where a part
does; so a part is a part when its number is also far from the other
(:func:`bot.figures.gathering.apart`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from bot.figures.found import Found
from bot.figures.tables import place_names, word_set
from bot.figures.tables import words as words_of

_REACH = 96
"""Characters before a number in which a part is named."""
_MOST = 3
"""Words before a metric that are looked at."""
_UNITS = (
    *("plant", "plants", "factory", "factories", "gigafactory", "division", "unit", "arm"),
    *("segment", "subsidiary", "branch", "brand", "joint venture", "refinery", "mine", "line"),
    *("team", "stores", "wing"),
)
_UNIT = re.compile(rf" (?:{'|'.join(_UNITS)})\b")
_UNIT_WORDS_ZH = "业务|工厂|部门|事业群|板块|分部|品牌|子公司"
_UNIT_WORD_ZH = re.compile(_UNIT_WORDS_ZH)
"""What every match of the next holds, and found much sooner."""
_UNIT_ZH = re.compile(
    rf"([^\s\d，。；、,;的在和与及年月日周季度]{{1,6}}?(?:{_UNIT_WORDS_ZH}))"
    r"[^，。；;]*$"
)
_BEFORE_ZH = re.compile(r"[^\s\d，。；、,;：:（）()“”‘’《》年月日周季度末底的在和与及]{2,8}$")
_LONGEST_BEFORE_ZH = 8
"""What stands before a Chinese metric and says which: 海外 of 7月海外销量."""
_OF = (" from ", " of ")
_ENDS = ("'s", "’s", "'", "’", ",", ":", ".", ";", "?", "!", ")", "ed", "ly")
"""Of a word before which the words that say which part do not reach."""


def unit_starts() -> frozenset[str]:
    """The first English words of what a company is divided into."""
    return frozenset([unit.split()[0] for unit in _UNITS])


def mark_parts(
    text: str,
    found: Sequence[Found],
    names: Sequence[tuple[int, int, str]],
    *,
    units: bool = True,
) -> None:
    """Add to the names beside each number the words that say a part of what, in lower case.

    ``names``: where watched names stand, which are no part of anything. ``units``: whether a unit
    of a company may be spoken of at all.
    """
    floor = 0
    ends = [] if text.isascii() else sorted([end for _, end, _ in names])
    for each in found:
        begin, floor = max(floor, each.start - _REACH), each.end
        if not each.metric or each.is_change or each.is_prior or each.is_ratio:
            continue
        if not each.metric_word and not units:
            continue
        window = text[begin : each.start]
        if ends and not window.isascii():
            last = bisect_right(ends, each.start)
            window = text[max(begin, ends[last - 1] if last else 0) : each.start]
        named = _units(window) if units else []
        if each.metric_word.isascii() and each.metric_word:
            named += _modifiers(text, window.lower(), each)
        elif each.metric_word and not named:
            named = _modifiers_zh(window, each)
        named += _measures(each.metric_word)
        if named:
            each.about = (*each.about, *dict.fromkeys(named))


def _units(window: str) -> list[str]:
    found = _UNIT.search(window)
    if found:
        before = window[: found.start()].lower().split()[-1:]
        if before and before[0] not in whole_words() and before[0].isalnum():
            return [f"{before[0]}{found.group().lower()}"]
    if window.isascii() or _UNIT_WORD_ZH.search(window) is None:
        return []
    chinese = _UNIT_ZH.search(window)
    return [chinese.group(1)] if chinese else []


def _modifiers(text: str, window: str, each: Found) -> list[str]:
    """The words before the metric, and what it comes from."""
    metric = each.metric_word
    at = window.rfind(metric)
    if at < 0:
        window = text[each.end : each.end + _REACH].lower()
        at = window.find(metric)
    if at < 0:
        return []
    words = _before(window[:at].split()) if window[at - 1 : at] == " " else []
    behind = window[at + len(metric) :]
    if behind.startswith(_OF):
        words += _after(behind.split()[1:])
    own = each.subject.lower().split() if words else ()
    return [word for word in words if word not in own and word not in place_names()]


def _measures(phrase: str) -> list[str]:
    """How it is reckoned, in words of the metric itself: ``operating profit``, 零售销量."""
    if not phrase.isascii():
        return [word for word in _measures_zh() if phrase.startswith(word) and phrase != word]
    if " " not in phrase and phrase not in _OF_THEMSELVES:
        return []
    return [word for word in phrase.split() if word in word_set("measures")]


_OF_THEMSELVES = frozenset({"ebit", "ebitda", "wholesales"})


def _modifiers_zh(window: str, each: Found) -> list[str]:
    at = window.rfind(each.metric_word)
    found = _BEFORE_ZH.search(window, max(at - _LONGEST_BEFORE_ZH, 0), at) if at > 0 else None
    if found is None:
        return []
    said = (found.group().partition(each.subject)[2] if each.subject else "") or found.group()
    stripped = ""
    while said != stripped:
        stripped = said
        for word in _whole_zh():
            said = said.removeprefix(word).removesuffix(word)
    return [said] if len(said) > 1 and said != each.subject else []


def _before(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    for word in reversed(words[-_MOST:]):
        if word in word_set("measures"):
            found.insert(0, word)
            continue
        if not word[:1].isalpha() or word.endswith(_ENDS):
            break
        if word in word_set("stops"):
            break
        if word not in whole_words():
            found.insert(0, word)
    return found


def _after(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    for word in words[:_MOST]:
        if word in ("its", "the", "their", "all"):
            continue
        if not word[:1].isalpha() or word in whole_words():
            break
        found.append(word.rstrip(".,;:"))
    return found


@cache
def _measures_zh() -> Sequence[str]:
    return [word for word in word_set("measures") if not word.isascii()]


@cache
def _whole_zh() -> Sequence[str]:
    """The longest first: 新能源汽车 before 新."""
    return sorted([str(word) for word in words_of("zh_whole")], key=len, reverse=True)


@cache
def whole_words() -> frozenset[str]:
    """What may stand before a metric and makes no part of it."""
    tables = ("whole", "stops", "headline_verbs", "idle_modifiers", "en_periods", "lifting")
    return frozenset().union(*(word_set(name) for name in tables))
