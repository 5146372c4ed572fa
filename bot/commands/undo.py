"""``undo``: take back the last edit, or the one whose button was pressed."""

from __future__ import annotations

from bot.card import Block, Card
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.digest import waiting_note
from bot.commands.edits import EditKind, current, in_force, same
from bot.commands.recent import choice, reference_in
from bot.commands.say import button, card, small
from bot.commands.view import View
from bot.errors import CommandError
from bot.model import Edit, Request, make_id

_LOOKED = 200
"""Edits among which the one to undo is sought, newest first."""
_OWN: tuple[EditKind, ...] = ("mute", "follow", "mark")


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view, wanted = View(context.catalogue(), request), reference_in(arguments.text("edit")).lower()
    async with context.editing:
        edit = await _wanted(context, view, wanted)
        if edit.kind not in _OWN:
            now = await current(context, edit.kind, edit.target, request.scope)
            if not same(now, edit.after):
                raise CommandError(
                    f"“{edit.summary}” can't be undone: it was changed again since",
                    hint="undo the later change first; see history",
                )
        await context.store.mark_undone(edit.id, _undoing(context, request, edit))
    await in_force(context)
    return card(
        f"Undone: {edit.summary}",
        small("It was done by ", _who(edit, request), "."),
        *(await _waiting(context, request, edit)),
        tone="good",
        actions=[button("Undo more", "undo")],
    )


async def _waiting(context: Context, request: Request, edit: Edit) -> list[Block]:
    """Quiet hours that are taken back don't hasten what they held."""
    told = (edit.after or edit.before or {}) if edit.kind == "arrangement" else {}
    if "destination" not in told:
        return []
    view = View(context.catalogue(), request)
    return await waiting_note(context, view, str(told["destination"]))


def _who(edit: Edit, request: Request) -> str:
    return "you" if edit.by == request.user.id else doer(edit)


def doer(edit: Edit) -> str:
    """Who did it, as people call them."""
    return edit.by_name or edit.by.split(":", 1)[-1]


async def _wanted(context: Context, view: View, wanted: str) -> Edit:
    edits = await context.store.edits(view.request.scope, limit=_LOOKED)
    if not wanted:
        for each in edits:
            if undoable(each, view):
                return each
        raise CommandError("There is nothing to undo")
    for each in edits:
        if each.id.startswith(wanted) and len(wanted) >= 4:
            if each.undone:
                raise CommandError(f"“{each.summary}” is undone already")
            if not personal(each):
                view.require_editor("undo that")
            elif not undoable(each, view):
                raise CommandError("Only who did that can undo it")
            return each
    raise CommandError(f"There is no edit “{wanted}”", hint="see history")


async def _undoable_now(context: Context, request: Request) -> list[str]:
    view = View(context.catalogue(), request)
    edits = await context.store.edits(request.scope, limit=_LOOKED)
    return [choice(each.summary, each.id) for each in edits if undoable(each, view)]


def undoable(edit: Edit, view: View) -> bool:
    """Shared configuration by editors, one's own mutes and follows by oneself."""
    if edit.undone or edit.id.startswith("u"):
        return False
    if personal(edit):
        return edit.by == view.request.user.id
    return view.may_edit


def personal(edit: Edit) -> bool:
    """What only whoever did it takes back: mutes, follows, marks, and how their own direct messages
    are told."""
    if edit.kind == "arrangement":
        return (edit.after or edit.before or {}).get("destination") == edit.by
    return edit.kind in _OWN


def _undoing(context: Context, request: Request, edit: Edit) -> Edit:
    """The opposite edit; its id starts with ``u``, so that it is never undone in turn."""
    return Edit(
        id=make_id("u", edit.id),
        scope=edit.scope,
        kind=edit.kind,
        target=edit.target,
        summary=f"took back “{edit.summary}”",
        before=edit.after,
        after=edit.before,
        by=request.user.id,
        by_name=request.user.name,
        at=context.clock(),
    )


UNDO = Command(
    name="undo",
    summary="Take back the last edit",
    audience="personal",
    params=(
        Param(
            name="edit", kind="text", summary="a certain one; see history", complete=_undoable_now
        ),
    ),
    run=run,
    other_names=("revert",),
    examples=("undo",),
)
