"""Numbers in conditions, with magnitude, currency and unit, and what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.figures.numerals import GLUED, MAGNITUDES, chinese, digits, groups, times
from bot.figures.series import POINTS
from bot.figures.tables import Unit
from bot.figures.vocabulary import find_unit, known_unit, split_unit, suggest_unit, unit_id


class ConditionError(ValueError):
    """A condition that cannot be read. ``offset`` counts from 0 into the text as given;
    ``hint`` says how to mend it and may be empty."""

    def __init__(self, message: str, *, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.hint = hint


NUMBER = re.compile(
    r"(?P<sign>[-−+])?\s*(?P<money>[A-Za-z]{0,3}[$€£¥￥₹₩]|RMB\s?|CNY\s?|USD\s?|EUR\s?)?\s*"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?![\d,])(?:\.\d+)?|\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<big>(?:[kKmMbBtT]|bn|mn|mln|bln|tn|hundred|thousand|million|billion|trillion|crore|lakh)"
    r"(?![A-Za-z])|万亿|[千百十]?[万亿]|[千百])?"
    r"|(?:an?\s+)?(?P<one>thousand|million|billion|trillion)(?![A-Za-z])"
    r"|(?P<zh>[零一二两三四五六七八九十百千万亿]+)"
)
_SPACES = re.compile(r"[ \u00a0\u2009\u202f'’]")
_EUROPEAN = re.compile(r"[1-9]\d{0,2}(?:\.000)+")
"""``10.000``: nobody writes ten so, and some write ten thousand so."""


_SECOND = re.compile(r"(?:and|or|but|并且|而且|且|或者?|[;；,，&])\s*[^\d\s]", re.I)
"""What follows a number where a second condition begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    value: float
    unit: Unit | None
    end: int
    per: str = ""
    """What it is for each of: ``barrel``."""
    scale: float = 1.0
    """Of its magnitude, a million of ``3m``."""


def number_at(text: str, at: int, *, last: bool = True, tail: str = "") -> Number:
    """The number at ``at`` with its unit; ``last``: nothing but ``tail`` may follow."""
    begin = at + len(text[at:]) - len(text[at:].lstrip())
    found = NUMBER.match(text, begin)
    if not found:
        what = f"'{text[begin:].strip()}' is no number" if text[begin:].strip() else "no number"
        raise ConditionError(
            what, offset=begin, hint="a number such as 10,000 or 1.5m belongs here"
        )
    value = _value(found, begin)
    word, end = unit_word(text, found.end(), last=last, tail=tail)
    head, per = _split(word)
    named = find_unit(head) if head else None
    if _SECOND.match(word):
        raise ConditionError(
            "that is more than one condition",
            offset=found.end() + text[found.end() :].find(word),
            hint="write 'between 1,000 and 2,000', or make a watch for each",
        )
    if (head and named is None) or (per and not known_unit(f"{head or 'items'} per {per}")):
        near = _magnitude(word) or suggest_unit(word if head else f"items per {per}")
        near = near if head or not near else near.removeprefix("items ")
        raise ConditionError(
            f"unknown unit '{word}'",
            offset=found.end() + text[found.end() :].find(word),
            hint=f"did you mean '{near}'?"
            if near
            else f"leave it out, or name a unit such as '{'vehicles' if word.isascii() else '辆'}'",
        )
    if found["money"]:
        named = find_unit(found["money"].strip()) or named
    scale = _scale(found["one"] or found["big"] or "")
    return Number(value=value, unit=named, end=end, per=per, scale=scale)


def _split(word: str) -> tuple[str, str]:
    """A unit and what it is for each of, one of which may be missing: ``per week`` alone."""
    alone = re.fullmatch(r"(?:(?:per|an?)\s+|[/每]\s*)(?P<per>\w+)", word)
    return ("", alone["per"]) if alone and find_unit(word) is None else split_unit(word)


def _magnitude(words: str) -> str | None:
    """``milion`` is no unit but a magnitude that is nearly right, whatever unit follows."""
    first, _, unit = words.partition(" ")
    found = process.extractOne(
        first.lower(),
        ("thousand", "million", "billion", "trillion"),
        scorer=fuzz.ratio,
        score_cutoff=80,
    )
    return f"{found[0]} {unit}".rstrip() if found else None


def _scale(big: str) -> float:
    return GLUED.get(big) or MAGNITUDES.get(big.lower()) or (chinese(big) if big else 1.0) or 1.0


def _value(found: re.Match[str], begin: int) -> float:
    if found["one"]:
        return _scale(found["one"])
    written = _SPACES.sub("", found["digits"] or "")
    read = chinese(found["zh"]) if found["zh"] else digits(written)
    if _EUROPEAN.fullmatch(written):
        raise ConditionError(
            f"'{written}' may be {written.replace('.', ',')} or {written.partition('.')[0]}",
            offset=begin,
            hint=f"write {written.replace('.', ',')}, or {written.partition('.')[0]}",
        )
    if written and "," in written and not groups(written.partition(".")[0]):
        read = None
    if read is None:
        raise ConditionError(
            f"'{found.group().strip()}' is no number",
            offset=begin,
            hint="commas separate groups of three digits: 10,000",
        )
    value = times(read, _scale(found["big"] or ""))
    return -value if found["sign"] in ("-", "−") else value


def unit_word(text: str, at: int, *, last: bool, tail: str) -> tuple[str, int]:
    if last:
        rest = re.sub(f"(?:{tail})$", "", text[at:]) if tail else text[at:]
        return rest.strip().rstrip("."), len(text)
    joint = re.compile(r"(?P<word>.*?)(?=\s+(?:and|to)\s|[和与至到]|[-–])", re.I).match(text, at)
    if not joint:
        return "", at
    return joint["word"].strip(), joint.end("word")


def unit_of(number: Number, watch_unit: str, offset: int, *, step: bool = False) -> str:
    """``step``: the number says how far a figure moves; per cents move by points."""
    named = number.unit
    if named is None:
        return unit_id(watch_unit) if watch_unit else ""
    own = find_unit(split_unit(watch_unit)[0]) if watch_unit else None
    if step and own is not None and own.id == "%" and named.dim in POINTS:
        return named.id
    if own is not None and own.dim != named.dim:
        raise ConditionError(
            f"'{named.id}' cannot be compared with the watch's unit '{watch_unit}'",
            offset=offset,
            hint=f"write the number in {watch_unit}",
        )
    per = number.per or (split_unit(watch_unit)[1] if watch_unit else "")
    return f"{named.id} per {per}" if per else named.id
