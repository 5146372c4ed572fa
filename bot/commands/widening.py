"""Other names by which more of the same would be found: near a watch's name in its stories, in
reports of them that don't have the name, or beside it; each with what it would have added. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Literal

from rapidfuzz import fuzz

from bot.commands.phrases import tells
from bot.commands.spellings import SpellingKind
from bot.commands.view import fold, names_of
from bot.matching.lexicon import chinese
from bot.model import Item, Watch
from bot.text import CJK, is_cjk

Likeness = Literal["beside", "variant", "twin", "near"]

WEIGHTS: Mapping[Likeness, float] = {
    "beside": 1.0,  # texts give it beside the name: Xiaomi (小米)
    "variant": 0.8,  # written much like it: Xiao Mi
    "twin": 0.5,  # in the other script
    "near": 0.0,  # only ever met in its stories
}
"""How much speaks for a name by itself."""
MIXED = 0.5
"""Of what a name would add, at least such a part must be of stories that the watch is found in;
what stands beside the name or is a variant of it needs no such proof."""
LEAST = 2
"""Stories whose reports have it instead of the name; one is enough for a variant."""
ALIKE = 80
"""Likeness (0..100) of a variant."""
MOST = 16
"""Names that are tried on the history."""
READ = 400
"""Characters of a text in which names are sought, besides its title."""
_WORDS = 3
_CHINESE = range(2, 6)
_COMMON = 12
"""From this level on a Chinese word is no name."""
_CAPITALS = re.compile(r"[A-Z][\w&'’-]*(?: [A-Z0-9][\w&'’-]*)*")
_RUN = re.compile(f"[{CJK}]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """One story that the watch is found in."""

    missed: tuple[Item, ...]
    """Its reports that don't have the name."""
    asked: bool = False
    """Of the alert in question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    option: SpellingKind
    """Where it belongs to in a watch."""
    text: str
    likeness: Likeness
    stories: int = 0
    """Whose reports have it instead of the name."""
    asked: bool = False
    """Among them the one in question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gain:
    """A name and what it would have added."""

    candidate: Candidate
    items: tuple[Item, ...]
    """Newest first."""
    stories: int
    own: int
    """… of which the watch is found in by its names so far."""

    @property
    def part(self) -> float:
        return self.own / self.stories if self.stories else 0.0

    @property
    def score(self) -> float:
        known = WEIGHTS[self.candidate.likeness] + 0.3 * self.candidate.asked
        return known + self.part + 0.1 * log2(1 + self.stories)


def candidates(
    watch: Watch,
    near: Sequence[Near],
    beside: Iterable[tuple[SpellingKind, str]],
    taken: Collection[str],
) -> list[Candidate]:
    """The most promising first. ``beside``: what texts give beside the name; ``taken``: names of
    other watches and of outlets, which mean something else."""
    own = {fold(each) for each in names_of(watch)}
    refused = own | {fold(each) for each in taken}
    found = {
        (option, fold(text)): Candidate(option=option, text=text, likeness="beside")
        for option, text in beside
    }
    counted, asked, written = _met(near)
    for key, stories in counted.items():
        text = written[key]
        likeness = _likeness(text, watch)
        if stories >= (1 if likeness == "variant" else LEAST):
            made = Candidate(
                option="aliases",
                text=text,
                likeness=likeness,
                stories=stories,
                asked=key in asked,
            )
            known = found.get(("aliases", key))
            found["aliases", key] = replace(made, likeness="beside") if known else made
    kept = [each for each in found.values() if fold(each.text) not in refused]
    return sorted(_longest(kept), key=lambda each: (-_promise(each), each.text))[:MOST]


def ranked(found: Iterable[Gain]) -> list[Gain]:
    """The best first: what adds something, and mostly more of the same. Of names that add the
    same things the longest."""
    useful = [
        each
        for each in found
        if each.items and (each.candidate.likeness in {"beside", "variant"} or each.part >= MIXED)
    ]
    unique: dict[tuple[str, ...], Gain] = {}
    for each in sorted(useful, key=lambda each: (each.score, len(each.candidate.text))):
        unique[tuple(item.id for item in each.items)] = each
    return sorted(unique.values(), key=lambda each: (-each.score, each.candidate.text))


def with_name(watch: Watch, candidate: Candidate) -> Watch:
    names = (*getattr(watch, candidate.option), candidate.text)
    match candidate.option:
        case "aliases":
            return replace(watch, aliases=names)
        case "tickers":
            return replace(watch, tickers=names)
        case "handles":
            return replace(watch, handles=names)


# ── what stands there instead of the name ────────────────────────────────────────────────


def _met(near: Sequence[Near]) -> tuple[Counter[str], set[str], dict[str, str]]:
    """In how many stories each name is met, which of them in the one in question, and how it is
    written most often."""
    counted: Counter[str] = Counter()
    asked: set[str] = set()
    spelt: dict[str, Counter[str]] = {}
    for each in near:
        met: dict[str, str] = {}
        for item in each.missed:
            for text in names_in(f"{item.title}\n{item.content[:READ]}"):
                met.setdefault(fold(text), text)
        counted.update(met.keys())
        asked |= met.keys() if each.asked else set()
        for key, text in met.items():
            spelt.setdefault(key, Counter())[text] += 1
    return counted, asked, {key: ways.most_common(1)[0][0] for key, ways in spelt.items()}


def names_in(text: str) -> Iterator[str]:
    """What may be a name: words with capitals, and runs of Chinese characters. Far more than are
    names; what is one shows in how often it is met."""
    for found in _CAPITALS.finditer(text):
        words = [each.removesuffix("'s").removesuffix("’s") for each in found[0].split(" ")]
        for size in range(1, _WORDS + 1):
            for at in range(len(words) - size + 1):
                part = words[at : at + size]
                if any(tells(each, titled=True, verb_place=False) for each in part):
                    yield " ".join(part)
    for run in _RUN.findall(text):
        for size in _CHINESE:
            for at in range(len(run) - size + 1):
                word = run[at : at + size]
                if chinese().get(word, 0) < _COMMON:
                    yield word


def _likeness(text: str, watch: Watch) -> Likeness:
    bare = _bare(text)
    names = [watch.name, *watch.aliases]
    if any(fuzz.ratio(bare, _bare(each)) >= ALIKE for each in names):
        return "variant"
    own = {is_cjk(each[0]) for each in names}
    return "twin" if is_cjk(text[0]) not in own else "near"


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _longest(found: Sequence[Candidate]) -> list[Candidate]:
    """Without parts of a name that are met no oftener than the whole: 米汽 of 小米汽车."""
    return [
        each
        for each in found
        if each.likeness == "beside"
        or not any(
            fold(each.text) in fold(other.text)
            and len(other.text) > len(each.text)
            and other.stories >= each.stories
            for other in found
        )
    ]


def _promise(candidate: Candidate) -> float:
    return 4 * WEIGHTS[candidate.likeness] + candidate.stories + 2 * candidate.asked
