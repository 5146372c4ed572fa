"""Names: exactness and speed beside peers in the same run. ``python -m benchmarks.match``

    --quick          fewer texts and names
    --plot FILE      draw speed against the number of names (needs matplotlib)

The scorer and the labelled sets are read from ``../shared``; without that folder only the
project's own traps are scored. Speed is CPU time on text no matcher has seen, as a ratio to exact
matching by pyahocorasick; ``cdist`` compares every window of a text with every name (rapidfuzz).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from benchmarks import match_adapter
from tests.support.matching import trap_watches, traps

ROOT = Path(__file__).resolve().parents[1]
SCORER = ROOT.parent / "shared" / "bench" / "names"
ROUNDS = 7
SIZES = (100, 1_000, 10_000, 100_000)
CDIST_UP_TO = 1_000
CDIST_SECONDS = 4.0

Match = Callable[[str], list[tuple[str, int, int, float]]]


@dataclass(frozen=True)
class Row:
    what: str
    goal: str
    reached: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--million", action="store_true", help="build a million names (internal)")
    options = parser.parse_args()
    if options.million:
        build_a_million()
        return
    rows = [trap_row()]
    ratios: dict[int, Mapping[str, float]] = {}
    if SCORER.is_dir():
        kit = scorer()
        rows += quality_rows(kit, quick=options.quick)
        ratios = {n: speed(kit, n) for n in (SIZES[:3] if options.quick else SIZES)}
        rows += speed_rows(ratios)
    if not options.quick:
        rows.append(million_row())
    show(rows)
    if options.plot and ratios:
        plot(ratios, options.plot)


def show(rows: list[Row]) -> None:
    width = max(len(row.what) for row in rows)
    print(f"{'measure':<{width}}  {'goal':>8}  reached")
    for row in rows:
        print(f"{row.what:<{width}}  {row.goal:>8}  {row.reached}")


def scorer() -> ModuleType:
    sys.path[:0] = [str(SCORER)]
    sys.dont_write_bytecode = True
    return importlib.import_module("evalkit")


# ── exactness ────────────────────────────────────────────────────────────────────────────


def trap_row() -> Row:
    aliases = {watch.id: [watch.name, *watch.aliases] for watch in trap_watches()}
    match = match_adapter.build(aliases)
    hit = missed = false = 0
    for trap in traps():
        found, gold = match(trap["text"]), trap["gold"]
        hits = [any(p[0] == g[2] and p[1] < g[1] and g[0] < p[2] for p in found) for g in gold]
        hit, missed = hit + sum(hits), missed + len(hits) - sum(hits)
        false += sum(
            not any(p[0] == g[2] and p[1] < g[1] and g[0] < p[2] for g in gold) for p in found
        )
    return Row("own traps: F1", "≥ .97", f"{2 * hit / (2 * hit + missed + false):.3f}")


def quality_rows(kit: ModuleType, *, quick: bool) -> list[Row]:
    limit = 3_000 if quick else None
    aliases, gold = kit.watch("dev_en", 1_000)
    peers = importlib.import_module("peers")
    rows = []
    matchers: dict[str, Match] = {
        "tidings": match_adapter.build(aliases),
        "pyahocorasick": peers.build_pyaho(aliases),
    }
    clean, typo = kit.docs("dev_en", "clean", limit), kit.docs("dev_en", "typo", limit)
    words = sum(len(document["text"].split()) for document in clean)
    for name, match in matchers.items():
        ours = name == "tidings"
        a, b = kit.score(match, clean, aliases, gold), kit.score(match, typo, aliases, gold)
        near, _ = kit.hardneg(match, kit.docs("dev_en", "hardneg"), gold)
        false = a["fp_fuzzy"] / words * 100_000
        rows += [
            Row(f"{name}: dev_en clean F1", "≥ .94" if ours else "", f"{a['F1']:.3f}"),
            Row(f"{name}: dev_en typo F1", "≥ .83" if ours else "", f"{b['F1']:.3f}"),
            Row(f"{name}: near misses that alert", "≤ .20" if ours else "", f"{near['all']:.3f}"),
            Row(f"{name}: false typos / 100k words", "≤ 5" if ours else "", f"{false:.1f}"),
        ]
    return rows


# ── speed ────────────────────────────────────────────────────────────────────────────────


def speed(kit: ModuleType, names: int) -> Mapping[str, float]:
    """Characters per second of each matcher, warm, on texts that it sees for the first time."""
    peers = importlib.import_module("peers")
    aliases, _ = kit.watch("dev_en", names)
    matchers: dict[str, Match] = {
        "pyahocorasick": peers.build_pyaho(aliases),
        "tidings": match_adapter.build(aliases),
        "with reasons": match_adapter.build_whole(aliases),
        "in Python": match_adapter.build_plain(aliases),
    }
    if names <= CDIST_UP_TO and importlib.util.find_spec("numpy"):
        matchers["cdist"] = peers.build_cdist(aliases)
    texts = [document["text"] for document in kit.docs("dev_en")]
    half = len(texts) // 2
    for name, match in matchers.items():
        if name != "cdist":
            for text in texts[:half]:
                match(text)
    long = [" ".join(texts[at : at + 25]) for at in range(half, len(texts), 25)]
    _, raw = kit.rate(matchers, long, ROUNDS, {"cdist": CDIST_SECONDS})
    base = raw["pyahocorasick"]
    return {
        name: statistics.median(b / t for b, t in zip(base, times, strict=True))
        for name, times in raw.items()
    }


def speed_rows(ratios: Mapping[int, Mapping[str, float]]) -> list[Row]:
    goals = {1_000: "≥ .5", 10_000: "≥ .7", 100_000: "≥ .9"}
    rows = [
        Row(
            f"speed / pyahocorasick, {n:,} names",
            goals.get(n, ""),
            f"{found['tidings']:.2f} (with reasons {found['with reasons']:.2f}, "
            f"in Python {found['in Python']:.2f})",
        )
        for n, found in ratios.items()
    ]
    if cdist := ratios[1_000].get("cdist"):
        times = ratios[1_000]["tidings"] / cdist
        rows.append(Row("speed / rapidfuzz cdist, 1,000 names", "≥ 120 ×", f"{times:.0f} ×"))
    return rows


def million_row() -> Row:
    """In a process of its own, whose peak memory is then its own too."""
    command = [sys.executable, "-m", "benchmarks.match", "--million"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 -- our own module
    return Row("build at 1,000,000 names", "≤ 12 s, 500 MB", done.stdout.strip())


def build_a_million() -> None:
    letters = "bcdfghjklmnprstvz"
    names = {
        str(n): [
            f"{letters[n % 17]}a{letters[n // 17 % 17]}o{letters[n // 289 % 17]}in".title()
            + f" {letters[n // 4913 % 17]}u{letters[n // 83521 % 17]}er{letters[n % 13]}".title()
        ]
        for n in range(1_000_000)
    }
    before = peak_memory()
    begin = time.process_time()
    match_adapter.build(names)
    seconds = time.process_time() - begin
    print(f"{seconds:.1f} s, {peak_memory() - before} MB")


def peak_memory() -> int:
    """Megabytes. Not ``ru_maxrss`` where there is better: that is the parent's peak at first."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


LINES = {
    "pyahocorasick": ("pyahocorasick: exact names only", "#777777", "--"),
    "tidings": ("Tidings, compiled", "#0b6e4f", "-"),
    "in Python": ("Tidings, in Python", "#6aa84f", "-"),
    "cdist": ("rapidfuzz cdist: every window with every name", "#c0504d", "-"),
}


def plot(ratios: Mapping[int, Mapping[str, float]], path: Path) -> None:
    pyplot = importlib.import_module("matplotlib.pyplot")
    figure, axes = pyplot.subplots(figsize=(7, 4.2))
    sizes = list(ratios)
    for name, (label, colour, style) in LINES.items():
        have = [n for n in sizes if name in ratios[n]]
        speeds = [ratios[n][name] for n in have]
        axes.plot(have, speeds, style, marker="o", color=colour, label=label)
    axes.set(xscale="log", yscale="log", xlabel="names watched")
    axes.set_ylabel("speed, as a ratio to exact matching")
    axes.set_xticks(sizes, [f"{n:,}" for n in sizes])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g} ×")
    axes.legend(frameon=False, fontsize=9)
    axes.grid(alpha=0.25)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
    print(f"saved {path}")


if __name__ == "__main__":
    main()
