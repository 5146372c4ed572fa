"""A day of news as one stream, with the truth: many events at once, most of them told once.

The labelled pairs that come with the tests, each at its own time and with the hours between its
reports; with them, where the labelled sets are at hand, a few reports of each of their stories.
Pairs that share their words with a pair that is in already are left out, for nobody has labelled
what two pairs are to each other.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

Row = dict[str, Any]

_HOUR = 3600.0
_DAY = 24
_START = 1.78e9
_SHARED = 60
"""token_set_ratio from which two pairs may be about one event."""
_LEAD = 300
_REPORTS = (1, 1, 2, 3, 4)
"""How many reports of a set's story are in the day."""
_SETS = ("uci_titles_dev", "ecbplus_lookalike_dev")
_CHINESE = "zh_hot_dev"


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def day(pairs: Sequence[Row], folder: Path | None = None, seed: int = 7) -> list[Row]:
    """Rows by time: ``id, title, body, ts, story, thread, names``; always the same for a seed."""
    rng = random.Random(seed)
    rows = list(_of_pairs(_apart(pairs, rng), rng))
    if folder is not None:
        for name in _SETS:
            rows += _of_set(lines(folder / f"{name}.jsonl"), name, rng)
        rows += _of_list(lines(folder / f"{_CHINESE}.jsonl"))
    return sorted(rows, key=lambda row: (row["ts"], row["id"]))


def _apart(pairs: Sequence[Row], rng: random.Random) -> list[Row]:
    kept: list[Row] = []
    titles: list[str] = []
    for pair in rng.sample(list(pairs), len(pairs)):
        own = [pair["a"].lower(), pair["b"].lower()]
        clash = any(fuzz.token_set_ratio(one, each) >= _SHARED for one in own for each in titles)
        if pair["gap_h"] <= _DAY and not clash:
            kept.append(pair)
            titles += own
    return kept


def _of_pairs(pairs: Iterable[Row], rng: random.Random) -> Iterator[Row]:
    for pair in pairs:
        name = f"{pair.get('part', '')} {pair['id']}".strip()  # parts count from one each
        first = _START + rng.uniform(0, _DAY) * _HOUR
        for side, hours in (("a", 0.0), ("b", pair["gap_h"])):
            key = name + side
            yield {
                "id": key,
                "title": pair[side],
                "body": pair.get(f"{side}_lead", ""),
                "ts": first + hours * _HOUR,
                "story": name if pair["label"] == "dup" else key,
                "thread": key if pair["label"] == "new" else name,
                "names": pair.get("names", ()),
            }


def _of_set(rows: Sequence[Row], name: str, rng: random.Random) -> Iterator[Row]:
    """Of each story some reports of its first six hours."""
    stories: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["ts"]):
        stories[row["story"]].append(row)
    for story, reports in stories.items():
        early = [row for row in reports if row["ts"] <= reports[0]["ts"] + 6 * _HOUR]
        first = _START + rng.uniform(0, _DAY) * _HOUR
        for row in rng.sample(early, min(len(early), rng.choice(_REPORTS))):
            yield {
                "id": f"{name} {row['id']}",
                "title": row["title"],
                "body": row.get("body", "")[:_LEAD],
                "ts": first + rng.uniform(0, 6) * _HOUR,
                "story": f"{name} {story}",
                "thread": f"{name} {story}",
            }


def _of_list(rows: Sequence[Row]) -> Iterator[Row]:
    """A day's hot lists as they are."""
    start = min(row["ts"] for row in rows)
    for row in rows:
        yield {
            **row,
            "ts": _START + row["ts"] - start,
            "thread": row.get("thread") or row["story"],
        }
