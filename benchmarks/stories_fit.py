"""Fits the weights of the stories' score (``bot.stories.clusterer.Weights``) on labelled sets.

``python -m benchmarks.stories_fit [FOLDER]``. The sets are mixed in time into one stream, and
the labels, not the score, decide where a report goes, so that every candidate that was looked at
becomes a row: the evidence, and whether it is the event's. A logistic regression by Newton's
method gives the weights. They are where the search for the table began: fitted on candidates,
they know nothing of what one wrong joint does to all later reports, so the table leans further
towards the nearest report. With a model of sentences installed, its weight is fitted, too.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.stories import OUTLETS, ROOT, Row, item_of
from bot.model import Relation, StoryChange, make_id
from bot.stories.clusterer import Clusterer, Evidences, Weights
from bot.stories.judge import Judgement
from bot.stories.vectors import Embedder, installed

SETS = ("ecbplus_lookalike_dev", "zh_hot_dev")
TERMS = ("centroid", "nearest", "likeness", "size", "shared_figure")
RIDGE = 1.0
"""Keeps a weight that the rows say little about near zero."""


class _Recorder(Clusterer):
    """Writes down the evidence of each candidate, with the truth."""

    def __init__(self, embedder: Embedder | None, gold: dict[str, str]) -> None:
        super().__init__(embedder=embedder)
        self._gold = gold
        self._at = ""
        self._right = False
        self.rows: list[tuple[Evidences, bool]] = []

    def _judge(self, event: Any, *others: Any) -> Judgement | None:
        self._right = event.id == self._gold[self._at]
        return super()._judge(event, *others)

    def _score(self, evidences: Evidences) -> float:
        if evidences.likeness is not None:
            self.rows.pop()  # scored a second time, now with the model's word
        self.rows.append((evidences, self._right))
        return super()._score(evidences)

    def take(self, row: Row, story: str) -> None:
        self._at, self._gold[row["id"]] = row["id"], story
        item = item_of(row)
        self.place_without_memory(item)
        opens = story == make_id("s", row["id"])
        relation = Relation.NEW if opens else Relation.DUPLICATE
        change = StoryChange(story_id=story, thread_id=story, relation=relation, why="")
        self.restore([(item, change)])

    def place_without_memory(self, item: Any) -> None:
        now = self._tick(item.seen)
        self._decide(item, self._read(item, (), ()), now)


def stream(folder: Path) -> list[Row]:
    """The sets and the pairs for tuning as one day's news."""
    rows: list[Row] = []
    start = 1.78e9
    for name in SETS:
        lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
        found = [json.loads(line) for line in lines]
        first = min(row["ts"] for row in found)
        for row in found:
            row["ts"] += start - first
            row["body"] = ""  # most feeds that matter here give a title and a line
        rows += found
    pairs = [json.loads(line) for line in OUTLETS.read_text("utf-8").splitlines()]
    for number, pair in enumerate(pair for pair in pairs if pair["part"] == "tuning"):
        first = start + number * 2000
        one = pair["label"] == "dup"
        for side, after in (("a", 0.0), ("b", pair["gap_h"] * 3600)):
            story = pair["id"] if one else pair["id"] + side
            key = f"{pair['id']}{side}"
            rows.append({"id": key, "title": pair[side], "ts": first + after, "story": story})
    return sorted(rows, key=lambda row: row["ts"])


def evidence(rows: Sequence[Row], embedder: Embedder | None) -> list[tuple[Evidences, bool]]:
    recorder, opened = _Recorder(embedder, {}), dict[str, str]()
    for row in rows:
        story = opened.setdefault(row["story"], make_id("s", row["id"]))
        recorder.take(row, story)
    return recorder.rows


def fit(rows: Sequence[tuple[Evidences, bool]], terms: Sequence[str]) -> dict[str, float]:
    np: Any = import_module("numpy")

    def value(found: Evidences, term: str) -> float:
        if term == "size":
            return math.log(found.size)
        if term == "likeness":
            return found.nearest if found.likeness is None else found.likeness
        return float(getattr(found, term))

    # Most of the times are made up, so the weight of days is given.
    given = np.array([Weights().days * found.days for found, _ in rows])
    x = np.array([[*(value(found, term) for term in terms), 1.0] for found, _ in rows])
    y = np.array([float(truth) for _, truth in rows])
    weights = np.zeros(x.shape[1])
    ridge = np.diag([RIDGE] * len(terms) + [0.0])
    for _ in range(30):
        odds = 1 / (1 + np.exp(-x @ weights - given))
        slope = x.T @ (y - odds) - ridge @ weights
        bend = (x * (odds * (1 - odds))[:, None]).T @ x + ridge
        weights = weights + np.linalg.solve(bend, slope)
    return dict(zip((*terms, "constant"), map(float, weights), strict=True))


def main(arguments: Sequence[str]) -> None:
    folder = Path(arguments[0]) if arguments else ROOT.parent / "shared" / "data" / "stories"
    rows = stream(folder)
    for embedder in (None, installed()):
        terms = [term for term in TERMS if term != "likeness" or embedder is not None]
        found = evidence(rows, embedder)
        right = sum(truth for _, truth in found)
        print(f"{len(found)} candidates, {right} right; with a model: {embedder is not None}")
        for term, weight in fit(found, terms).items():
            print(f"    {term}: {weight:.2f}")
        if embedder is None and installed() is None:
            break


if __name__ == "__main__":
    main(sys.argv[1:])
