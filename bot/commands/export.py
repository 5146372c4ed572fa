"""``export``: what was made in chat, as the YAML that files are written in."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Block, Card, File
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.say import begin, card, code, small, some
from bot.commands.view import View, fold, suggestion
from bot.config import dump_arrangements, dump_feeds, dump_watchlists
from bot.errors import CommandError
from bot.model import Arrangement, Request
from bot.text import count_of


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view, wanted = View(context.catalogue(), request), arguments.text("watchlist")
    if wanted:
        shown = view.watchlist(wanted)
        return card(f"{shown.name} as YAML", File(_file_name(shown.name), dump_watchlists([shown])))
    watchlists = await context.store.watchlists(request.scope)
    feeds = await context.store.chat_feeds(request.scope)
    arranged = _arranged(view)
    if not watchlists and not feeds and not arranged:
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
    if arranged:
        blocks.append(File("destinations.yaml", dump_arrangements(arranged)))
    blocks.append(small("Read back with ", code("tidings apply"), "."))
    made = [count_of(len(watchlists), "watchlist"), count_of(len(feeds), "feed")]
    if arranged:
        made = [each for each in made if not each.startswith("0 ")]
        made.append(f"how {count_of(len(arranged), 'place')} {_are(arranged)} told")
    return card(
        begin(f"{some(made)}, as made in chat" if arranged else f"{some(made)} made in chat"),
        *blocks,
    )


def _arranged(view: View) -> list[Arrangement]:
    """Of this workspace's channels. How somebody's direct messages are told is theirs."""
    named = view.catalogue.destinations
    lists = {place for each in view.watchlists for place in each.post_to}
    people = {each.user for each in view.catalogue.follows.values()} - {view.request.user.id}
    return [
        each
        for name, each in sorted(view.catalogue.arrangements.items())
        if each.scope == view.request.scope
        and name not in people
        and (name in named or name in lists or name in view.destinations)
    ]


def _are(arranged: Sequence[Arrangement]) -> str:
    return "is" if len(arranged) == 1 else "are"


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
