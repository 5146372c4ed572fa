"""What to offer for words that may be anything: alerts by their titles, what is muted, and samples
of what an option understands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from zoneinfo import available_timezones

from bot.commands.alerts import alerts_here
from bot.commands.command import Context
from bot.commands.recent import choice
from bot.commands.view import View
from bot.figures import METRICS
from bot.figures.tables import units
from bot.model import Request

_MOST = 25

SAMPLES: Mapping[str, tuple[str, ...]] = {
    "when": (
        "> 10,000",
        ">= 1 million",
        "< 5%",
        "between 2 and 3 million",
        "rises by 10%",
        "falls by 10%",
        "changes by 20%",
        "rises 5% year on year",
        "every 100,000",
        "record high",
        "record low",
    ),
    "deliver": ("at once", "hourly", "daily 08:00", "weekly Mon 08:00"),
    "quiet": ("22:00-07:00", "20:00-08:00", "00:00-06:00", "none"),
    "budget": ("5/1h", "10/1h", "20/10m", "none"),
    "cooldown": ("15m", "30m", "2h", "1d", "none"),
    "mention": ("none",),
}
"""By the name of the option."""


async def alerts(context: Context, request: Request) -> list[str]:
    """By title, the newest first."""
    view = View(context.catalogue(), request)

    async def read() -> list[str]:
        newest = await alerts_here(context, view, limit=_MOST)
        items = await context.store.items([each.item_id for each in newest])
        return [
            choice(items[each.item_id].title, each.id)
            for each in newest
            if each.item_id in items
        ]  # fmt: skip

    return await context.recent.choices(view.place, context.clock(), read)


async def muteable(context: Context, request: Request) -> list[str]:
    view = View(context.catalogue(), request)
    feeds = (each.name for each in view.feeds if each.name)
    return [*view.names(), *await alerts(context, request), *feeds]


async def muted(context: Context, request: Request) -> list[str]:
    address = View(context.catalogue(), request).address
    here = [m for m in await context.store.mutes(context.clock()) if m.destination == address]
    return [*(each.label for each in here), *(["all"] if len(here) > 1 else [])]


def by_name(name: str) -> Callable[[View], Iterable[str]] | None:
    """What to offer for an option of this name, where its kind doesn't say."""
    if name in SAMPLES:
        return lambda _view: SAMPLES[name]
    return _BY_NAME.get(name)


def _metrics(_view: View) -> Iterable[str]:
    return METRICS


def _units(_view: View) -> Iterable[str]:
    return units().by_id


def _tags(view: View) -> Iterable[str]:
    return sorted({tag for each in view.feeds for tag in each.tags})


def _timezones(view: View) -> Iterable[str]:
    return [str(view.zone), "UTC", *sorted(available_timezones())]


_BY_NAME: Mapping[str, Callable[[View], Iterable[str]]] = {
    "metric": _metrics,
    "unit": _units,
    "tags": _tags,
    "timezone": _timezones,
}
