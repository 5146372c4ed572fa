"""Forms, where typing would be long. Implements :class:`~handlers.slack.talk.Forms`.

A command that was given without what it needs opens as a form made of its parameters. What is
filled in becomes the line somebody might have typed, and is answered like it: what is wrong stands
below its field, an edit shows its preview before it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.card import Card
from handlers.registry import CommandInfo
from handlers.slack import fields, modals
from handlers.slack.commands import may_give
from handlers.slack.modals import Form, Kept, answer_view, form_path, form_view, kept_in, kept_of
from handlers.slack.talk import ADD_SHORTCUT, Call, Json, Talk

__all__ = ["again", "answer_view", "opened", "options", "pressed", "shortcut", "submitted"]

View = Mapping[str, Any]
_WAIT = Card(title="One moment…")
_SHORTCUTS = {ADD_SHORTCUT: "watch add"}


# ── opening ──────────────────────────────────────────────────────────────────────────────


async def opened(talk: Talk, call: Call, text: str) -> bool:
    """Open the form that this line asks for; whether there is one."""
    command, name = asked_for(talk, text)
    if command is None or not await may_give(talk, call, command):
        return False
    form = Form(command=command, kept=replace(kept_of(call), name=name))
    view_id = await talk.slack.open_view(call.trigger_id, form_view(form))
    if name:
        await talk.slack.update_view(view_id, form_view(await _as_it_is(talk, call, form)))
    return True


def asked_for(talk: Talk, text: str) -> tuple[CommandInfo | None, str]:
    """The command of a line without what it needs, and the watch or feed that is to be changed."""
    words = text.split()
    for command in talk.commands:
        path = command.path.split()
        if command.internal or [word.lower() for word in words[: len(path)]] != path:
            continue
        rest = " ".join(words[len(path) :])
        if not rest and any(param.required for param in command.params):
            return command, ""
        if rest and modals.subject_of(command) and not _has_options(command, rest):
            return command, rest.strip("\"“”'")
    return None, ""


def _has_options(command: CommandInfo, rest: str) -> bool:
    return any(re.search(rf"\b{param.name}:(?!//)", rest) for param in command.params)


async def _as_it_is(talk: Talk, call: Call, form: Form) -> Form:
    """The form for one watch or feed, with what it is above it. One that can't be changed is
    asked for again."""
    name = form.kept.name
    line = form.command.line({modals.subject_of(form.command): name})
    card = await talk.answer(form.kept.call(call).request(line))
    figure = "subject:" in card.fallback
    if card.tone not in {"warning", "error"}:
        told = replace(card, blocks=card.blocks[:1])
        return replace(form, kept=replace(form.kept, figure=figure), told=told)
    # On several watchlists: which one can be said in the form.
    which = "in:" in card.fallback
    kept = replace(form.kept, name=name if which else "", more=form.kept.more or which)
    return replace(form, kept=kept, told=card)


async def shortcut(talk: Talk, call: Call, callback_id: str) -> None:
    """A global shortcut."""
    line = _SHORTCUTS.get(callback_id, "")
    if line and not await opened(talk, call, line):
        card = await talk.answer(call.request(line))
        await talk.slack.open_view(call.trigger_id, answer_view(card))


# ── while it is open ─────────────────────────────────────────────────────────────────────


async def pressed(talk: Talk, call: Call, action: Mapping[str, Any], view: View | None) -> None:
    """An element of ours was used."""
    if view is None:
        return
    name = str(action.get("action_id") or "")
    if name.startswith(modals.GO):
        await _go_on(talk, call, str(action.get("value") or ""), view)
    elif name.startswith((modals.MORE, fields.SHAPE)) and (form := _form_in(talk, view)):
        await talk.slack.update_view(
            str(view["id"]), form_view(await _reshaped(talk, call, form, name, action))
        )


async def _reshaped(
    talk: Talk, call: Call, form: Form, name: str, action: Mapping[str, Any]
) -> Form:
    if name == modals.MORE:
        return replace(form, kept=replace(form.kept, more=True))
    chosen = fields.filled_in({"values": {"it": {name: action}}}).get("it", "")
    if fields.named(name) == modals.subject_of(form.command):
        return await _as_it_is(talk, call, replace(form, kept=replace(form.kept, name=chosen)))
    return replace(form, kept=replace(form.kept, figure=chosen == "figure"))


async def _go_on(talk: Talk, call: Call, command: str, view: View) -> None:
    """A button in an answer: what it gives takes the answer's place."""
    kept, view_id = kept_in(view), str(view["id"])
    there = kept.call(call)
    form, name = asked_for(talk, command)
    if form is not None and await may_give(talk, there, form):
        filled = Form(command=form, kept=replace(kept, name=name, save=""))
        await talk.slack.update_view(
            view_id, form_view(await _as_it_is(talk, call, filled) if name else filled)
        )
        return
    await talk.slack.update_view(view_id, answer_view(_WAIT, kept))
    card = await talk.answer(there.request(command))
    await talk.slack.update_view(view_id, answer_view(card, kept))


async def options(talk: Talk, call: Call, *, action_id: str, typed: str, view: View) -> list[Json]:
    """What is offered while somebody types into a field; from memory."""
    path, name = form_path(view), fields.named(action_id)
    if not path or not name:
        return []
    request = kept_in(view).call(call).request(path)
    return fields.options(await talk.complete(request, f"{path}.{name}", typed), typed)


# ── sending it off ───────────────────────────────────────────────────────────────────────


async def submitted(talk: Talk, call: Call, view: View) -> Json | None:
    """What to answer to a submission."""
    kept = kept_in(view)
    there = kept.call(call)
    if view.get("callback_id") == modals.PREVIEW:
        card = await talk.answer(there.request(kept.save))
        return {"response_action": "update", "view": answer_view(card, kept)}
    form = _form_in(talk, view)
    if form is None:
        return None
    values = {name: value for name, value in form.values.items() if value}
    if modals.subject_of(form.command) and not kept.name:
        shown = form_view(await _as_it_is(talk, call, _named(form)))
        return {"response_action": "update", "view": shown}
    card = await talk.answer(there.request(form.command.line(values)))
    if card.tone in {"warning", "error"} and not modals.save_of(card):
        there_are = [str(block["block_id"]) for block in _inputs(view)]
        words = modals.words_of(card)
        if name := fields.blamed(card.title, values, there_are):
            return {"response_action": "errors", "errors": {name: words}}
    return {"response_action": "push", "view": answer_view(card, replace(kept, name=""))}


def again(talk: Talk, view: View, errors: Mapping[str, str]) -> Json:
    """The form as it was filled in, with what is wrong above it: where it took too long to say so
    below its fields."""
    form = _form_in(talk, view)
    card = Card(title="; ".join(errors.values()) or "That didn't work", tone="warning")
    return form_view(replace(form, told=card)) if form else answer_view(card)


def _form_in(talk: Talk, view: View) -> Form | None:
    """The form that a view is, as far as it is filled in."""
    path = form_path(view)
    command = next((each for each in talk.commands if each.path == path), None)
    if command is None:
        return None
    kept: Kept = kept_in(view)
    return Form(command=command, kept=kept, values=fields.filled_in(view.get("state") or {}))


def _named(form: Form) -> Form:
    name = form.values.get(modals.subject_of(form.command), "")
    return replace(form, kept=replace(form.kept, name=name))


def _inputs(view: View) -> list[Mapping[str, Any]]:
    return [block for block in view.get("blocks", ()) if block.get("type") == "input"]
