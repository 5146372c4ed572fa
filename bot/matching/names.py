"""A name as people write it: the forms of one alias, made once, on the side of the watchlist.

A form is what the automaton looks for: folded tokens between spaces. Variants that people use
for the same name (no legal suffix, ``and`` for ``&``, OpenAI as Open AI, McDonald's without its
apostrophe, a Chinese name in the other order) become forms of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Protocol

from bot.matching.fold import UNSPACED_RUN, cased_name, fold, fold_name
from bot.matching.lexicon import COMMON, GIVEN, PROPER, SURNAME, UNKNOWN, WORD, words

LEGAL = frozenset(
    b"inc incorporated corp corporation co company ltd limited llc llp lp plc ag sa nv bv gmbh "
    b"spa oyj ab asa kgaa kk pte pty bhd sas sarl srl se aktiengesellschaft sab cv".split()
)
"""Legal forms: at a name's end they add nothing to it."""
_LEGAL_OF_NAMES = LEGAL | {b"as", b"oy"}
"""… and those that in a text are words."""
GROUP = frozenset(b"group holding holdings".split())
"""Dropped from an alias after a legal form or alone, but only when two tokens stay."""
MOSTLY_NAME = 8
"""A word below this frequency that headlines use far oftener than language does is mostly met
as a name (google, twitter)."""
STATES = frozenset(("US", "UK", "UN", "EU", "UAE", "USA"))
"""Written with and without points, within a name too: US Army, U.S. Army."""
HONORIFIC = frozenset(b"mr mrs ms dr prof sir lord lady dame".split())

_POINTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?|\b[A-Z]/[A-Z]\b")
"""Letters with points or a slash between: S.A., S.p.A., A/S, A.I."""
_NO_POINTS = {ord("."): None, ord("/"): None}
_CAPITALS = re.compile("[A-Z]{2,4}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_SYLLABLE = (
    b"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    b"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|an|ai|ao|ou|ei|en|er|ia|ie|in|iu|ua|ue|ui"
    b"|un|uo|a|e|i|o|u|v)"
)
_PINYIN = re.compile(b"(?:" + _SYLLABLE + b"){1,2}$")
LONGEST_PINYIN = 12
"""Letters of two of the longest syllables."""
_WIDE = b" " * 16
"""A gap that no form may have: the scanner's limit."""
_LEAST_PART = 3
"""Letters of a word within another."""
_INITIALS = re.compile(rb"(?:(?<= )|^)([a-z])((?: [a-z])+)(?= |$)")


class Named(Protocol):
    """Of a :class:`bot.model.Watch` what names are made of."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def tickers(self) -> tuple[str, ...]: ...
    @property
    def handles(self) -> tuple[str, ...]: ...
    @property
    def context(self) -> tuple[str, ...]: ...
    @property
    def exclude(self) -> tuple[str, ...]: ...
    @property
    def fuzzy(self) -> bool: ...
    def __hash__(self) -> int: ...


class Sort(IntEnum):
    """How much a form says by itself; decides which evidence is asked."""

    SURE = 0
    """Nothing else is written like it: a mention in any case."""
    PHRASE = 1
    """Several tokens, all of them common words: a lower-case one means the words."""
    NAME = 2
    """A given name or surname alone, or a rare dictionary word: needs its capital."""
    WORD = 3
    """A common word: needs more than a capital where capitals come for free."""
    ACRONYM = 4
    """Few capitals: only as written."""
    TICKER = 5
    """A stock symbol without its ``$``: needs capitals and an exchange or parentheses."""
    HANDLE = 6
    """An account's name: only after ``@``."""
    EXCLUDED = 7
    """No name: a phrase of which the name within means something else."""
    CONTEXT = 8
    """No name: a word whose nearness decides about an unsure mention."""


def as_written(watch: Named) -> Iterator[str]:
    """The watch's names with the capitals that they have in texts, where somebody typed without.

    A company or a person is written with a capital where the word is a name in the dictionary, too
    (``apple``, but not ``tariffs``), and where another of the watch's names shows it (``north
    wind`` of Northwind Logistics). Topics are what they are.
    """
    every = (watch.name, *watch.aliases)
    if watch.kind == "topic" or not any(map(str.islower, every)):
        yield from every
        return
    shown = {run for name in every if not name.islower() for run in _beginnings(name)}
    for name in every:
        if name.islower() and (b"".join(fold_name(name).split()) in shown or _is_proper(name)):
            yield " ".join(word[:1].upper() + word[1:] for word in name.split())
        else:
            yield name


def _beginnings(name: str) -> Iterator[bytes]:
    """The first token of a name, the first two, … without the spaces between."""
    tokens = fold_name(name).split()
    for count in range(1, len(tokens) + 1):
        yield b"".join(tokens[:count])


def _is_proper(name: str) -> bool:
    kind = words().get(fold_name(name), UNKNOWN).kind
    return bool(kind & WORD and kind & PROPER)


def is_compound(form: bytes) -> bool:
    """Whether a token that is in no dictionary is two common words written as one."""
    known = words()
    if form in known or not form.isalpha():
        return False
    return any(
        known.get(form[:at], UNKNOWN).common >= COMMON
        and known.get(form[at:], UNKNOWN).common >= COMMON
        for at in range(_LEAST_PART, len(form) - _LEAST_PART + 1)
    )


