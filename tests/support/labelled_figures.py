"""The labelled figures of ``tests/data/figures`` and how well an extraction agrees with them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.figures import extract
from bot.figures.vocabulary import find_unit, split_unit
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


@cache
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
    return _read(sentence.text)


@cache
def _read(text: str) -> list[Figure]:
    """Once for all tests of a process: each asks for every sentence."""
    return extract("", text, published=READ_ON)


def same_value(wanted: Mapping[str, Any], figure: Figure) -> bool:
    return all(
        math.isclose(one, other, rel_tol=1e-5, abs_tol=1e-8)
        for one, other in ((wanted["low"], figure.low), (wanted["high"], figure.high))
    )


def same_unit(wanted: Mapping[str, Any], figure: Figure) -> bool:
    """By id where the unit is known, else by the head noun, plural or not."""
    head, per = split_unit(wanted.get("unit", ""))
    said, said_per = split_unit(figure.unit)
    one, other = find_unit(head), find_unit(said)
    if one is not None and other is not None and not one.counted:
        return one.id == other.id and per == said_per
    return _stem(head) == _stem(said) and per == said_per


def _stem(noun: str) -> str:
    last = noun.lower().split()[-1] if noun else ""
    last = {"people": "person", "men": "man", "times": ""}.get(last, last)
    return last[:-3] if last.endswith("ies") else last.rstrip("s").rstrip("ey")


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


STATUSES = {"guidance": "forecast"}
"""Which statuses the labels take for one."""


def slot(figure: Figure, name: str) -> str:
    said = {
        "bound": figure.qualifier.rstrip("="),
        "change": figure.direction,
        "status": STATUSES.get(figure.status, figure.status),
        "entity": figure.subject,
        "period": figure.period.label if figure.period else "",
        "basis": figure.basis,
        "area": figure.area,
        "prior": figure.previous or 0.0,
    }
    return str(said[name])


def agrees(name: str, wanted: object, said: str) -> bool:
    if name == "prior":
        return isinstance(wanted, list) and math.isclose(sum(wanted) / 2, float(said))
    if name in ("entity", "period"):
        return bool(said) and (said in str(wanted) or str(wanted) in said)
    return STATUSES.get(str(wanted), str(wanted)).rstrip("=") == said


def slots(language: str, name: str) -> list[tuple[str, object, str, bool]]:
    """Where a sentence states the slot: the sentence, the label, the reading, and whether they
    agree."""
    stated = [
        (sentence.text, wanted[name], slot(figure, name))
        for sentence in sentences(language)
        for wanted, figure in pairs(sentence, read(sentence))
        if name in wanted and wanted.get("kind") != "prior"
    ]
    return [(text, label, said, agrees(name, label, said)) for text, label, said in stated]
