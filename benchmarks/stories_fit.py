"""Fits how much each evidence counts (``bot/stories/data/weights.txt``) on labelled reports.

``python -m benchmarks.stories_fit [FOLDER] [--without PART …] [--write]``. The rows are what the
guards leave undecided: of the labelled pairs that come with the tests, and of the stream of
``benchmarks.stories_day``, in which the labels and not the judge say where a report goes, so that
every candidate that was looked at becomes a row. In a stream most candidates have nothing to do
with a report; they count little each, for there are many. Each pair stands a second time with
other hours between its reports, for those are the labellers' guess.

Two logistic regressions in one (duplicate and follow-up, both against another story) by Newton's
method. With a model of sentences installed each row stands once more with what it says.
``--without``, last, leaves more parts of the pairs out of the fit than :data:`HELD_OUT`;
``python -m benchmarks.stories`` says how each part comes out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.stories import OUTLETS, PAIRS, ROOT, Row, item_of, side_of
from benchmarks.stories_day import day, lines
from bot.model import Relation, StoryChange, make_id
from bot.stories.clusterer import Clusterer
from bot.stories.evidence import evidence
from bot.stories.judge import GUARDS, hints
from bot.stories.pair import Judgement, Pair
from bot.stories.vectors import Embedder, installed

WEIGHTS = ROOT / "bot" / "stories" / "data" / "weights.txt"
HELD_OUT = ("fourth desk",)
"""Parts of the pairs that no fit has seen."""
LABELS = ("dup", "followup", "new")
RIDGE = 1.5
"""Keeps a weight that the rows say little about near zero."""
UNRELATED, RELATED = 0.3, 1.0
"""How much a candidate of the stream counts against a pair."""
SHIFTED = 0.5
"""How much a pair with other hours counts."""


@dataclass(frozen=True)
class Example:
    evidence: dict[str, float]
    label: int
    weight: float
    part: str


class _Recorder(Clusterer):
    """Hands out what it would have judged, and judges nothing."""

    seen: list[tuple[str, Pair]]

    def _judge(self, event: Any, report: Any, cosine: float, now: Any) -> Judgement | None:
        pair = self._pair(event, report, cosine, now)
        if pair is not None:
            self.seen.append((event.id, pair))
        return None

    def look(self, row: Row) -> list[tuple[str, Pair]]:
        item, self.seen = item_of(row), []
        now = self._tick(item.seen)
        self._decide(item, self._read(item, row.get("names", ()), ()), now)
        return self.seen

    def remember(self, row: Row, story: str) -> None:
        item = item_of(row)
        opens = story == make_id("s", item.id)
        relation = Relation.NEW if opens else Relation.DUPLICATE
        change = StoryChange(story_id=story, thread_id=story, relation=relation, why="")
        names = row.get("names", ())
        self.restore([(item, change)], evidence=lambda _: (names, ()))


def _undecided(pair: Pair) -> dict[str, float] | None:
    if pair.foreign or any(guard(pair) is not None for guard in GUARDS):
        return None
    return evidence(pair, hints(pair))


def of_pairs(pairs: Sequence[Row], embedder: Embedder | None) -> Iterator[Example]:
    for pair in pairs:
        same = pair["label"] == "dup"
        other = min(3 * pair["gap_h"], 15.0) if same else max(pair["gap_h"] / 3, 1.0)
        for hours, weight in ((pair["gap_h"], 1.0), (other, SHIFTED)):
            recorder = _Recorder(embedder=embedder)
            first = side_of(pair, "a", 1.78e9)
            second = side_of(pair, "b", 1.78e9 + hours * 3600)
            recorder.remember(first, make_id("s", "a"))
            for _, found in recorder.look(second):
                row = _undecided(found)
                if row is not None:
                    yield Example(row, LABELS.index(pair["label"]), weight, pair.get("part", ""))


def of_stream(rows: Sequence[Row], embedder: Embedder | None) -> Iterator[Example]:
    recorder = _Recorder(embedder=embedder)
    events: dict[str, str] = {}
    truth: dict[str, Row] = {}
    for row in rows:
        for event, pair in recorder.look(row):
            found = _undecided(pair)
            if found is None:
                continue
            gold = truth[event]
            related = gold["thread"] == row["thread"]
            label = 0 if gold["story"] == row["story"] else 1 if related else 2
            yield Example(found, label, UNRELATED if label == 2 else RELATED, "")
        story = events.setdefault(row["story"], make_id("s", row["id"]))
        truth.setdefault(story, row)
        recorder.remember(row, story)


def fit(examples: Sequence[Example]) -> dict[str, tuple[float, float]]:
    np: Any = import_module("numpy")
    names = sorted({name for each in examples for name in each.evidence})
    x = np.array([[each.evidence.get(name, 0.0) for name in names] for each in examples])
    weight = np.array([each.weight for each in examples])
    truth = np.array([[float(each.label == k) for k in (0, 1)] for each in examples])
    scale = np.sqrt((x * x * weight[:, None]).sum(axis=0) / weight.sum()) + 1e-9
    x = x / scale
    free = np.array([0.0 if name == "always" else RIDGE for name in names])
    found = np.zeros((2, len(names)))
    size = len(names)
    for _ in range(25):
        parts = np.exp(x @ found.T)
        odds = parts / (1 + parts.sum(axis=1, keepdims=True))
        slope = ((truth - odds) * weight[:, None]).T @ x - free * found
        bend = np.zeros((2 * size, 2 * size))
        for one in (0, 1):
            for other in (0, 1):
                spread = odds[:, one] * ((one == other) - odds[:, other]) * weight
                block = (x * spread[:, None]).T @ x
                if one == other:
                    block += np.diag(free + 1e-6)
                bend[one * size : (one + 1) * size, other * size : (other + 1) * size] = block
        found = found + np.linalg.solve(bend, slope.reshape(-1)).reshape(2, size)
    found = found / scale
    return {name: (float(found[0, i]), float(found[1, i])) for i, name in enumerate(names)}


def written(weights: dict[str, tuple[float, float]], count: int) -> str:
    head = (
        "# How much each evidence counts for a duplicate and for a follow-up, against another\n"
        f"# story: fitted by benchmarks/stories_fit.py on {count:,} labelled rows.\n"
    )
    return head + "".join(f"{name} {a:.3f} {b:.3f}\n" for name, (a, b) in weights.items())


def main(arguments: Sequence[str]) -> None:
    paths = [each for each in arguments if Path(each).is_dir()]
    folder = Path(paths[0]) if paths else ROOT.parent / "shared" / "data" / "stories"
    out = [*HELD_OUT]
    if "--without" in arguments:
        out += arguments[arguments.index("--without") + 1 :]
    pairs = [row for row in (*lines(PAIRS), *lines(OUTLETS)) if row.get("part") not in out]
    stream = day(pairs, folder if folder.exists() else None)
    examples: list[Example] = []
    model = installed()
    for embedder in (None, model) if model else (None,):
        examples += of_pairs(pairs, embedder)
        examples += of_stream(stream, embedder)
    weights = fit(examples)
    text = written(weights, len(examples))
    if "--write" in arguments:
        WEIGHTS.write_text(text, "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main(sys.argv[1:])
