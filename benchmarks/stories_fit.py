"""Fits how much each evidence counts (``bot/stories/data/weights_*.txt``) on labelled reports.

``python -m benchmarks.stories_fit [FOLDER] [--day FILE …] [--without PART …] [--write]``. There is
a table for each of :data:`~bot.stories.evidence.KINDS`. The rows are what the guards leave
undecided, or call a follow-up: of the labelled pairs that come with the tests, and of streams in
which the labels and not the judge say where a report goes, so that every candidate that was looked
at becomes a row: the made day of ``benchmarks.stories_day``, the sets of FOLDER at their own times,
and labelled days of outlets (``--day``; their texts aren't ours to hand on). A stream stands more
than once: as it is, without its outlets, and with all or half of its texts taken away; a day of
outlets among some of the others, for chance likeness grows with the crowd. In a stream most
candidates have nothing to do with a report; they count little each, for there are many. Each pair
stands a second time with other hours between its reports, for those are the labellers' guess.

Two logistic regressions in one (duplicate and follow-up, both against another story) by Newton's
method. With a model of sentences installed each row of the pairs and of the made day stands once
more with what it says; without one, what a model says counts as it did. ``--without`` leaves more
parts of the pairs out of the fit than :data:`HELD_OUT`; ``python -m benchmarks.stories`` says how
each part comes out.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.stories import OUTLETS, PAIRS, ROOT, Row, item_of, side_of
from benchmarks.stories_day import day, lines
from bot.model import Relation, StoryChange, make_id
from bot.stories.clusterer import Clusterer
from bot.stories.evidence import KINDS, evidence, kind_of, weights
from bot.stories.judge import guarded, hints
from bot.stories.pair import Judgement, Pair
from bot.stories.vectors import Embedder, installed

WEIGHTS = ROOT / "bot" / "stories" / "data"
HELD_OUT = ("fourth desk",)
"""Parts of the pairs that no fit has seen."""
LABELS = ("dup", "followup", "new")
RIDGE = {"headlines": 1.5, "mixed": 1.5, "texts": 1.5, "chinese": 10.0}
"""Keeps a weight that the rows say little about near zero; there are few Chinese rows."""
LEFT_OUT = dict.fromkeys(("mixed", "texts", "chinese"), ("crowd", "crowd, cosine"))
"""Only headlines are labelled both alone and in a crowd; elsewhere it would say which set a row is
of."""
PARTS: Mapping[str, Mapping[str, float]] = {
    "headlines": {
        "pairs": 1.0,
        "made": 0.5,
        "day": 0.2,
        "day, no outlets": 0.2,
        "day, half": 0.2,
        "day, no outlets, half": 0.2,
        "day, bare": 0.4,
        "day, no outlets, bare": 0.4,
    },
    "mixed": {
        "pairs": 1.0,
        "made": 1.0,
        "made, half": 1.0,
        "day": 0.5,
        "day, no outlets": 0.5,
        "day, half": 0.5,
        "day, no outlets, half": 0.5,
        "articles": 0.3,
        "articles, half": 0.3,
    },
    "texts": {
        "pairs": 1.0,
        "made": 0.5,
        "day": 0.7,
        "day, no outlets": 0.7,
        "day, half": 0.3,
        "day, no outlets, half": 0.3,
        "articles": 0.3,
    },
    "chinese": {"pairs": 2.0, "lists": 1.0},
}
"""How much the rows of each source count for each kind."""
OF_A_MODEL = ("likeness", "likeness, cosine", "model")
UNRELATED, RELATED = 0.3, 1.0
"""How much a candidate of the stream counts against a pair."""
CROWD = 3
"""Other days that a labelled day stands among: nobody follows so few outlets."""
SHIFTED = 0.5
"""How much a pair with other hours counts."""


@dataclass(frozen=True)
class Example:
    evidence: dict[str, float]
    label: int
    weight: float
    kind: str


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


def _example(pair: Pair, label: int, weight: float) -> Example | None:
    """``None`` for what the guards decide alone."""
    guard = guarded(pair)
    if pair.foreign or (guard is not None and guard[1].relation is not Relation.FOLLOW_UP):
        return None
    kind = kind_of(pair)
    said = evidence(pair, [*hints(pair), guard[0]] if guard else hints(pair))
    said = {name: each for name, each in said.items() if name not in LEFT_OUT.get(kind, ())}
    return Example(said, label, weight, kind)


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
                row = _example(found, LABELS.index(pair["label"]), weight)
                if row is not None:
                    yield row


def of_stream(rows: Sequence[Row], embedder: Embedder | None = None) -> Iterator[Example]:
    """Rows whose ``story`` is ``None`` are of other stories than all that have one."""
    recorder = _Recorder(embedder=embedder)
    events: dict[str, str] = {}
    truth: dict[str, Row] = {}
    for row in rows:
        for event, pair in recorder.look(row):
            gold = truth[event]
            if not row["story"] and not gold["story"]:
                continue
            related = _thread(gold) == _thread(row)
            label = 0 if gold["story"] == row["story"] else 1 if related else 2
            found = _example(pair, label, UNRELATED if label == 2 else RELATED)
            if found is not None:
                yield found
        story = events.setdefault(row["story"] or row["id"], make_id("s", row["id"]))
        truth.setdefault(story, row)
        recorder.remember(row, story)


def _thread(row: Row) -> str | None:
    thread: str | None = row.get("thread") or row["story"]
    return thread


def _bare(rows: Sequence[Row], share: float, seed: int = 7) -> list[Row]:
    rng = random.Random(seed)
    return [{**row, "body": ""} if rng.random() < share else row for row in rows]


def _streams(made: Sequence[Row], folder: Path, days: Sequence[Path]) -> Iterator[Example]:
    yield from _counted("made", of_stream(made))
    yield from _counted("made, half", of_stream(_bare(made, 0.5)))
    if folder.exists():
        articles, lists = (
            sorted(lines(folder / f"{name}.jsonl"), key=lambda row: row["ts"])
            for name in ("ecbplus_lookalike_dev", "zh_hot_dev")
        )
        yield from _counted("articles", of_stream(articles))
        yield from _counted("articles, half", of_stream(_bare(articles, 0.4)))
        yield from _counted("lists", of_stream(lists))
    for number, path in enumerate(days):
        rows = lines(path)
        others = (*days[number + 1 :], *days[:number])[:CROWD]
        crowd = [row for other in others for row in _shifted(other, rows)]
        for outlets in (True, False):
            known = "day" if outlets else "day, no outlets"
            seen = _among(rows, crowd) if outlets else _plain(_among(rows, crowd))
            yield from _counted(known, of_stream(seen))
            yield from _counted(f"{known}, half", of_stream(_bare(seen, 0.5)))
            yield from _counted(f"{known}, bare", of_stream(_bare(seen, 1.0)))


def _among(rows: Sequence[Row], crowd: Sequence[Row]) -> list[Row]:
    return sorted((*rows, *crowd), key=lambda row: (row["ts"], row["id"]))


def _shifted(path: Path, rows: Sequence[Row]) -> Iterator[Row]:
    """Another day's reports as if they were of this day: they are about other things."""
    others = lines(path)
    later = min(row["ts"] for row in rows) - min(row["ts"] for row in others)
    for row in others:
        yield {**row, "ts": row["ts"] + later, "story": None, "thread": None}


