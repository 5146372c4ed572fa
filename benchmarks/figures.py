"""Figures: exactness against the labelled sets, and speed. ``python -m benchmarks.figures``

The scorer and the larger sets are read from ``../shared`` where that folder is present; without
it only the project's own sentences are scored. Speed is measured by
:mod:`benchmarks.figures_speed`, twice: compiled, where it is, and as plain Python.
"""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.figures.native import PLAIN
from tests.support.labelled_figures import sentences, sprung_traps, value_f1

ROOT = Path(__file__).parents[1]
SCORER = ROOT.parent / "shared" / "bench" / "figures"

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
    """In processes of their own: what is compiled is chosen when the room is imported."""
    compiled = _speed({name: value for name, value in os.environ.items() if name != PLAIN})
    plain = _speed({**os.environ, PLAIN: "1"})
    return [*compiled, *(row for row in plain if row not in compiled)]


def _speed(environment: Mapping[str, str]) -> list[Row]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.figures_speed"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    rows = (line.split("\t") for line in done.stdout.splitlines())
    return [(what, goal, reached) for what, goal, reached in rows]


if __name__ == "__main__":
    main()
