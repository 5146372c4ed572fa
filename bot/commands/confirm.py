"""``confirm`` and ``cancel``: behind the Save and Cancel buttons of a preview."""

from __future__ import annotations

from bot.card import Card
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.edits import save, saved
from bot.commands.feed import first_read
from bot.commands.say import card
from bot.commands.view import View
from bot.errors import CommandError
from bot.model import Edit, Request

_TOKEN = Param(name="token", kind="text", summary="of the preview")


async def confirm(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    # Before the preview is taken: a stranger's press must not use it up.
    view.require_editor("save that")
    edit = await _take(context, request, arguments)
    await save(context, request, edit)
    blocks = []
    if edit.kind == "feed" and edit.before is None:
        blocks = await first_read(context, edit)
    return saved(edit, *blocks)


async def cancel(context: Context, request: Request, arguments: Arguments) -> Card:
    View(context.catalogue(), request).require_editor("cancel that")
    edit = await _take(context, request, arguments)
    return card(f"Not saved: {edit.summary}")


async def _take(context: Context, request: Request, arguments: Arguments) -> Edit:
    token = arguments.text("token")
    if not token:
        raise CommandError("Which preview?", hint="press its Save or Cancel button")
    edit = await context.store.take_pending(token, request.scope, context.clock())
    if edit is None:
        raise CommandError(
            "That preview is saved, cancelled or too old",
            hint="give the command again; see history for what was saved",
        )
    return edit


CONFIRM = Command(
    name="confirm", summary="Save a preview", params=(_TOKEN,), run=confirm, internal=True
)
CANCEL = Command(
    name="cancel", summary="Drop a preview", params=(_TOKEN,), run=cancel, internal=True
)