def _plain(rows: Sequence[Row]) -> list[Row]:
    return [{**row, "source": "", "url": ""} for row in rows]


def _counted(source: str, examples: Iterator[Example]) -> Iterator[Example]:
    for each in examples:
        share = PARTS[each.kind].get(source, 0.0)
        if share:
            yield replace(each, weight=each.weight * share)


def fit(examples: Sequence[Example], ridge: float) -> dict[str, tuple[float, float]]:
    np: Any = import_module("numpy")
    names = sorted({name for each in examples for name in each.evidence})
    x = np.array([[each.evidence.get(name, 0.0) for name in names] for each in examples])
    weight = np.array([each.weight for each in examples])
    truth = np.array([[float(each.label == k) for k in (0, 1)] for each in examples])
    scale = np.sqrt((x * x * weight[:, None]).sum(axis=0) / weight.sum()) + 1e-9
    x = x / scale
    free = np.array([0.0 if name == "always" else ridge for name in names])
    found = np.zeros((2, len(names)))
    size = len(names)
    for _ in range(25):
        parts = np.exp(np.clip(x @ found.T, -50, 50))
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


def _after(arguments: Sequence[str], flag: str) -> list[str]:
    """What stands between a flag and the next one."""
    found: list[str] = []
    for each in arguments[arguments.index(flag) + 1 :] if flag in arguments else ():
        if each.startswith("--"):
            break
        found.append(each)
    return found


def main(arguments: Sequence[str]) -> None:
    named = [each for each in arguments[:1] if Path(each).is_dir()]
    folder = Path(named[0]) if named else ROOT.parent / "shared" / "data" / "stories"
    out = (*HELD_OUT, *_after(arguments, "--without"))
    pairs = [row for row in (*lines(PAIRS), *lines(OUTLETS)) if row.get("part") not in out]
    made = day(pairs, folder if folder.exists() else None)
    model = installed()
    days = [Path(each) for each in _after(arguments, "--day")]
    examples = [*_counted("pairs", of_pairs(pairs, None)), *_streams(made, folder, days)]
    if model:
        examples += _counted("pairs", of_pairs(pairs, model))
        examples += _counted("made", of_stream(made, model))
    for kind in KINDS:
        rows = [each for each in examples if each.kind == kind]
        found = fit(rows, RIDGE[kind])
        if not model:
            found |= {name: weights(kind)[name] for name in OF_A_MODEL if name in weights(kind)}
        text = written(dict(sorted(found.items())), len(rows))
        if "--write" in arguments:
            (WEIGHTS / f"weights_{kind}.txt").write_text(text, "utf-8")
        else:
            print(f"{kind}\n{text}")


if __name__ == "__main__":
    main(sys.argv[1:])
