"""How like an event a report is, at first sight: what is worth a judgement. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """The score's terms, fitted by logistic regression on labelled headlines."""

    centroid: float = 6.7
    """Times the cosine with the sum of the event's reports."""
    nearest: float = 7.4
    """Times the cosine with the likest of the reports kept."""
    shared_figure: float = 1.5
    anchor: float = 2.0
    """When both give the same telling number for the same watched name."""
    likeness: float = 6.0
    """Times how much more alike sentence vectors are than :attr:`neutral`, where a model that
    reads both gives them."""
    neutral: float = 0.55
    size: float = -0.1
    """Per natural logarithm of the number of reports."""
    days: float = -0.5
    """Per day since the last report."""
    constant: float = -5.7
    title: int = 2
    """How often a word of the title counts against one of the lead."""
    name: float = 1.5
    postings: int = 30
    """Events kept per stem, the newest."""
    terms: int = 16
    """The rarest terms of an item by which events are looked up."""
    candidates: int = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidences:
    """What speaks for a report being one of an event's; the score weighs it."""

    centroid: float
    nearest: float
    likeness: float | None
    """Of the sentences; ``None`` without a model that reads both."""
    size: int
    days: float
    anchor: bool
    shared_figure: bool


def score_of(evidences: Evidences, weights: Weights) -> float:
    """Log odds."""
    meaning = 0.0 if evidences.likeness is None else evidences.likeness - weights.neutral
    return (
        weights.centroid * evidences.centroid
        + weights.nearest * evidences.nearest
        + weights.likeness * meaning
        + weights.size * math.log(evidences.size)
        + weights.days * evidences.days
        + weights.anchor * evidences.anchor
        + weights.shared_figure * evidences.shared_figure
        + weights.constant
    )
