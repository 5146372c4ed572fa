"""What ``figures`` was asked for: whose numbers, which metric, how often. Pure.

People type a name and a metric without anything between them, in either order, and names have
blanks: the longest known name wins, and what is left over must mean something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands.command import Arguments
from bot.commands.ranges import Stretch, parse_stretch, suggest_stretch
from bot.commands.readings import Subject, Whose, whose
from bot.commands.view import View, fold, near
from bot.errors import CommandError
from bot.figures import METRICS, find_metric
from bot.figures.series import GOODS
from bot.figures.tables import metric_words
from bot.text import is_cjk, squeeze

FREQUENCIES = {
    "daily": "D", "weekly": "W", "monthly": "M", "quarterly": "Q", "half-yearly": "S",
    "yearly": "A", "annual": "A", "annually": "A", "每日": "D", "每周": "W", "周": "W", "每月": "M",
    "月度": "M", "季度": "Q", "年度": "A", "全年": "A",
}  # fmt: skip
_POSSESSIVE = re.compile(r"(?:['’]s?|的)$")
_JOINT = re.compile(r"\s*\b(?:of|for|by|at|from)$", re.IGNORECASE)
"""What joins a metric to whose it is: ``deliveries of Xiaomi``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    subject: str
    rest: str = ""
    """Words behind (or before) the subject: a metric, a frequency, a product."""


def split(text: str, known: Callable[[str], bool]) -> Asked | None:
    """The longest known name in the words, and the rest; ``None`` when there is none."""
    words = squeeze(text).split()
    for length in range(len(words), 0, -1):
        for start in (0, len(words) - length):
            name = " ".join(words[start : start + length])
            if known(name) or ((name := _POSSESSIVE.sub("", name)) and known(name)):
                rest = " ".join(words[:start] + words[start + length :])
                return Asked(subject=name, rest=_JOINT.sub("", rest))
    return _glued(words, known)


def _glued(words: Sequence[str], known: Callable[[str], bool]) -> Asked | None:
    """``小米交付量``: Chinese leaves no blank between a name and what is asked of it."""
    if not words or not any(map(is_cjk, words[0])):
        return None
    found: list[tuple[str, str]] = []
    for length in range(len(words[0]) - 1, 0, -1):
        name = words[0][:length]
        if known(name) or known(name := _POSSESSIVE.sub("", name)):
            found.append((name, words[0][length:].removeprefix("的")))
    if not found:
        return None
    # A watch called 小米交付 doesn't make 量 of 小米交付量.
    name, rest = next((each for each in found if _says_metric(each[1])), found[0])
    return Asked(subject=name, rest=" ".join([rest, *words[1:]]))


def _says_metric(text: str) -> bool:
    return find_metric(text) is not None or text in FREQUENCIES


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What the rest of the words means."""

    metric: str = ""
    freq: str = ""
    unknown: str = ""
    """What of it means nothing here."""
    meant: str = ""
    """The metric of the subject that the unknown words come near."""


def understand(rest: str, there: Iterable[str]) -> Wanted:
    """``there``: metrics that the subject has numbers of. One that exists but that it has none
    of is understood, too."""
    words = squeeze(rest).split()
    freq = ""
    for word in list(words):
        if word.casefold() in FREQUENCIES:
            freq = FREQUENCIES[word.casefold()]
            words.remove(word)
    text = " ".join(words)
    if not text:
        return Wanted(freq=freq)
    metrics = list(there)
    own = {fold(metric): metric for metric in metrics}
    if fold(text) in own:
        return Wanted(metric=own[fold(text)], freq=freq)
    # "SU7 deliveries" ends in a metric, and what stands before it may be a product.
    found = find_metric(text)
    if found is not None:
        before = _before(words, found)
        if found in GOODS and found not in metrics and "price" in metrics:
            found = "price"
        return Wanted(metric=found, freq=freq, unknown=before)
    return Wanted(freq=freq, unknown=text, meant=nearest_metric(text, metrics))


def _before(words: Sequence[str], metric: str) -> str:
    """The words before the shortest ending that says the metric and isn't said by a longer one."""
    known = metric_words()
    for start in range(len(words)):
        if known.get(" ".join(words[start:]).casefold()) == metric:
            return " ".join(words[:start])
    return ""


