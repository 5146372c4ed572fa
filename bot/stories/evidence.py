"""What speaks for two reports telling one thing, in numbers, and what they come to. Pure.

The guards of :mod:`bot.stories.judge` speak first, and decide where they are sure. Of the rest
each is evidence among others here: words in common and words left over, names, numbers,
outcomes, hours. ``data/weights_*.txt`` say how much each counts; ``benchmarks/stories_fit.py``
makes it from labelled pairs and streams.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import LCSseq

from bot.stories.background import rarity
from bot.stories.contrast import opposed
from bot.stories.facts import Facts
from bot.stories.meaning import nearness
from bot.stories.pair import Pair
from bot.stories.quantities import compare
from bot.stories.subject import own_names

_HOURS = 72.0
"""Beyond which the time between two reports says nothing more."""
_MANY = 8
"""Words beyond which more of them say nothing."""
_RARE = 30.0

KINDS = ("headlines", "mixed", "texts", "chinese")
"""Two headlines; a headline and a report with a text; two reports with texts; and in Chinese."""


@dataclass(frozen=True, slots=True)
class Odds:
    """Shares that add up to one."""

    duplicate: float
    follow_up: float
    other: float


def odds(evidence: Mapping[str, float], kind: str) -> Odds:
    """What the evidence comes to; ``kind``: one of :data:`KINDS`."""
    duplicate = follow_up = 0.0
    for name, (one, other) in weights(kind).items():
        value = evidence.get(name, 0.0)
        duplicate += one * value
        follow_up += other * value
    most = max(duplicate, follow_up, 0.0)
    parts = [math.exp(each - most) for each in (duplicate, follow_up, 0.0)]
    whole = sum(parts)
    return Odds(*(part / whole for part in parts))


def kind_of(pair: Pair) -> str:
    """What of the two can be compared: a headline says so much less than a text."""
    if pair.new.chinese and pair.members[0].chinese:
        return "chinese"
    if all(member.bare for member in pair.members):
        return "headlines" if pair.new.bare else "mixed"
    return "mixed" if pair.new.bare else "texts"


@lru_cache(maxsize=len(KINDS))
def weights(kind: str) -> Mapping[str, tuple[float, float]]:
    """Evidence → how it counts for a duplicate and for a follow-up, against another story."""
    text = files("bot.stories").joinpath(f"data/weights_{kind}.txt").read_text("utf-8")
    lines = (line.rsplit(None, 2) for line in text.splitlines() if not line.startswith("#"))
    return {name: (float(one), float(other)) for name, one, other in lines}


def evidence(pair: Pair, guards: Collection[str]) -> dict[str, float]:
    """``guards``: names of the guards that had something to say."""
    new = pair.new
    ours = new.concepts
    # Of the reports of the event, the one with most words in common.
    theirs, member = max(
        ((each.concepts, each) for each in pair.members),
        key=lambda found: len(ours & found[0]),
    )
    told: set[str] = set().union(*(each.told for each in pair.members))
    found = {"always": 1.0, "cosine": pair.cosine, "size": math.log(pair.size)}
    found["centroid"] = pair.centroid
    found["crowd"] = math.log(max(pair.crowd, 1)) / 5
    found["crowd, cosine"] = found["crowd"] * pair.cosine
    if not (new.bare and member.bare):
        found |= _texts(ours, theirs, new, member)
    found |= _words(ours, theirs, told, new, member)
    found |= _names(ours & theirs, new, member)
    found |= _figures(new, member, pair.members)
    found |= _doings(new, member, pair.members, told)
    found |= _letters(new, member)
    hours = math.log1p(min(max(pair.gap.total_seconds() / 3600, 0.0), _HOURS))
    found["hours"] = hours
    found["hours, cosine"] = hours * pair.cosine
    found["hours, told"] = hours * found["told"]
    if new.chinese and member.chinese:
        found["chinese"] = 1.0
        found["chinese, cosine"] = pair.cosine
        found["chinese, letters"] = found["letters"]
    if pair.likeness is not None:
        found["model"] = 1.0
        found["likeness"] = pair.likeness
        found["likeness, cosine"] = pair.likeness * pair.cosine
    found |= {f"guard {name}": 1.0 for name in guards}
    return found


def _words(
    ours: Set[str],
    theirs: Set[str],
    told: Set[str],
    new: Facts,
    member: Facts,
) -> dict[str, float]:
    """Of the headlines, by how rare each word is."""
    shared = [_rarity(each) for each in ours if each in theirs]
    fresh = ours - told - new.surely_concepts
    gone = theirs - new.told - member.surely_concepts
    return {
        "told": _share(ours, told),
        "kept": _share(theirs, new.told),
        "nearly told": _nearly(fresh, told, ours),
        "nearly kept": _nearly(gone, new.told, theirs),
        "untold": min(sum(each not in told for each in ours), _MANY) / 4,
        "left out": min(sum(each not in new.told for each in theirs), _MANY) / 4,
        "rarest": max(shared, default=0.0) / 5,
        "shared": min(sum(shared), _RARE) / 10,
        "longer": math.log((len(ours) + 1) / (len(theirs) + 1)),
    }


def _texts(ours: Set[str], theirs: Set[str], new: Facts, member: Facts) -> dict[str, float]:
    """Of the headlines alone, and of all that is said."""
    return {
        "headline": (_share(ours, theirs) + _share(theirs, ours)) / 2,
        "text told": _share(new.told, member.told),
        "text kept": _share(member.told, new.told),
    }


def _names(shared: Collection[str], new: Facts, member: Facts) -> dict[str, float]:
    names = new.name_concepts | member.name_concepts
    words = [_rarity(each) for each in shared if each not in names]
    mine, others = own_names(new, member), own_names(member, new)
    common = len(shared) - len(words)
    return {
        "names": min(common, 3),
        "words": min(len(words), 4),
        "rarest word": max(words, default=0.0) / 5,
        "own name": float(bool(mine)),
        "own names": float(bool(mine and others)),
        "no name": float(not common),
        "strangers": float(bool(mine and others) and not common),
        "place": float(bool(new.places & member.places)),
        "places": float(bool(new.places - member.places and member.places - new.places)),
    }


def _figures(new: Facts, member: Facts, members: Sequence[Facts]) -> dict[str, float]:
    same = any(compare(new.numbers, each.numbers)[0] for each in members)
    none = not any(each.numbers for each in members)
    return {
        "number": float(same),
        "number here": float(bool(new.numbers) and none),
        "number there": float(bool(member.numbers) and not new.numbers),
        "another edition": float(bool(new.marks - member.marks and member.marks - new.marks)),
    }


def _doings(
    new: Facts, member: Facts, members: Sequence[Facts], told: Collection[str]
) -> dict[str, float]:
    here, there = new.happenings, member.happenings
    return {
        "happening": float(bool(here & there)),
        "untold happening": float(bool(here.difference(told))),
        "other happening": float(bool(here and there) and not here & there),
        "outcome": float(bool(new.senses & member.senses)),
        "opposed": float(bool(opposed(new.senses, member.senses))),
        "expected": float(bool(member.expected)),
        "expects": float(bool(new.expected)),
        "reacts": float(new.reacts and not any(each.reacts for each in members)),
    }


def _letters(new: Facts, member: Facts) -> dict[str, float]:
    """In their order: headlines from one template share most, and so do Chinese short forms."""
    one, other = (each.title.lower().replace(" ", "") for each in (new, member))
    least = max(1, min(len(one), len(other)))
    found = {"letters": LCSseq.similarity(one, other) / least}
    if new.chinese and member.chinese:
        mine, theirs = ({each for each in text if each.isalnum()} for text in (one, other))
        found["characters"] = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    return found


def _share(words: Collection[str], told: Collection[str]) -> float:
    whole = sum(map(_rarity, words))
    return sum(_rarity(each) for each in words if each in told) / whole if whole else 0.0


def _nearly(words: Iterable[str], told: Set[str], of: Collection[str]) -> float:
    """The share of all the words of a headline that others near in meaning stand for."""
    whole = sum(map(_rarity, of))
    return sum(_rarity(each) * nearness(each, told) for each in words) / whole if whole else 0.0


@lru_cache(maxsize=50_000)
def _rarity(word: str) -> float:
    return rarity(word, 0, 0)
