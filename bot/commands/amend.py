"""``amend``: behind the buttons that apply a change whose effect was just shown; saved at once, in
the audit, and taken back by ``undo``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.card import Action, Card
from bot.commands import checks, thresholds
from bot.commands.build import OPTIONS, changed_watch, with_watch
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.edits import Change, require_editable, save_now, saved
from bot.commands.say import button, card, small, some
from bot.commands.view import View
from bot.errors import CommandError
from bot.model import Request, Watch, Watchlist


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    old = view.watches.get(arguments.text("watch"))
    if old is None:
        raise CommandError("That watch was removed or renamed since", hint="see: list")
    shown = view.list_of(old)
    require_editable(shown.origin, f"{old.name} on {shown.name}")
    lists = await context.store.watchlists(request.scope)
    before = next((each for each in lists if each.id == shown.id), None)
    watch = next((each for each in before.watches if each.id == old.id), None) if before else None
    if before is None or watch is None:
        raise CommandError("That watch is not stored any more", hint="see: list")
    new = changed_watch(watch, arguments, before)
    if new == watch:
        return card(f"{watch.name} on {before.name} is so already")
    checks.refuse_nonsense(new, before, replaced=watch.id)
    change = Change(
        summary=in_words(watch, new, before),
        before=before,
        after=with_watch(before, new, replaced=watch.id),
    )
    edit = await save_now(context, request, change)
    done = saved(edit, small("From now on; what was told stays. history lists every edit."))
    others = arguments.text("others")
    # What was proposed stood on the card that this one may take the place of.
    again = [button("The other proposals", others)] if others else []
    return replace(done, actions=(*done.actions, *again))


def in_words(old: Watch, new: Watch, watchlist: Watchlist) -> str:
    """What changed from one to the other, for the audit. Pure."""
    name = f"{old.name} on {watchlist.name}"
    said = [f"kept {_quoted(added)} out" for added in [_added(old.exclude, new.exclude)] if added]
    if new.context != old.context and new.context:
        said.append(f"asked for {_either(new.context)} near it")
    names = [(each, getattr(old, each), getattr(new, each)) for each in _NAMES]
    taken = [one for _, was, now in names for one in _added(now, was)]
    given = [one for _, was, now in names for one in _added(was, now)]
    said += [f"took {_quoted(taken)} off"] if taken else []
    said += [f"added {_quoted(given)}"] if given else []
    said += ["refused misspellings"] if old.fuzzy and not new.fuzzy else []
    return f"{', '.join(said) or 'changed something'}: {name}"


_NAMES = ("aliases", "tickers", "handles")


def _added(before: Sequence[str], after: Sequence[str]) -> list[str]:
    return [each for each in after if each not in before]


def _quoted(names: Sequence[str]) -> str:
    return some((f"“{each}”" for each in names), shown=6)


def _either(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def amend_button(
    label: str,
    watch: Watch,
    changes: Mapping[str, str | Sequence[str]],
    *,
    primary: bool = False,
    others: str = "",
) -> list[Action]:
    """The button that applies these options; none when its command is longer than a
    button can hold. ``others``: the command that proposes what else there is, if anything."""
    more = {"others": others} if others else {}
    written = AMEND.line({"watch": watch.id, **changes, **more})
    fits = len(written) <= thresholds.COMMAND
    return [button(label, written, primary=primary)] if fits else []


AMEND = Command(
    name="amend",
    summary="Apply a change that was shown",
    audience="editor",
    params=(
        Param(name="watch", kind="text", required=True, summary="its id"),
        *OPTIONS,
        Param(name="others", kind="text", option=True, summary="the command that proposed it"),
    ),
    run=run,
    internal=True,
)
