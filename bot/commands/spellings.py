"""Other ways of writing a name that texts give beside it: ``Xiaomi (小米)``, ``WHO``, symbols,
accounts. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.commands.places import Place
from bot.text import CJK, is_cjk, squeeze

SpellingKind = Literal["aliases", "tickers", "handles"]
"""The option of a watch it belongs to."""


@dataclass(frozen=True, slots=True)
class Spelling:
    kind: SpellingKind
    text: str
    shorter: tuple[str, ...] = ()
    """Ends of it that may be the name alone: where it begins can't be told from the words before
    it."""


_BEHIND = re.compile(r"[”\"'’」』]?\s?[(\uff08]([^()\uff08\uff09\n]{1,70})[)\uff09]")
_WITHIN = re.compile(r"[\s“\"]{0,2}[(\uff08][“\"]?$")
_WITHIN_ENDS = re.compile(r"(?:\.[A-Z]{1,4})?[)\uff09,\uff0c”\"]")
_PARTS = re.compile(r"\s*[,;/|、\uff0c\uff1b]\s*")
_INTRODUCED = re.compile(
    r"^(?:以下简称|下称|简称|原名|曾用名|又称|英文名[:\uff1a]?|formerly(?: known as)?|previously"
    r"|also known as|a\.?k\.?a\.?|or|short for|known as)\s*[“\"‘「]?",
    re.IGNORECASE,
)
_EXCHANGE = re.compile(
    r"^(?P<place>NASDAQ|NYSE(?: American| Arca)?|AMEX|OTC\w*|LSE|LON|TSXV?|TSE|TYO|HKEX|HKG|HKSE"
    r"|SEHK|HK|SSE|SHA|SHE|SZSE|ASX|NSE|BSE|FRA|ETR|XETRA|EPA|AMS|BIT|BME|STO|KRX|TPE|TWSE|SGX"
    r"|Nasdaq|Euronext|港交所|纳斯达克|纽交所)\s?[:\uff1a]\s?\$?(?P<code>[A-Z0-9]{1,6})"
    r"(?:\.[A-Z]{1,2})?$"
)
_HONG_KONG = frozenset({"HKEX", "HKG", "HKSE", "SEHK", "HK", "港交所"})
_SYMBOL = re.compile(
    r"^\$?(?P<code>[A-Z]{1,5})\.(?:US|N|O|OQ|NYSE|NASDAQ)$"
    r"|^(?P<whole>\d{4,6}\.(?:HK|SZ|SH|SS|T|KS|KQ|TW)|[A-Z]{1,5}\.(?:L|PA|DE|AS|MI|ST|AX|TO))$"
    r"|^\$(?P<dollar>[A-Z]{1,5})$"
)
_HANDLE = re.compile(r"^@\w{2,30}$")
_CAPITALS = re.compile(r"^[A-Z]{2,6}$")
_CJK_NAME = re.compile(rf"^[{CJK}·]{{2,10}}$")
_CJK_END = re.compile(rf"[{CJK}·]{{2,}}$")
_LATIN_NAME = re.compile(r"^[A-Z][A-Za-z&.'’-]+(?: [A-Z&][A-Za-z&.'’-]*){0,3}$")
_WORDS_END = re.compile(r"(?:[A-Za-z&'’-]+ ){0,9}[A-Za-z&'’-]+$")
_SMALL = frozenset({"of", "and", "the", "for", "in", "on", "&", "de", "la"})
_JOINING = frozenset({"of", "and", "&", "de", "la"})
_LONGEST_RUN, _MOST_WORDS = 10, 4
"""Characters of a Chinese name, and words of another, that may stand before a bracket."""
_NO_NAME = re.compile(
    "中国|美国|日本|德国|英国|法国|韩国|欧洲|北美|全球|国际|香港|台湾|北京|上海|深圳|广州|杭州|武汉"
    "|重庆|西安|合肥|集团|公司|图片|资料图|记者|编辑|来源"
)
"""What stands in brackets behind a name without being one: places and captions."""


def spellings(place: Place) -> Iterator[Spelling]:
    """What the words right beside a place say that the name is also written as."""
    if place.before.endswith("@"):
        yield Spelling("handles", f"@{place.text}")
        return
    behind = _BEHIND.match(place.after)
    if behind:
        for part in _PARTS.split(behind[1]):
            yield from _in_brackets(squeeze(part), place.text)
    if _WITHIN_ENDS.match(place.after):
        bracket = _WITHIN.search(place.before)
        if bracket:
            yield from _before_bracket(place.before[: bracket.start()], place.text)


def _in_brackets(part: str, name: str) -> Iterator[Spelling]:
    symbol = _ticker(part)
    if symbol:
        yield Spelling("tickers", symbol)
        return
    if _HANDLE.match(part):
        yield Spelling("handles", part)
        return
    introduced = _INTRODUCED.match(part)
    if introduced:
        part = part[introduced.end() :].strip('”"’」 ')
    if _CAPITALS.match(part) and not _is_cjk(name):
        if part == _initials(name):
            yield Spelling("aliases", part)
        elif _abbreviates(part, name):
            yield Spelling("tickers", part)
        return
    if _is_spelling(part, name, introduced=introduced is not None):
        yield Spelling("aliases", part)


def _is_spelling(part: str, name: str, *, introduced: bool) -> bool:
    if _CJK_NAME.match(part):
        return not _NO_NAME.fullmatch(part) and (introduced or not _is_cjk(name))
    if not _LATIN_NAME.match(part) and not expanded(part, name):
        return False
    return introduced or _is_cjk(name) or expanded(part, name)


def _ticker(part: str) -> str:
    """The symbol that a part of a bracket is, as a watch has it; else empty."""
    listed = _EXCHANGE.match(part)
    if listed:
        hong_kong = listed["place"] in _HONG_KONG and listed["code"].isdigit()
        return _in_hong_kong(listed["code"]) if hong_kong else listed["code"]
    found = _SYMBOL.match(part)
    if not found:
        return ""
    code, _, exchange = (found["whole"] or "").partition(".")
    return _in_hong_kong(code) if exchange == "HK" else found[found.lastgroup or 0]


def _in_hong_kong(code: str) -> str:
    """Some write five digits, with zeros before."""
    return f"{code.lstrip('0').zfill(4)}.HK"


def _before_bracket(before: str, name: str) -> Iterator[Spelling]:
    """``World Health Organization (WHO)``, ``小米（Xiaomi）``: where the name in the bracket is
    the watched one."""
    run = _CJK_END.search(before)
    if run and not _is_cjk(name):
        if len(run[0]) <= _LONGEST_RUN:
            shorter = (run[0][-size:] for size in range(2, len(run[0])))
            yield Spelling("aliases", run[0], tuple(shorter))
        return
    found = _WORDS_END.search(before)
    words = found[0].split() if found else []
    if name.isupper() and name.isalpha() and len(name) > 1:
        for size in range(len(name), min(len(words), 2 * len(name)) + 1):
            full = words[-size:]
            if _initials(" ".join(full)) == name and full[0].lower() not in _SMALL:
                yield Spelling("aliases", " ".join(full))
                return
    elif _is_cjk(name):
        capital = [word[:1].isupper() for word in reversed(words)]
        size = capital.index(False) if False in capital else len(capital)
        if (
            words[len(words) - size - 1 : len(words) - size]
            and words[-size - 1].lower() in _JOINING
        ):
            return  # Bank of China
        if 0 < size <= _MOST_WORDS:
            shorter = (" ".join(words[-length:]) for length in range(1, size))
            yield Spelling("aliases", " ".join(words[-size:]), tuple(shorter))


def _initials(name: str) -> str:
    words = re.split(r"[\s-]+", name)
    return "".join(word[0] for word in words if word and word.lower() not in _SMALL).upper()


def expanded(part: str, name: str) -> bool:
    """Whether an acronym is short for it: World Health Organization for WHO."""
    return name.isupper() and len(name) > 1 and " " in part and _initials(part) == name


def _abbreviates(symbol: str, name: str) -> bool:
    """``TSLA`` for Tesla: its letters in their order, the first one first."""
    letters = iter(name.upper())
    return (
        symbol[0] == name[:1].upper()
        and len(symbol) < sum(char.isalpha() for char in name)
        and all(letter in letters for letter in symbol)
    )


def _is_cjk(text: str) -> bool:
    return any(is_cjk(char) for char in text)