def nearest_metric(text: str, metrics: Iterable[str]) -> str:
    """The one of these metrics that a misspelt word means; empty: none."""
    spelt: dict[str, str] = {}
    for metric in metrics:
        for word in (metric, *METRICS.get(metric, "").split(", ")):
            spelt.setdefault(word, metric)
    close = near(text, spelt, limit=1)
    return spelt[close[0]] if close else ""


# ── the whole question ───────────────────────────────────────────────────────────────────

CSV = frozenset({"csv", "excel", "spreadsheet"})
"""Words behind everything else that ask for a file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    text: str
    """The words that should name somebody."""
    whose: Whose | None
    rest: str = ""
    """Words of a metric, as typed."""
    stretch: Stretch | None = None
    csv: bool = False


def question(view: View, arguments: Arguments, there: Sequence[Subject], now: datetime) -> Question:
    """What the arguments ask for; ``there``: whose readings there are."""
    known = {fold(name) for name in (*view.names(), *(each.name for each in there))}
    text, when = squeeze(arguments.text("subject")), arguments.text("range")
    metric = squeeze(arguments.text("metric"))
    words = text.split()
    csv = arguments.text("as") == "csv" or (len(words) > 1 and words[-1].casefold() in CSV)
    if words and words[-1].casefold() in CSV and len(words) > 1:
        text = " ".join(words[:-1])
        # "figures Xiaomi 30d csv": the stretch stands before the word.
        text, when = _with_range(text, when, view, now)
    whole = f"{text} {when}".strip()
    if when and fold(whole) in known:
        # "iPhone 17" is a name when there is such a thing, not 17 days of iPhone.
        text, when = whole, ""
    stretch = parse_stretch(when, now, view.zone) if when else None
    found = split(text, lambda name: fold(name) in known) or _by_metric(text, metric)
    if found is None:
        return Question(text=text, whose=None, rest=metric, stretch=stretch, csv=csv)
    rest = " ".join(part for part in (found.rest, metric) if part)
    return Question(
        text=found.subject,
        whose=whose(view, found.subject, there),
        rest=rest,
        stretch=stretch,
        csv=csv,
    )


def _with_range(text: str, when: str, view: View, now: datetime) -> tuple[str, str]:
    """The text without the stretch of time at its end, and that stretch."""
    words = text.split()
    for start in range(1, len(words)):
        tail = " ".join(words[start:])
        if not when and parse_stretch(tail, now, view.zone) is not None:
            return " ".join(words[:start]), tail
    return text, when


def refuse_misspelt(words: str, view: View, now: datetime, *, alone: bool = False) -> None:
    """Raises :class:`CommandError` where the words end in a stretch of time that is nearly right:
    ``since Augst``. ``alone``: one word is enough, because it means nothing else."""
    parts = words.split()
    for start in range(len(parts)):
        tail = " ".join(parts[start:])
        near = suggest_stretch(tail, now, view.zone) if alone or start < len(parts) - 1 else ""
        if near:
            raise CommandError(f"“{tail}” is no stretch of time", hint=f"did you mean “{near}”?")


def _by_metric(text: str, metric: str) -> Asked | None:
    """Of a name of which nothing is known: the words at the end that are a metric are one,
    whoever the rest is."""
    words = text.split()
    if metric:
        return Asked(subject=text) if text else None
    for start in range(1, len(words)):
        if " ".join(words[start:]).casefold() in metric_words():
            return Asked(subject=" ".join(words[:start]), rest=" ".join(words[start:]))
    return Asked(subject=text) if text else None
