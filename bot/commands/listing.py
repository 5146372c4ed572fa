"""``list``: the watchlists and what is on them."""

from __future__ import annotations

from bot.card import Block, Card, Line, line
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.say import bold, bullets, button, card, code, dim, filed, paragraph, small, some
from bot.commands.view import View
from bot.commands.wishing import described
from bot.model import Request, Watch, Watchlist
from bot.text import count_of, shorten

LISTS = 12
ONE_LIST = 40


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    wanted = arguments.text("watchlist")
    if wanted:
        return _one(view, view.watchlist(wanted))
    if not view.watchlists and not view.followed:
        return card(
            "Nothing is watched yet",
            paragraph("Type ", code("watch add <name>"), " and alerts on it come to this channel."),
            actions=[button("How", "help watch add")],
        )
    total = sum(len(each.watches) for each in view.watchlists)
    lists = count_of(len(view.watchlists), "watchlist")
    return card(
        f"{count_of(total, 'watch', 'watches')} on {lists}",
        bullets([_summary(view, each) for each in view.watchlists], shown=LISTS),
        *_followed(view),
        small("One of them in full: ", code("list <watchlist>")),
    )


def _followed(view: View) -> list[Block]:
    names = [watch.name for each in view.followed for watch in each.watches]
    return [paragraph("You follow ", some(names, shown=10), ".")] if names else []


def _summary(view: View, watchlist: Watchlist) -> Line:
    names = some((watch.name for watch in watchlist.watches), shown=6) or "empty"
    where = some(each.name for each in view.catalogue.destinations_of(watchlist))
    return line(bold(watchlist.name), f": {names} ", dim(f"→ {where} · {origin(watchlist)}"))


def origin(watchlist: Watchlist) -> str:
    if watchlist.origin.editable:
        return "made in chat"
    return f"read-only, from {filed(watchlist.origin.where)}"


def _one(view: View, watchlist: Watchlist) -> Card:
    where = some(each.name for each in view.catalogue.destinations_of(watchlist))
    heard = sum(view.catalogue.covers(watchlist, feed) for feed in view.catalogue.feeds.values())
    said = [f"Posts to {where}", *described(watchlist.manner)]
    said += [f"hears {count_of(heard, 'feed')}", origin(watchlist)]
    blocks: list[Block] = [
        bullets([describe(watch) for watch in watchlist.watches], shown=ONE_LIST),
        small(" · ".join(said)),
    ]
    return card(
        f"{watchlist.name}: {count_of(len(watchlist.watches), 'watch', 'watches')}", *blocks
    )


def describe(watch: Watch) -> Line:
    """One watch in one line: its name, kind and everything that shapes it."""
    parts: list[str] = [watch.kind]
    if watch.kind == "figure":
        parts.append(" ".join(each for each in (watch.subject, "/".join(watch.metric)) if each))
        parts += [each for each in (watch.unit, watch.period and f"per {watch.period}") if each]
        condition = watch.condition.text if watch.condition else ""
        parts.append(f"when {condition}" if condition else "any figure")
    for label, values in (
        ("also", (*watch.aliases, *watch.tickers, *watch.handles)),
        ("when unclear only near", watch.context),
        ("never in", watch.exclude),
    ):
        if values:
            parts.append(f"{label} {some(values, shown=6)}")
    if not watch.fuzzy and watch.kind != "figure":
        parts.append("exact spelling only")
    parts += described(watch.manner)
    return line(bold(watch.name), shorten(" · ".join(["", *parts]), 400))


LIST = Command(
    name="list",
    summary="Show the watchlists and what is on them",
    params=(Param(name="watchlist", kind="watchlist", summary="one of them in full"),),
    run=run,
    other_names=("lists", "ls", "watch list", "watchlists"),
    examples=("list", "list EV makers"),
)
