"""Figure watches as people say them: ``NIO deliveries > 10,000``, ``蔚来交付量超过1万``. Pure.

Whose number it is, of what, and when it should alert, in one breath and without options.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.commands.asked import FREQUENCIES, split
from bot.commands.command import Arguments
from bot.commands.view import View
from bot.figures import ConditionError, find_metric, parse_condition, suggest_metric
from bot.figures.conditions import opens_condition
from bot.figures.tables import metric_words
from bot.model import ConditionKind
from bot.text import is_cjk, squeeze

_PERIODS = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "S": "half", "A": "year"}
_SIGNS = "<>=≥≤"
_LONGEST = 200
"""Characters beyond which nobody says a condition."""

_SAYS_WHAT = ("kind", "subject", "metric", "aliases", "tickers", "handles", "context", "exclude")
"""Options of which any says already what the name is."""

Known = Callable[[str], bool]
"""Whether something is watched, or has numbers, by that name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """A figure watch that was said."""

    name: str
    subject: str
    metric: str
    """As it was said."""
    period: str = ""
    when: str = ""
    """The condition; empty: any figure."""

    def options(self) -> dict[str, str | tuple[str, ...]]:
        """As they would be typed."""
        found: dict[str, str | tuple[str, ...]] = {
            "name": self.name,
            "kind": "figure",
            "subject": self.subject,
            "metric": (self.metric,),
        }
        found |= {"period": self.period} if self.period else {}
        return found | ({"when": self.when} if self.when else {})


def spoken(text: str, known: Known) -> Spoken | None:
    """The figure watch that the words say, condition and all; ``None`` for a mere name.

    A condition that begins as one and can't be read is kept as it is: whoever reads it next says
    what is wrong with it.
    """
    said = squeeze(text)
    if len(said) > _LONGEST:
        return None
    asked = _ASKS.match(said)
    if asked and not known(said):
        return spoken(_WHEN_BEHIND.sub("", said[asked.end() :]), known)
    unreadable: Spoken | None = None
    for cut in _cuts(said):
        tail = said[cut:].strip()
        whose = said_series(said[:cut], known) or _alone(said[:cut]) or _nearly(said[:cut])
        if whose is None:
            continue
        found = Spoken(
            name=whose.name, subject=whose.subject, metric=whose.metric, period=whose.period,
            when=tail,
        )  # fmt: skip
        try:
            if parse_condition(tail).kind is not ConditionKind.ANY:
                return found
        except ConditionError:
            if unreadable is None and opens_condition(tail):
                unreadable = found
    return unreadable


def said_series(text: str, known: Known) -> Spoken | None:
    """Whose number of what: ``weekly deliveries of NIO``; ``None`` unless both are said."""
    name = squeeze(text).rstrip(" :,：，")
    owner = _OWNER.search(name)
    if owner and not known(name[: owner.end()]):
        name = name[: owner.start()] + name[owner.end() :]
    asked = split(name, known)
    found = _metric(asked.rest) if asked is not None else None
    if asked is not None and found is not None:
        return Spoken(name=name, subject=asked.subject, metric=found[0], period=found[1])
    for cut in _cuts(name):
        found = _metric(name[cut:])
        if found is not None and not _metric(name[:cut]):
            return Spoken(name=name, subject=name[:cut].strip(), metric=found[0], period=found[1])
    return None


_ASKS = re.compile(
    r"(?:(?:please\s+)?(?:alert|tell|notify|ping|warn)\s+(?:me|us)?\s*(?:when|if|once)\s"
    r"|(?:when|if|once)\s|(?:figures?|numbers?)\s+(?:of\s+)?"
    r"|(?:请?(?:提醒|通知|告诉)(?:我|我们)?[，,]?)?(?:当|如果|若|一旦)|请?(?:提醒|通知)我们?)\s*",
    re.IGNORECASE,
)
"""What people say before they say whose number it is."""
_WHEN_BEHIND = re.compile(r"的?时候?$")
_OWNER = re.compile(r"(?<=\w)['’]s(?=\s)|(?<=s)['’](?=\s)")
"""``Tesla's deliveries`` are Tesla deliveries."""


def _alone(text: str) -> Spoken | None:
    """A metric of nobody: who adds it is asked whose."""
    found = _metric(text.rstrip(" :,：，"))
    return Spoken(name=squeeze(text), subject="", metric=found[0]) if found else None


def _nearly(text: str) -> Spoken | None:
    """Whose number of what, where the metric is misspelt: ``NIO delivries``."""
    words = squeeze(text).split()
    meant = suggest_metric(words[-1]) if len(words) > 1 and len(words[-1]) >= _SLIP else None
    if meant is None or fuzz.ratio(words[-1].casefold(), meant) < _NEARLY:
        return None
    subject = " ".join(words[:-1])
    return Spoken(name=f"{subject} {meant}", subject=subject, metric=meant)


_SLIP, _NEARLY = 5, 85
"""Letters of a word that may be a misspelt metric, and how much of 100 it must be like it."""


def _cuts(text: str) -> Iterator[int]:
    """Where one thing may end and another begin: before a word or sign, anywhere in Chinese."""
    for at in range(1, len(text)):
        begins = text[at - 1] == " " or text[at] in _SIGNS
        if text[at] != " " and (begins or is_cjk(text[at]) or is_cjk(text[at - 1])):
            yield at


def _metric(text: str) -> tuple[str, str] | None:
    """The words of a metric, and the period that stands before it; ``None``: it says none."""
    words, period = squeeze(text).removeprefix("的").removesuffix(" of").strip(), ""
    for word, freq in FREQUENCIES.items():
        rest = words.casefold().removeprefix(word)
        if rest != words.casefold() and (is_cjk(word[0]) or rest[:1] in ("", " ")):
            words, period = words[len(word) :].strip(), _PERIODS[freq]
            break
    exact = words.casefold() in metric_words()
    return (words, period) if words and exact and find_metric(words) else None


# ── typed as a name ──────────────────────────────────────────────────────────────────────


def understood(view: View, arguments: Arguments) -> Arguments:
    """What was typed as a name, as the figure watch that it says; else as it was typed."""
    if any(option in arguments for option in _SAYS_WHAT):
        return arguments
    name = squeeze(arguments.text("name"))
    if view.watches_named(name):
        return arguments
    if "when" in arguments or "period" in arguments:
        found = said_series(name, lambda text: bool(view.watches_named(text)))
    else:
        found = spoken(name, lambda text: bool(view.watches_named(text)))
    return arguments if found is None else Arguments({**found.options(), **_others(arguments)})


def _others(arguments: Arguments) -> dict[str, object]:
    return {name: value for name, value in arguments.values.items() if name != "name"}


def instead(view: View, arguments: Arguments) -> Spoken | None:
    """The figure that a name without a condition may mean: a metric of somebody watched."""
    if any(option in arguments for option in _SAYS_WHAT):
        return None
    found = said_series(arguments.text("name"), lambda text: bool(view.watches_named(text)))
    return found if found and view.watches_named(found.subject) else None
