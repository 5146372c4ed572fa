"""What people may write for a unit or a metric, and what they probably meant.

``find_unit`` understands every spelling the extractor does, Chinese included, and any
``X per Y``; ``suggest_*`` offers the nearest known word for a misspelt one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from rapidfuzz import fuzz, process

from bot.figures.cumulative import CUMULATIVE
from bot.figures.tables import Unit, metric_words, metrics, units
from bot.figures.tables import words as word_table

_NEAR = 72.0
_NEAR_CHINESE = 66
"""Least similarity (0–100) of a suggestion: one edit in a short word, two in a long one."""


def find_unit(text: str) -> Unit | None:
    """The unit a word stands for: by symbol (``GWh``), word (``vehicles``) or code (``CNY``)."""
    table = units()
    word = text.strip()
    low = word.lower()
    return (
        table.by_id.get(word)
        or table.symbols.get(word)
        or table.words.get(low)
        or table.zh.get(word)
        or table.prefixes.get(word)
        or table.by_id.get(word.upper())
        or _names().get(low)
    )


@cache
def _names() -> Mapping[str, Unit]:
    return {unit.name.lower(): unit for unit in units().by_id.values() if unit.name}


def split_unit(text: str) -> tuple[str, str]:
    """``rides per week`` → (``rides``, ``week``); ``km/h`` and other known units stay whole."""
    if find_unit(text) is not None:
        return text, ""
    for joint in (" per ", " a ", "/", "每"):
        head, found, denominator = text.partition(joint)
        if found:
            return head.strip(), denominator.strip()
    return text, ""


def unit_id(text: str) -> str:
    """The canonical spelling of a unit (``km`` for ``kilometres``); unknown words come back."""
    head, per = split_unit(text)
    unit = find_unit(head)
    name = unit.id if unit else head.strip()
    return f"{name} per {per}" if per else name


def known_unit(word: str) -> bool:
    """Whether a watch's ``unit:`` is understood; a known unit per a known denominator is."""
    head, per = split_unit(word)
    if per and find_unit(per) is None and per not in word_table("units_per"):
        return False
    return find_unit(head) is not None


def suggest_unit(word: str) -> str | None:
    """The nearest known unit, as one would write it: ``vehicels`` → ``vehicles``."""
    head, per = split_unit(word)
    nearest = head if find_unit(head) else _nearest(head, _unit_words())
    if not nearest or not per:
        return nearest
    denominator = (
        per if known_unit(f"{nearest} per {per}") else _nearest(per, word_table("units_per"))
    )
    return f"{nearest} per {denominator}" if denominator else None


def find_metric(text: str) -> str | None:
    """The id of the metric a word or phrase names, else ``None``.

    The last words of a longer phrase count: ``weekly insurance registrations`` is one. What is
    counted since the beginning is a metric of its own: ``cumulative deliveries``, 累计交付.
    """
    known = metric_words()
    words = text.strip().lower().split()
    for start in range(len(words)):
        found = known.get(" ".join(words[start:]))
        if found:
            return CUMULATIVE + found if words[0] == CUMULATIVE.strip() else found
    total = text.strip().removeprefix("累计")
    return CUMULATIVE + known[total] if total != text.strip() and total in known else None


def known_metric(word: str) -> bool:
    return find_metric(word) is not None


def suggest_metric(word: str) -> str | None:
    """The nearest known metric word: ``delivries`` → ``deliveries``."""
    return _nearest(word, metric_words())


def _nearest(word: str, choices: Iterable[str]) -> str | None:
    """By edits; the id-like (longer, plural) spelling wins a tie because it stands first."""
    low = word.strip().lower()
    if len(low) < 2:
        return None
    # Chinese words are short: of three characters one may be another.
    cutoff = _NEAR_CHINESE if len(low) > 2 and not low.isascii() else _NEAR
    found = process.extractOne(low, list(choices), scorer=fuzz.ratio, score_cutoff=cutoff)
    return found[0] if found else None


@cache
def _unit_words() -> tuple[str, ...]:
    ids = [unit.id for unit in units().by_id.values() if len(unit.id) > 3]
    words = (word for word in units().words if len(word) > 2)
    chinese = (word for word in units().zh if len(word) > 2)
    return tuple(dict.fromkeys([*ids, "percent", *words, *chinese]))


class _Names(Mapping[str, str]):
    """A read-only view id → long name that reads its table only when it is looked at."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def _table(self) -> Mapping[str, str]:
        if self._kind == "units":
            return {unit.id: unit.name or unit.id for unit in units().by_id.values()}
        return {metric.id: ", ".join(metric.nouns) for metric in metrics().values()}

    def __getitem__(self, key: str) -> str:
        return self._table()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table())

    def __len__(self) -> int:
        return len(self._table())


UNITS: Mapping[str, str] = _Names("units")
"""Canonical unit id → its long name."""
METRICS: Mapping[str, str] = _Names("metrics")
"""Canonical metric id → the words that name it."""
