"""The room's data, read once and indexed: units, currencies, metrics, function words.

Nothing is read at import; the first use reads ``data/*.yaml`` (about 30 ms). What is looked into
often is a ``dict`` by its type too: compiled, a look takes a third of the time of one into a
``Mapping``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

MONEY = "money"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A unit of measurement, a currency (``dim`` is ``money:CNY``) or a kind of thing counted.

    ``factor`` converts to the dimension's base: two units of one ``dim`` are comparable.
    """

    id: str
    name: str
    dim: str
    factor: float = 1.0
    currency: str = ""
    implies: str = ""

    @property
    def counted(self) -> bool:
        return self.dim.startswith("count")


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    id: str
    nouns: tuple[str, ...]
    verbs: tuple[str, ...]
    zh: tuple[str, ...]
    dims: frozenset[str]

    def measures(self, dim: str) -> bool:
        """Whether a unit of this dimension can state the metric; unknown units may."""
        if not self.dims or not dim or dim in self.dims:
            return True
        return dim.partition(":")[0] in self.dims


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitTable:
    by_id: dict[str, Unit]
    words: dict[str, Unit]
    """Running-text spellings and ids, lower case."""
    symbols: dict[str, Unit]
    """Case-sensitive, glued or not."""
    letters: dict[str, Unit]
    """Case-sensitive, glued in English text only: ``44C``, ``312.4p``."""
    zh: dict[str, Unit]
    prefixes: dict[str, Unit]
    """Currency signs and codes that stand before a number."""
    scaled: dict[str, Unit]
    """Letters that do so only before an amount of thousands or more: ``N2.1tn``."""


def _read(name: str) -> Any:
    # The base loader reads every scalar as text: "no", "on" and "off" are words here.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    text = (files("bot.figures") / "data" / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=loader)  # noqa: S506 - it makes text, lists and mappings only


@cache
def units() -> UnitTable:
    by_id: dict[str, Unit] = {}
    words: dict[str, Unit] = {}
    symbols: dict[str, Unit] = {}
    letters: dict[str, Unit] = {}
    zh: dict[str, Unit] = {}
    prefixes: dict[str, Unit] = {}
    scaled: dict[str, Unit] = {}
    for row in _read("units.yaml"):
        unit = Unit(
            id=row["id"],
            name=row["name"],
            dim=row["dim"],
            factor=float(row["factor"]),
            implies=row.get("implies", ""),
        )
        by_id[unit.id] = unit
        words.update((str(word), unit) for word in row["words"])
        symbols.update((str(symbol), unit) for symbol in row["symbols"])
        letters.update((str(letter), unit) for letter in row.get("letters", ()))
        for word in row["zh"]:
            zh.setdefault(str(word), unit)
    for row in _read("currencies.yaml"):
        code = row.get("of", row["id"])
        unit = Unit(
            id=row["id"],
            name=row["name"],
            dim=f"{MONEY}:{code}",
            factor=float(row.get("factor", 1)),
            currency=code,
        )
        by_id[unit.id] = unit
        words.update((str(word), unit) for word in row["words"])
        zh.update((str(word), unit) for word in row["zh"])
        prefixes.update((str(prefix), unit) for prefix in row["prefixes"])
        letters.update((str(letter), unit) for letter in row.get("letters", ()))
        scaled.update((str(letter), unit) for letter in row.get("scaled", ()))
    return UnitTable(
        by_id=by_id,
        words=words,
        symbols=symbols,
        letters=letters,
        zh=zh,
        prefixes=prefixes,
        scaled=scaled,
    )


@cache
def metrics() -> dict[str, Metric]:
    return {
        row["id"]: Metric(
            id=row["id"],
            nouns=tuple(row["nouns"]),
            verbs=tuple(row["verbs"]),
            zh=tuple(row["zh"]),
            dims=frozenset(row["dims"]),
        )
        for row in _read("metrics.yaml")
    }


@cache
def metric_words() -> dict[str, str]:
    """Every spelling of a metric, lower case → its id; the id itself included.

    A noun beats a verb, and the metric that stands first in the table beats the later one.
    """
    found: dict[str, str] = {}
    for kind in ("nouns", "verbs", "zh"):
        for metric in metrics().values():
            for word in getattr(metric, kind):
                found.setdefault(word, metric.id)
    for metric in metrics().values():
        found.setdefault(metric.id.lower(), metric.id)
    return found


def words(name: str) -> Any:
    """One list or mapping of ``data/words.yaml``."""
    return _all_words()[name]


_SETS: dict[str, frozenset[str]] = {}
"""Asked for so often that a dictionary is worth its lines: compiled, a look into it takes a
quarter of the time of a call of what ``cache`` makes."""


def word_set(name: str) -> frozenset[str]:
    """One list of ``data/words.yaml`` for look-ups."""
    found = _SETS.get(name)
    if found is None:
        found = _SETS[name] = frozenset([str(word) for word in words(name)])
    return found


@cache
def _all_words() -> dict[str, Any]:
    table: dict[str, Any] = _read("words.yaml")
    return table


@cache
def names() -> tuple[str, ...]:
    """Names that hold a number, of ``data/names.yaml``."""
    return tuple(str(name) for listed in _read("names.yaml").values() for name in listed)


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for the longest of these phrases, as a tree of their characters: one look at
    each character, however many phrases there are. The branches are tried in turn, those of
    characters that are seldom last."""
    heads: dict[str, set[str]] = {}
    for phrase in phrases:
        if phrase:
            heads.setdefault(phrase[0], set()).add(phrase[1:])
    branches = []
    ranks = _ranks()
    for head, tails in sorted(heads.items(), key=lambda each: ranks.get(each[0], len(ranks))):
        rest = any_of(tails)
        optional = "?" if "" in tails and rest else ""
        branches.append(re.escape(head) + (f"(?:{rest}){optional}" if rest else ""))
    return "|".join(branches)


@cache
def _ranks() -> dict[str, int]:
    return {char: at for at, char in enumerate(words("zh_frequent"))}


@cache
def traditional() -> dict[int, str]:
    """For ``str.translate``: traditional characters to simplified ones, one for one."""
    return {ord(pair[0]): pair[1] for line in _read("traditional.yaml") for pair in line.split()}


def spellings(unit: Unit) -> Sequence[str]:
    table = units()
    return [
        word
        for words_of in (table.words, table.symbols, table.zh, table.prefixes)
        for word, each in words_of.items()
        if each is unit
    ]


@cache
def place_names() -> frozenset[str]:
    """What places are called, in lower case, their adjectives included."""
    names = (
        (place, *row.get("words", ()), *row.get("codes", ()), *row.get("zh", ()))
        for place, row in areas().items()
    )
    return frozenset(name.casefold() for some in names for name in some)


@cache
def areas() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Place → its spellings: ``words``, case-sensitive ``codes``, Chinese ``zh``."""
    table: Mapping[str, Mapping[str, Sequence[str]]] = _read("areas.yaml")
    return table
