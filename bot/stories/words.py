"""From a headline to comparable words: boilerplate off, stems, names, Chinese pairs. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.text import CJK, squeeze

_TOKEN = re.compile(
    f"[{CJK}]+"
    r"|[$€£¥₹]?\d[\d,]*(?:\.\d+)?%?"
    rf"|[^\W\d_{CJK}](?:[^\W_{CJK}]|[-'’.&](?=[^\W_{CJK}]))*"
    f"|[^\\W_{CJK}]+"
)
_CJK_START = re.compile(f"[{CJK}]")
_FIRST_CJK = "\u3040"


def listed(text: str) -> tuple[str, ...]:
    """A table of words, written as text."""
    return tuple(text.split())


# ── boilerplate ──────────────────────────────────────────────────────────────────────────

_HEAD = re.compile(
    r"^\s*(?:\[[^\]]{1,20}\]\s*|【[^】]{1,12}】\s*"
    r"|(?:breaking(?: news)?|update[d]?(?: \d+)?|update \d+|urgent|exclusive|just in|watch|video"
    r"|photos?|in pictures|alert|flash|factbox|快讯|突发|最新|独家|视频)\s*[-:：|–—]\s*"
    r"|UPDATE \d+-|WRAPUP \d+-|EXCLUSIVE-|BRIEF-|REFILE-|RPT-|ADVISORY-)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s+(?:[-–—|]|::|»)\s+(?P<outlet>[^-–—|]{2,40})$")


def strip_boilerplate(title: str, source: str = "") -> str:
    """The headline without what wires and sites add: ``UPDATE 1-``, ``Breaking:``, `` - Reuters``.

    A tail is cut only when it reads like an outlet's name: its own, or a few capitalised words
    without a number, after a headline that stands without it.
    """
    title = _HEAD.sub("", squeeze(title))
    found = _TAIL.search(title)
    if found is None:
        return title
    tail = found["outlet"]
    if source and tail.casefold() == source.casefold():
        return title[: found.start()]
    words = tail.split()
    outlet = len(words) <= 4 and not re.search(r"\d", tail) and all(w[0].isupper() for w in words)
    long_enough = len(title[: found.start()].split()) >= 4
    return title[: found.start()] if outlet and long_enough and tail not in _PARTS else title


_ASKED = re.compile(
    r"[，,。；;？?]\s*(?:如何|怎么|怎样)(?:看待|评价|看|理解|解读)[^，,]{0,20}[？?]\s*$"
    r"|^\s*(?:如何|怎么|怎样)(?:看待|评价|看|理解|解读)[：:]?"
    r"|[，,。；;？?]\s*(?:(?:还|又|都)?有(?:哪些|什么|何)|(?:这|此举|此事|该消息|将|会|对|它|他|她|你|您|我们)"
    r"[^，,。；;]{0,24}(?:什么|哪些|有何|怎么|如何|多大))[^，,。；;]{0,24}[？?]\s*$"
)
"""What a page of questions puts around a piece of news."""


def without_question(title: str) -> str:
    """``如何看待荣耀 50 系列发布？有哪些亮点？`` without what it asks."""
    bare = title
    while (shorter := _ASKED.sub(" ", bare)) != bare:
        bare = shorter
    return bare if 2 * len(bare.strip()) >= _LEAST else title


_LEAST = 12
_PARTS = {"Morning", "Midday", "Evening", "Afternoon", "Night", "Live"}


# ── stems ────────────────────────────────────────────────────────────────────────────────

_IRREGULAR = {
    form: base
    for base, forms in {
        "rise": "rose risen",
        "fall": "fell fallen",
        "win": "won",
        "sink": "sank sunk",
        "sell": "sold sale",
        "buy": "bought",
        "say": "said",
        "lose": "lost loss",
        "leave": "left",
        "hold": "held",
        "beat": "beaten",
        "break": "broke broken",
        "begin": "began begun",
        "find": "found",
        "fight": "fought",
        "give": "gave given",
        "take": "took taken",
        "make": "made",
        "meet": "met",
        "steal": "stole stolen",
        "build": "built",
        "shoot": "shot",
        "die": "died dying",
        "grow": "grew grown growth",
        "withdraw": "withdrew withdrawn",
        "choose": "chose chosen",
        "send": "sent",
        "spend": "spent",
        "lead": "led",
        "pay": "paid",
        "speak": "spoke spoken",
        "strike": "struck",
        "swear": "swore sworn",
        "woman": "women",
        "man": "men",
        "child": "children",
        "person": "people",
        "hundred": "hundreds",
        "color": "colour",
        "labor": "labour",
        "defense": "defence",
        "center": "centre",
        "program": "programme",
        "harbor": "harbour",
        "sulfur": "sulphur",
        "airplane": "aeroplane plane",
        "teen": "teenager",
    }.items()
    for form in forms.split()
}


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A rough stem of a lower-case word: ``launches``, ``launched``, ``launching`` → ``launch``."""
    word = word.removesuffix("'s").removesuffix("’s")
    if not word.isascii() and word < _FIRST_CJK:
        word = _without_accents(word)
    if "." in word and _DOTTED.fullmatch(word):
        word = word.replace(".", "")
    word = _IRREGULAR.get(word, word)
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    cut = _ending(word)
    if cut != word and len(cut) > 3 and cut[-1] == cut[-2] and cut[-1] not in "lsz":
        cut = cut[:-1]
    elif cut != word and len(cut) == 3 and not word.endswith("s") and _SHORT.fullmatch(cut):
        cut += "e"
    if len(cut) > 4 and cut.endswith("e"):
        cut = cut[:-1]
    if len(cut) > 4 and cut.endswith("isation"):
        cut = cut[:-7] + "ization"
    return cut


