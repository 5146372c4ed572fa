"""``follow`` and ``unfollow``: a name by direct message, for oneself alone."""

from __future__ import annotations

from bot.card import Action, Card, line
from bot.commands.checks import LONGEST_NAME
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.edits import Change, save_now, saved
from bot.commands.say import bullets, button, card, code, paragraph, small
from bot.commands.view import View, fold, near, suggestion
from bot.errors import CommandError
from bot.model import CONSOLE, Follow, Request, make_id
from bot.text import squeeze

MOST = 100


async def follow(context: Context, request: Request, arguments: Arguments) -> Card:
    view, typed = View(context.catalogue(), request), squeeze(arguments.text("name"))
    mine = await context.store.follows(request.user.id)
    if not typed:
        return _list(mine)
    known = view.watches_named(typed)
    name = known[0].name if known else typed
    if any(fold(each.name) == fold(name) for each in mine):
        return card(f"You follow {name} already", actions=[_stop(name)])
    if len(mine) >= MOST:
        raise CommandError(f"You follow {MOST} names already", hint="unfollow one first")
    if not any(char.isalnum() for char in name) or len(name) > LONGEST_NAME:
        raise CommandError(f"“{name[:40]}” is no name to look for")
    after = Follow(
        id=make_id("o", request.user.id, fold(name)),
        user=request.user.id,
        name=name,
        scope=request.scope,
        created=context.clock(),
    )
    edit = await save_now(context, request, Change(summary=f"followed {name}", after=after))
    notes = [small(_where(request))]
    if not known:
        notes.append(small(_only_words(name, view)))
    return saved(edit, *notes, title=f"You follow {name}")


def _where(request: Request) -> str:
    if request.platform == CONSOLE.platform:
        return "What comes is shown on this console."
    return "What comes is sent to you by direct message, besides what channels get."


def _only_words(name: str, view: View) -> str:
    close = near(name, view.names(), limit=1)
    meant = f" Did you mean “{close[0]}”?" if close else ""
    return f"It is on no watchlist, so only the words “{name}” count, without aliases.{meant}"


def _list(mine: list[Follow]) -> Card:
    if not mine:
        return card("You follow nothing yet", paragraph("Type ", code("follow <name>"), "."))
    return card(
        f"You follow {len(mine)}",
        bullets([line(each.name) for each in mine], shown=25),
        actions=[_stop(each.name) for each in mine[:5]],
    )


def _stop(name: str) -> Action:
    return button(f"Unfollow {name}", f"unfollow {name}")


async def unfollow(context: Context, request: Request, arguments: Arguments) -> Card:
    view, typed = View(context.catalogue(), request), squeeze(arguments.text("name"))
    mine = await context.store.follows(request.user.id)
    if not typed:
        return _list(mine)
    names = {fold(typed), *(fold(watch.name) for watch in view.watches_named(typed))}
    found = next((each for each in mine if fold(each.name) in names), None)
    if found is None:
        raise CommandError(
            f"You don't follow “{typed}”", hint=suggestion(typed, [each.name for each in mine])
        )
    change = Change(summary=f"unfollowed {found.name}", before=found)
    edit = await save_now(context, request, change)
    return saved(edit, title=f"You don't follow {found.name} any more")


FOLLOW = Command(
    name="follow",
    summary="Get a name by direct message",
    audience="personal",
    params=(
        Param(name="name", kind="watch", summary="a watched name or any words; without: the list"),
    ),
    run=follow,
    other_names=("follows", "following"),
    examples=("follow Xiaomi",),
)
UNFOLLOW = Command(
    name="unfollow",
    summary="Stop getting a name by direct message",
    audience="personal",
    params=(
        Param(
            name="name",
            kind="watch",
            summary="the name; without: the list",
            complete=lambda context, request: [
                watch.name
                for each in View(context.catalogue(), request).followed
                for watch in each.watches
            ],
        ),
    ),
    run=unfollow,
    examples=("unfollow Xiaomi",),
)
