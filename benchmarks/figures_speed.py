"""How fast figures are read, with all slots, one sentence a call; CPU time, one thread.

Beside it, in the same run and on the same sentences: one compiled regular expression that only
finds the digits, and quantulum3 where it is installed; the latter also on the scorer's labelled
sentences where they are present (``FIGDATA`` names their folder). quantulum3 runs without its
classifier of units, which makes it eight times slower and needs one exact release of another
library.

``python -m benchmarks.figures_speed`` prints rows parted by tabs.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.figures import extract
from bot.figures.native import is_compiled
from tests.support.labelled_figures import READ_ON, sentences

ROUNDS = 7
DATA = Path(os.environ.get("FIGDATA") or Path(__file__).parents[2] / "shared" / "data" / "figures")
LABELLED = "figures_en_dev"
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")

Texts = Sequence[str]
Row = tuple[str, str, str]
"""What is measured, the goal, what was reached."""


def main() -> None:
    for row in speed_rows():
        print("\t".join(row))


def speed_rows() -> list[Row]:
    how = "compiled" if is_compiled() else "as Python"
    texts = {name: [each.text for each in sentences(name)] for name in ("en", "zh")}
    texts["prose, one sentence in eight with a figure"] = [_prose(each) for each in range(200)]
    found: list[Row] = []
    for name, told in texts.items():
        spent = _time(_read, told)
        rate = sum(map(len, told)) / spent / 1e6
        goal = "≥ 1.5" if name == "en" else ""
        what = f"own {name}" if len(name) == 2 else name
        found.append((f"{what}: million characters a second, {how}", goal, f"{rate:.2f}"))
    least = _ratio(_read, _DIGITS.findall, texts["en"])
    found.append((f"own en: our time over one that finds digits, {how}", "", f"{least:.0f} ×"))
    against = {"own en": texts["en"], **_labelled()}
    return [*found, *(_against_quantulum(name, told, how) for name, told in against.items())]


def _labelled() -> dict[str, Texts]:
    path = DATA / f"{LABELLED}.jsonl"
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {LABELLED: [json.loads(line)["text"] for line in lines]}


def _read(text: str) -> object:
    return extract("", text, published=READ_ON)


def _prose(number: int) -> str:
    plain = "The company said that its new plant would open soon and that demand remained strong. "
    return plain * 7 + f"It delivered {number * 37 + 1000:,} vehicles in June, up {number}%. "


def _time(read: Callable[[str], object], texts: Texts) -> float:
    """CPU seconds for all texts once: the median of several rounds."""
    return statistics.median(_once(read, texts) for _ in range(ROUNDS))


def _ratio(one: Callable[[str], object], other: Callable[[str], object], texts: Texts) -> float:
    """How many times as long the one takes: in turns, so that a machine that is busy for a while
    is so for both."""
    return statistics.median(_once(one, texts) / _once(other, texts) for _ in range(ROUNDS))


def _once(read: Callable[[str], object], texts: Texts) -> float:
    begin = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - begin


def _against_quantulum(name: str, texts: Texts, how: str) -> Row:
    what = f"{name}: quantulum3's time over ours, {how}"
    if importlib.util.find_spec("quantulum3") is None:
        return what, "≥ 30", "not installed"
    parser = importlib.import_module("quantulum3.parser")
    classifier: Any = importlib.import_module("quantulum3.classifier")
    classifier.USE_CLF = False
    return what, "≥ 30", f"{_ratio(_forgiving(parser.parse), _read, texts):.0f} ×"


def _forgiving(parse: Callable[[str], object]) -> Callable[[str], object]:
    """It fails on some sentences; the time until then counts."""

    def read(text: str) -> object:
        try:
            return parse(text)
        except Exception:  # whatever it is, it is the peer's
            return None

    return read


if __name__ == "__main__":
    main()
