"""What a command is, and the few things that all of them are given."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.card import Card
from bot.catalogue import Catalogue
from bot.commands.readings import Known
from bot.commands.recent import Recent
from bot.errors import Problem
from bot.feeds.discovery import Found
from bot.figures.chart import Chart
from bot.model import Request
from bot.ports import Clock, Store

Kind = Literal[
    "text", "rest", "number", "choice", "duration", "range", "metric",
    "alert", "watch", "feed", "watchlist", "command",
]  # fmt: skip
GREEDY: frozenset[Kind] = frozenset({"rest", "alert", "watch", "feed", "watchlist", "command"})
"""Kinds that may be several words without quotes. An option of kind ``rest`` takes all that
follows, whether anything stands before it or not."""

YES_NO: Mapping[str, str] = {"true": "yes", "on": "yes", "false": "no", "off": "no"}

Audience = Literal["everyone", "personal", "editor"]
Choices = Callable[["Context", Request], Iterable[str] | Awaitable[Iterable[str]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Param:
    """One parameter: what help, native option types, completion and parsing need to know."""

    name: str
    """Lower case, no spaces; ``name:value`` on the line always works too."""
    kind: Kind
    summary: str
    required: bool = False
    option: bool = False
    """Given as ``name:value`` only, never by its place on the line."""
    many: bool = False
    """Several values: separated by commas, or the option given again."""
    choices: tuple[str, ...] = ()
    """All values of a ``choice``."""
    synonyms: Mapping[str, str] = field(default_factory=dict)
    """Other words for some of the choices, lower case."""
    other_names: tuple[str, ...] = ()
    complete: Choices | None = None
    """What to offer while typing, where the kind alone doesn't say."""
    hint: str = ""
    """A sample value for help, forms and documentation."""

    @property
    def usage(self) -> str:
        shown = f"{self.name}:…" if self.option else f"<{self.name}>"
        return shown if self.required else f"[{shown.strip('<>')}]"


@dataclass(frozen=True, slots=True)
class Arguments:
    """The parsed values by parameter name; an absent one is simply not there."""

    values: Mapping[str, object] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return value if isinstance(value, str) else default

    def many(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name, ())
        return value if isinstance(value, tuple) else ()

    def number(self, name: str, default: int) -> int:
        value = self.values.get(name, default)
        return value if isinstance(value, int) else default

    def span(self, name: str) -> timedelta | None:
        value = self.values.get(name)
        return value if isinstance(value, timedelta) else None


class Charts(Protocol):
    """Draws charts; see :class:`bot.charts.Artist`."""

    @property
    def available(self) -> bool:
        """Whether there can be any."""

    async def draw(self, chart: Chart) -> bytes | None:
        """A PNG, or ``None`` when it can't be drawn this time."""


class NoCharts:
    """Where nothing draws."""

    available = False

    async def draw(self, chart: Chart) -> bytes | None:
        del chart
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What commands work with. Handed in by the application, the same for every request."""

    store: Store
    catalogue: Callable[[], Catalogue]
    """The snapshot in force now."""
    changed: Callable[[], Awaitable[None]]
    """Rebuild the catalogue after an edit, and wait until it is in force."""
    clock: Clock
    discover: Callable[[str], Awaitable[Sequence[Found]]]
    """The feeds a site's address leads to. Raises ``DiscoveryError`` or ``RetrieveError``."""
    poll_now: Callable[[str], Awaitable[object]]
    """Poll the feed with this id and store what comes; the feed's state tells how it went."""
    release_now: Callable[[], Awaitable[object]]
    """Send the digests that are due, rather than at the scheduler's next look."""
    problems: Callable[[], Sequence[Problem]]
    """What is wrong with the configuration files since the last good load."""
    started: datetime
    troubles: Callable[[], Mapping[str, str]] = dict
    """Chat platforms that can't work just now, and why."""
    charts: Charts = field(default_factory=NoCharts)
    known: Known = field(default_factory=Known)
    """What there are figures of, for completion and suggestions."""
    recent: Recent = field(default_factory=Recent)
    """What was told where, for completion."""
    editing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held from reading what an edit replaces until it is stored."""


Run = Callable[[Context, Request, Arguments], Awaitable[Card]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A slash command. ``help``, native registration and documentation are derived from it."""

    name: str
    group: str = ""
    """``watch`` in ``watch add``; empty for commands that stand alone."""
    summary: str
    """One line, imperative, without a full stop."""
    params: tuple[Param, ...] = ()
    audience: Audience = "everyone"
    run: Run
    other_names: tuple[str, ...] = ()
    """Other ways to type its path."""
    examples: tuple[str, ...] = ()
    internal: bool = False
    """Only ever behind a button: not in help or menus."""

    @property
    def path(self) -> str:
        return f"{self.group} {self.name}".strip()

    @property
    def usage(self) -> str:
        return " ".join([self.path, *(param.usage for param in self.params)])

    @property
    def short_usage(self) -> str:
        """Without the options that may be left away: those fill lines, and help lists them."""
        shown = [param.usage for param in self.params if not param.option or param.required]
        return " ".join([self.path, *shown])

    def param(self, name: str) -> Param | None:
        folded = name.casefold()
        for each in self.params:
            if folded == each.name or folded in each.other_names:
                return each
        return None

    def line(self, values: Mapping[str, str | Sequence[str]]) -> str:
        """The line that gives these values: for platforms that collect them natively."""
        parts = [self.path]
        for name, value in values.items():
            each_value = [value] if isinstance(value, str) else value
            parts.extend(f"{name}:{quoted(each)}" for each in each_value)
        return " ".join(parts)


def quoted(text: str) -> str:
    """``text`` so that it is read back as one value."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
