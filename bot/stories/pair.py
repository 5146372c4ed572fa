"""A new report beside an event it resembles, and what it is to it. The ground of the judges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.model import News, Relation
from bot.stories.facts import Facts
from bot.stories.words import stem

SURE = 1.0
DUPLICATE = -0.25
RELATED = -2.5
LEAST = -4.0
"""Scores (log odds) from which an item surely duplicates, duplicates or follows an event by its
text, or may have to do with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """``relation`` is ``None`` when the two are different events, whatever the score."""

    relation: Relation | None
    why: str
    loud: bool = True
    news: News | None = None
    """What is new, where a guard can say it."""
    share: float = 1.0
    """Of the odds: how sure it is that the report is a duplicate."""


def follows(why: str, news: News) -> Judgement:
    """A follow-up with what is new in it."""
    return Judgement(relation=Relation.FOLLOW_UP, why=why, news=news)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A new report and one event it resembles."""

    new: Facts
    members: Sequence[Facts]
    """Reports of the event, the first one first."""
    score: float
    cosine: float
    """With the likest report."""
    centroid: float = 0.0
    """Cosine with the sum of the reports."""
    crowd: int = 1
    """Events the report could have resembled: the more, the likelier by chance."""
    likeness: float | None = None
    """Of the sentences, where a model has read both."""
    gap: timedelta
    """Since the event's first report."""
    shared: int = 2
    """Words in common with the likest report."""
    told: bool = True
    """Whether these are more than a name or two."""
    size: int = 1
    """How many reports the event has."""
    anchored: bool = False
    """Whether some report gives the same telling number for the same watched name."""
    foreign: str = ""
    """What ties two reports whose languages share no words, in words."""


def number(value: float) -> str:
    """As people write it."""
    for scale, word in _SCALES:
        if abs(value) >= scale:
            return f"{value / scale:,.6g} {word}"
    return f"{value:,.15g}"


_SCALES = ((1e12, "trillion"), (1e9, "billion"))


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the words of both that are common (Jaccard)."""
    ours, theirs = set(one), set(other)
    return len(ours & theirs) / len(ours | theirs) if ours or theirs else 0.0


def written(facts: Facts, stems: str) -> str:
    """Stems as they stand in the title."""
    forms = {stem(form.lower()): form for form in re.findall(r"[^\W_][\w'’.-]*", facts.title)}
    return " ".join(forms.get(each, each) for each in stems.split())