def forms(alias: str) -> Iterator[bytes]:
    """The folded forms of an alias in a script with spaces, the alias itself first.

    Nothing for an alias without a letter or digit; one with an unspaced script is for
    :mod:`bot.matching.han`.
    """
    key = fold_name(alias)
    if not key or not any(byte > 47 for byte in key):
        return
    seen = set()
    for form in _variants(alias, key):
        if form and form not in seen and _WIDE not in form:
            seen.add(form)
            yield form


def _variants(alias: str, key: bytes) -> Iterator[bytes]:
    yield key
    yield fold(alias).low.strip()
    tokens = key.split()
    if tokens[0] == b"the" and len(tokens) > 1:
        tokens = tokens[1:]
        yield b" ".join(tokens)
    if tokens[0] in HONORIFIC and len(tokens) > 2:
        tokens = tokens[1:]
        yield b" ".join(tokens)
    for short in _without_legal_form(tokens):
        yield short
        yield from _respelt(short)
    yield from _respelt(key)
    closed = _POINTED.sub(lambda letters: letters[0].translate(_NO_POINTS), alias)
    if closed != alias:
        yield from _variants(closed, fold_name(closed))
    if _CAPITALS.fullmatch(alias):
        yield b" ".join(bytes([letter]) for letter in key)  # A.I., N.B.A.
    split = _CAMEL.sub(" ", alias)
    if split != alias:
        yield fold_name(split)
    if len(tokens) > 1 and not STATES.isdisjoint(alias.split()):
        pointed = " ".join(map(_with_points, alias.split()))
        yield fold(pointed).low.strip()
    if "'" in alias or "’" in alias:
        yield fold_name(alias.replace("'", "").replace("’", ""))
    if "ß" in alias or "æ" in alias.lower() or "ü" in alias or "ö" in alias or "ä" in alias:
        yield fold_name(_spelt_out(alias))
    if len(tokens) == 2 and (other := other_order(tokens)):
        yield other


def other_order(tokens: list[bytes]) -> bytes:
    """Of a name's two tokens: the family name in its other place; empty when it has none."""
    first, last = tokens
    if words().get(first, UNKNOWN).kind & (GIVEN | SURNAME):
        comma = b"  "  # "Musk, Elon": a comma folds to a second space
    elif len(first) > LONGEST_PINYIN or len(last) > LONGEST_PINYIN:
        return b""
    else:
        comma = b""
    if len(first) > 1 < len(last) and _PINYIN.match(first) and _PINYIN.match(last):
        return last + b" " + first
    return comma and last + comma + first


def _with_points(word: str) -> str:
    return ".".join(word) + "." if word in STATES else word


def _without_legal_form(tokens: list[bytes]) -> Iterator[bytes]:
    legal = len(tokens)
    while legal > 1 and (
        tokens[legal - 1] in _LEGAL_OF_NAMES
        or tokens[legal - 1] == b"&"
        or tokens[legal - 1 : legal + 1] == [b"de", b"cv"]
    ):
        legal -= 1
    if legal < len(tokens):
        yield b" ".join(tokens[:legal])
    group = legal
    while group > 1 and tokens[group - 1] in GROUP:
        group -= 1
        if group > 1 or legal < len(tokens):
            yield b" ".join(tokens[:group])


def _respelt(key: bytes) -> Iterator[bytes]:
    if b" & " in key:
        yield key.replace(b" & ", b" and ")
        yield key.replace(b" & ", b"&")
    elif b" and " in key:
        yield key.replace(b" and ", b" & ")
    elif b"&" in key:
        yield key.replace(b"&", b" & ")
    if _INITIALS.search(key):
        yield _INITIALS.sub(lambda run: run[0].replace(b" ", b""), key)


def _spelt_out(alias: str) -> str:
    for letter, letters in (("ß", "ss"), ("ü", "ue"), ("ö", "oe"), ("ä", "ae"), ("æ", "ae")):
        alias = alias.replace(letter, letters).replace(letter.upper(), letters.title())
    return alias


def sort_of(alias: str, form: bytes) -> Sort:
    """What kind of evidence a form of this alias needs."""
    known = words()
    if b" " in form:
        return Sort.PHRASE if _all_common(form.split()) else Sort.SURE
    if form[:1] == b"$":
        return Sort.SURE
    written = cased_name(alias)
    if _is_acronym(written, form):
        return Sort.ACRONYM
    kind, level, common = known.get(form, UNKNOWN)
    mostly_name = level >= common + (2 if common < MOSTLY_NAME else 4)
    if common >= COMMON and not mostly_name:
        return Sort.WORD
    if written.islower():
        return Sort.SURE
    if kind & (GIVEN | SURNAME) or (kind & WORD and not mostly_name) or len(form) < 4:
        return Sort.NAME
    return Sort.SURE


sort_seen = lru_cache(maxsize=16_384)(sort_of)
""":func:`sort_of` for what is met in texts, where the same comes again."""


def _is_acronym(written: bytes, form: bytes) -> bool:
    """Two to five capitals (or one capital alone); longer ones only if they are a word too."""
    first = written.split(b" ")[0]
    if first.lower() != form or not first.isupper() or not first.isalpha():
        return False
    return len(form) <= 5 or bool(words().get(form, UNKNOWN).kind)


def _all_common(tokens: list[bytes]) -> bool:
    known = words()
    for token in tokens:
        if len(token) > 2 and known.get(token, UNKNOWN).common < COMMON:
            return False
    return True


def is_unspaced(alias: str) -> bool:
    return UNSPACED_RUN.search(alias) is not None
