"""Figures: exactness against the labelled sets, and speed. ``python -m benchmarks.figures``

The scorer and the larger sets are read from ``../shared`` where that folder is present; without
it only the project's own sentences are scored. quantulum3 is timed in the same run when it is
installed; otherwise characters per second stand alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.figures import extract
from tests.support.labelled_figures import READ_ON, sentences, sprung_traps, value_f1

ROOT = Path(__file__).parents[1]
SCORER = ROOT.parent / "shared" / "bench" / "figures"
ROUNDS = 7

Row = tuple[str, str, str]
"""What is measured, the goal, what was reached."""


def main() -> None:
    rows = [*own_rows(), *(shared_rows() if SCORER.is_dir() else []), *speed_rows()]
    width = max(len(row[0]) for row in rows)
    print(f"{'measure':<{width}}  {'goal':>9}  reached")
    for what, goal, reached in rows:
        print(f"{what:<{width}}  {goal:>9}  {reached}")


def own_rows() -> list[Row]:
    found: list[Row] = []
    for language in ("en", "zh"):
        traps = sum(len(sentence.traps) for sentence in sentences(language))
        left = 1 - len(sprung_traps(language)) / traps
        found.append((f"own {language}: value F1", "≥ 98", f"{100 * value_f1(language):.1f}"))
        found.append((f"own {language}: traps left alone", "≥ 98", f"{100 * left:.1f}"))
    return found


# ── with the scorer ──────────────────────────────────────────────────────────────────────


def shared_rows() -> list[Row]:
    sys.path[:0] = [str(SCORER), str(ROOT / "benchmarks")]
    sys.dont_write_bytecode = True
    score = importlib.import_module("score")
    adapter = importlib.import_module("figures_adapter")

    def f1(dataset: str, column: str) -> float:
        result: dict[str, Any] = score.score(adapter, score.load(dataset))
        return float(result[column][2])

    found = [
        (f"{name}: value + unit by head noun", "≥ 95", f"{f1(name, 'vh'):.1f}")
        for name in ("figures_en_dev", "figures_zh_dev")
    ]
    found += [
        (f"{name}: all slots right", "≥ 85", f"{_slots(name)}")
        for name in ("figures_en_dev", "figures_zh_dev")
    ]
    found += [
        (f"{name}: value F1", goal, f"{f1(name, 'val'):.1f}")
        for name, goal in (
            ("spec_zh_number", "≥ 95"), ("spec_zh_percent", "≥ 93"), ("spec_zh_currency", ""),
            ("spec_zh_measure", ""), ("q3_quantities", ""),
        )
    ]  # fmt: skip
    return [*found, *_period_rows()]


def _run(script: str, *arguments: str) -> str:
    path = os.pathsep.join((str(SCORER), str(ROOT), str(ROOT / "benchmarks")))
    done = subprocess.run(  # noqa: S603 - our own scorer with fixed arguments
        [sys.executable, "-B", str(SCORER / script), *arguments],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _slots(dataset: str) -> str:
    found = re.search(r"all (\d+)%", _run("slots.py", "figures_adapter", dataset))
    return found[1] if found else "?"


def _period_rows() -> list[Row]:
    told = _run("periods.py", "figures_adapter", "spec_en_period,spec_zh_period")
    news = re.search(r"\[start,end\) (\d+/\d+)", told)
    found = [("news periods resolved exactly", "23/23", news[1] if news else "?")]
    for name, goal in (("spec_en_period", "≥ 84"), ("spec_zh_period", "")):
        span = re.search(rf"{name}: .*? F1 ([\d.]+)", told)
        found.append((f"{name}: span F1", goal, span[1] if span else "?"))
    return found


# ── speed ────────────────────────────────────────────────────────────────────────────────


def speed_rows() -> list[Row]:
    found: list[Row] = []
    for language in ("en", "zh"):
        texts = [sentence.text for sentence in sentences(language)]
        spent = _time(lambda text: extract("", text, published=READ_ON), texts)
        rate = sum(map(len, texts)) / spent / 1e6
        goal = "≥ 1.5" if language == "en" else ""
        found.append(
            (f"own {language}: million characters a second, all slots", goal, f"{rate:.2f}")
        )
    prose = [_prose(number) for number in range(200)]
    spent = _time(lambda text: extract("", text, published=READ_ON), prose)
    rate = sum(map(len, prose)) / spent / 1e6
    found.append(("prose, one sentence in eight with a figure: the same", "", f"{rate:.2f}"))
    return [*found, *_against_quantulum()]


def _prose(number: int) -> str:
    plain = "The company said that its new plant would open soon and that demand remained strong. "
    return plain * 7 + f"It delivered {number * 37 + 1000:,} vehicles in June, up {number}%. "


def _time(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """CPU seconds for all texts once: the median of several rounds."""
    spent = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for text in texts:
            read(text)
        spent.append(time.process_time() - begin)
    return statistics.median(spent)


def _against_quantulum() -> list[Row]:
    if importlib.util.find_spec("quantulum3") is None:
        return []
    parser = importlib.import_module("quantulum3.parser")
    texts = [sentence.text for sentence in sentences("en")]
    ours = _time(lambda text: extract("", text, published=READ_ON), texts)
    for text in texts[:3]:
        parser.parse(text)
    begin = time.process_time()
    for text in texts:
        parser.parse(text)
    theirs = time.process_time() - begin
    return [("quantulum3's time over ours, same sentences", "≥ 30", f"{theirs / ours:.0f} ×")]


if __name__ == "__main__":
    main()
