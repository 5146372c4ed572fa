"""The labelled figures of ``tests/data/figures`` and how well an extraction agrees with them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.figures import extract
from bot.model import Figure

FOLDER = Path(__file__).parents[1] / "data" / "figures"
READ_ON = datetime(2025, 7, 14, 9, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    id: str
    text: str
    wanted: Sequence[Mapping[str, Any]]
    """Gold figures: low, high, start, end, and slots where the sentence states them."""
    traps: Sequence[tuple[int, int, str]]
    """Spans where no figure may begin or end: names, dates, scores."""


def sentences(language: str) -> list[Sentence]:
    lines = (FOLDER / f"figures_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Sentence(
            id=row["id"],
            text=row["text"],
            wanted=row["quantities"],
            traps=[tuple(trap) for trap in row["negatives"]],
        )
        for row in rows
    ]


def read(sentence: Sentence) -> list[Figure]:
    return extract("", sentence.text, published=READ_ON)


def same_value(wanted: Mapping[str, Any], figure: Figure) -> bool:
    return all(
        math.isclose(one, other, rel_tol=1e-5, abs_tol=1e-8)
        for one, other in ((wanted["low"], figure.low), (wanted["high"], figure.high))
    )


def pairs(
    sentence: Sentence, figures: Sequence[Figure]
) -> Iterator[tuple[Mapping[str, Any], Figure]]:
    """Gold figures with the overlapping reading of the same value, one to one."""
    left = list(figures)
    for wanted in sentence.wanted:
        for figure in left:
            overlaps = figure.start < wanted["end"] and wanted["start"] < figure.end
            if overlaps and same_value(wanted, figure):
                left.remove(figure)
                yield wanted, figure
                break


def value_f1(language: str) -> float:
    hit = gold = found = 0
    for sentence in sentences(language):
        figures = read(sentence)
        hit += sum(1 for _ in pairs(sentence, figures))
        gold, found = gold + len(sentence.wanted), found + len(figures)
    return 2 * hit / (gold + found)


def sprung_traps(language: str) -> list[str]:
    """Trap spans that a figure overlaps, with their sentence."""
    return [
        f"{sentence.id}: {text}"
        for sentence in sentences(language)
        for start, end, text in sentence.traps
        if any(figure.start < end and start < figure.end for figure in read(sentence))
    ]
