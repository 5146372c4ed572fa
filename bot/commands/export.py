"""``export``: what was made in chat, as the YAML that files are written in."""

from __future__ import annotations

from bot.card import Block, Card, File
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.say import card, code, small
from bot.commands.view import View, fold, suggestion
from bot.config import dump_feeds, dump_watchlists
from bot.errors import CommandError
from bot.model import Request
from bot.text import count_of


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view, wanted = View(context.catalogue(), request), arguments.text("watchlist")
    if wanted:
        shown = view.watchlist(wanted)
        return card(f"{shown.name} as YAML", File(_file_name(shown.name), dump_watchlists([shown])))
    watchlists = await context.store.watchlists(request.scope)
    feeds = await context.store.chat_feeds(request.scope)
    if not watchlists and not feeds:
        names = [each.name for each in view.watchlists]
        raise CommandError(
            "Nothing has been made in chat yet",
            hint=f"for one from a file type export <watchlist>; {suggestion('', names)}",
        )
    blocks: list[Block] = []
    if watchlists:
        blocks.append(File("watchlists.yaml", dump_watchlists(watchlists)))
    if feeds:
        blocks.append(File("feeds.yaml", dump_feeds(feeds)))
    blocks.append(small("Read back with ", code("tidings apply"), ", or put it beside the files."))
    return card(
        f"{count_of(len(watchlists), 'watchlist')} and {count_of(len(feeds), 'feed')} made in chat",
        *blocks,
    )


def _file_name(name: str) -> str:
    safe = "".join(char if char.isalnum() else "-" for char in fold(name)).strip("-")
    return f"{safe or 'watchlist'}.yaml"


EXPORT = Command(
    name="export",
    summary="Give the watchlists made in chat as YAML",
    audience="editor",
    params=(Param(name="watchlist", kind="watchlist", summary="only this one"),),
    run=run,
    examples=("export", "export EV makers"),
)
