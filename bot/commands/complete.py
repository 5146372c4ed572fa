"""What to offer while somebody types a parameter: from memory, at most 25."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from bot.commands.command import Context, Kind, Param
from bot.commands.ranges import EXAMPLES
from bot.commands.suggested import alerts, by_name
from bot.commands.view import View, fold, host_of, near
from bot.model import Request

LIMIT = 25
LONGEST = 100
"""Characters of a choice that every platform takes."""


async def choices(context: Context, request: Request, param: Param, typed: str) -> list[str]:
    """Those that start with what is typed, then those with a word that does, then near ones."""
    every = await _every(context, request, param)
    before, comma, last = typed.rpartition(",") if param.many else ("", "", typed)
    if not comma:
        return pick(every, last)
    taken = {fold(each) for each in before.split(",")}
    fresh = [each for each in every if fold(each) not in taken]
    return [each for each in (f"{before}, {found}" for found in pick(fresh, last)) if _fits(each)]


async def _every(context: Context, request: Request, param: Param) -> list[str]:
    if param.complete is not None:
        found = param.complete(context, request)
        return list(await found if isinstance(found, Awaitable) else found)
    if param.kind == "alert":
        return await alerts(context, request)
    view = View(context.catalogue(), request)
    if param.kind in _BY_KIND:
        return list(_BY_KIND[param.kind](view, param))
    offer = by_name(param.name)
    return list(offer(view)) if offer else []


def _fits(choice: str) -> bool:
    return 0 < len(choice) <= LONGEST


def pick(every: Iterable[str], typed: str) -> list[str]:
    names = [name for name in dict.fromkeys(every) if _fits(name)]
    wanted = fold(typed)
    if not wanted:
        return names[:LIMIT]
    starts, inside = [], []
    for name in names:
        folded = fold(name)
        if folded.startswith(wanted):
            starts.append(name)
        elif wanted in folded:
            inside.append(name)
    found = [*starts, *inside]
    return (found or near(typed, names, limit=LIMIT))[:LIMIT]


def _choices(_view: View, param: Param) -> Iterable[str]:
    return param.choices


def _watches(view: View, _param: Param) -> Iterable[str]:
    return view.names()


def _watchlists(view: View, _param: Param) -> Iterable[str]:
    return (each.name for each in view.watchlists)


def _feeds(view: View, _param: Param) -> Iterable[str]:
    return (each.name or host_of(each.url) or each.url for each in view.feeds)


def _ranges(_view: View, _param: Param) -> Iterable[str]:
    return EXAMPLES


def _spans(_view: View, _param: Param) -> Iterable[str]:
    return ("30m", "1h", "4h", "today", "tomorrow", "3d", "1w", "forever")


_BY_KIND: Mapping[Kind, Callable[[View, Param], Iterable[str]]] = {
    "choice": _choices,
    "watch": _watches,
    "watchlist": _watchlists,
    "feed": _feeds,
    "duration": _spans,
    "range": _ranges,
}