_DOTTED = re.compile(r"[a-z](?:\.[a-z])+")
"""``u.s`` is ``us``: outlets have their own style."""


def _without_accents(word: str) -> str:
    """``nestlé`` → ``nestle``: half of the outlets leave them out."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(each for each in parts if unicodedata.category(each) != "Mn")


_WHOLE = frozenset(listed("succeed proceed exceed speed breed bleed indeed greed"))
"""What ends like the past of a verb and isn't one."""


def _ending(word: str) -> str:
    if word in _WHOLE:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ing") and len(word) > 5 and _VOWEL.search(word[:-3]):
        return word[:-3]
    if word.endswith("ed") and len(word) > 4 and _VOWEL.search(word[:-2]):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


_VOWEL = re.compile("[aeiouy]")
_SHORT = re.compile("[^aeiou][aeiou][^aeiouwxy]")
"""What is left of ``rising`` and ``named``: it wants its e back."""

STOP = frozenset(
    listed(
        """
a an the of in on at to for from by with and or but nor so as is are was were be been being
am do does did has have had having it its it's he she they we you i his her their our your my
this that these those there here who whom whose which what when where why how than then
will would can could may might must shall should not no if into onto over under after before
about amid via per up down out off new news say says said according report reports reported
us more most also just now still s t re ve ll d m
"""
    )
)


# ── a headline's words ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A text's words in order. ``stems`` and ``forms`` run in parallel."""

    forms: tuple[str, ...]
    """Lower case."""
    stems: tuple[str, ...]
    """Empty for words that carry no meaning of their own."""
    names: frozenset[str]
    """Stems of the words written as names."""


_FULL_NAME = re.compile(r"\b[A-Z][a-z]+(?: (?:(?:of|and|the) )*[A-Z][a-z]+){1,5}\b")


def acronyms(text: str) -> tuple[str, ...]:
    """``jlr`` for ``Jaguar Land Rover``, ``boe`` for ``Bank of England``: what other headlines
    call it. Nothing for headlines whose every word has a capital."""
    found = []
    for name in _FULL_NAME.findall(text):
        letters = "".join(word[0] for word in name.split() if word != "the").lower()
        if len(letters) > _SHORTEST - 1 and len(name) < _MOST * len(text):
            found.append(letters)
    return tuple(found)


_SHORTEST = 3
_MOST = 0.6
"""Share of a headline that a name takes at most."""


def words(text: str) -> Words:
    """Splits a text; CJK runs become their overlapping pairs of characters."""
    forms: list[str] = []
    stems: list[str] = []
    capitals: list[bool] = []
    for token in _TOKEN.findall(text):
        pairs = _pairs(token)
        forms += pairs or (token.lower(),)
        stems += pairs or (_meaning(token),)
        capitals += [False] * len(pairs) or [token[0].isupper()]
    _join_phrases(forms, stems)
    return Words(forms=tuple(forms), stems=tuple(stems), names=_names(forms, stems, capitals))


def stems_of(text: str) -> tuple[str, ...]:
    """Just the stems that carry meaning, in order."""
    forms: list[str] = []
    stems: list[str] = []
    for token in _TOKEN.findall(text):
        pairs = _pairs(token)
        forms += pairs or (token.lower(),)
        stems += pairs or (_meaning(token),)
    _join_phrases(forms, stems)
    return tuple(filter(None, stems))


Phrase = tuple[tuple[str, ...], str]
"""The words behind the first one, and what the whole stands for."""


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, Sequence[Phrase]]:
    """Several words that say one thing (``data/phrases.txt``), by the stem of the first."""
    text = files("bot.stories").joinpath("data/phrases.txt").read_text("utf-8")
    found: dict[str, list[Phrase]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            said, meant = line.split("=")
            first, *rest = said.split()
            found.setdefault(stem(first), []).append((tuple(rest), stem(meant.strip())))
    return found


def _join_phrases(forms: Sequence[str], stems: list[str]) -> None:
    """Give a phrase's first word the stem of the whole, and the others none."""
    known = phrases()
    for index, form in enumerate(forms):
        for rest, meant in known.get(stems[index] or form, ()):
            end = index + 1 + len(rest)
            here = forms[index + 1 : end]
            if len(here) == len(rest) and all(
                one == other or stem(one) == stem(other)
                for one, other in zip(here, rest, strict=True)
            ):
                stems[index:end] = [meant, *[""] * len(rest)]
                break


def _pairs(token: str) -> tuple[str, ...]:
    """Of a run of CJK characters; empty for other tokens."""
    if token[0] < _FIRST_CJK or not _CJK_START.match(token):
        return ()
    return tuple(token[i : i + 2] for i in range(len(token) - 1)) or (token,)


def _meaning(token: str) -> str:
    """The stem of a word; empty when it says nothing by itself. ``US`` is not ``us``."""
    low = token.lower()
    if low in STOP and not (len(token) > 1 and token.isupper()):
        return ""
    if is_negated(low) or ("'" in low and low.partition("'")[0] in STOP):  # "won't", "they're"
        return ""
    return stem(low.replace(",", ""))


def is_negated(form: str) -> bool:
    """``won't``, ``isn't``."""
    return form.endswith(_NEGATED)


_NEGATED = ("n't", "n’t")


def _names(forms: list[str], stems: list[str], capitals: list[bool]) -> frozenset[str]:
    """Capitalised words, unless the whole headline is capitalised."""
    content = [i for i, each in enumerate(stems) if each and not forms[i][0].isdigit()]
    latin = [i for i in content if forms[i][0].isascii()]
    if not latin:
        return frozenset()
    if len(latin) > 4 and sum(capitals[i] for i in latin) > 0.75 * len(latin):
        return frozenset()
    return frozenset(stems[i] for i in latin if capitals[i])
