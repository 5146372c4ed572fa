"""The modals: forms, previews and answers. Pure: a card or a command in, a view out.

A view carries unseen where it was asked for, as a modal itself is in no channel.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.card import Action, Card
from handlers.registry import CommandInfo
from handlers.slack import limits
from handlers.slack.blocks import button, section
from handlers.slack.fields import field as input_field
from handlers.slack.fields import fields_of, has_more
from handlers.slack.limits import clip
from handlers.slack.render import view_blocks
from handlers.slack.talk import Call, Json
from handlers.slack.text import plain

FORM, PREVIEW, ANSWER = "form:", "preview", "answer"
"""Callback ids: of forms (then the command), of what can be saved, and of what is only read."""
MORE, GO = "more", "go:"
"""Action ids: of *More options*, and of buttons whose answer takes the view's place."""
SAVES = "confirm "
"""How the command behind a preview's Save begins."""
DROPS = "cancel "
_CHANGED: Mapping[str, tuple[str, str]] = {
    "watch edit": (
        "name",
        "Leave empty what stays. `+小米` adds, `-Mi` takes away, `none` empties.",
    ),
    "feed edit": (
        "feed",
        "Leave empty what stays. `+china` adds a tag, `-ev` takes one away, `none` empties; with "
        "`auto` the pace follows the feed.",
    ),
}
"""Commands that change something → the parameter that says what, and how to fill in the rest."""
_TITLES: Mapping[str, str] = {
    "watch add": "Watch a name",
    "watch edit": "Change a watch",
    "watch remove": "Stop watching",
    "watch test": "Try a watch",
    "feed add": "Add a feed",
    "feed edit": "Change a feed",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What a view carries unseen."""

    channel: str = ""
    channel_id: str = ""
    direct: bool = True
    figure: bool = False
    more: bool = False
    name: str = ""
    """The watch or feed that a form was opened for."""
    save: str = ""
    """The command that saves a preview."""

    def call(self, call: Call) -> Call:
        """``call`` as from where the form was opened."""
        return replace(call, channel=self.channel, channel_id=self.channel_id, direct=self.direct)


def kept_of(call: Call) -> Kept:
    return Kept(channel=call.channel, channel_id=call.channel_id, direct=call.direct)


def kept_in(view: Mapping[str, Any]) -> Kept:
    """Nothing where the view carries nothing we wrote."""
    try:
        told = json.loads(view.get("private_metadata") or "{}")
        return Kept(**told)
    except (ValueError, TypeError):
        return Kept()


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A command to be filled in."""

    command: CommandInfo
    kept: Kept
    values: Mapping[str, str] = field(default_factory=dict)
    told: Card | None = None
    """What is shown above the fields: the watch as it is, or what went wrong."""


def form_view(form: Form) -> Json:
    command, kept = form.command, form.kept
    blocks: list[Json] = []
    if form.told is not None:
        blocks += view_blocks(form.told, most=20, buttons=False)
    subject, how = _CHANGED.get(command.path, ("", ""))
    picking = bool(subject) and not kept.name
    shown = fields_of(command, figure=kept.figure, more=kept.more, placeless=kept.direct)
    for param in shown[:1] if picking else shown:
        shapes = param.name in {"kind", subject}
        value = form.values.get(param.name) or (kept.name if param.name == subject else "")
        blocks.append(input_field(param, value, shapes=shapes))
    if subject and not picking:
        blocks.append(section(how))
    if has_more(command) and not (kept.more or picking):
        blocks.append({"type": "actions", "elements": [button("More options", MORE)]})
    return _view(
        _TITLES.get(command.path, command.path.capitalize()),
        blocks or [section(plain(command.summary))],
        callback=FORM + command.path,
        kept=kept,
        submit="Preview" if command.audience == "editor" else "Show",
        close="Cancel",
    )


def subject_of(command: CommandInfo) -> str:
    """The parameter on which the rest of the form depends: which watch or feed it is about;
    empty: there is none."""
    return _CHANGED.get(command.path, ("", ""))[0]


def form_path(view: Mapping[str, Any]) -> str:
    """The command of a form; empty: the view is none."""
    callback = str(view.get("callback_id") or "")
    return callback.removeprefix(FORM) if callback.startswith(FORM) else ""


def answer_view(card: Card, kept: Kept | None = None) -> Json:
    """An answer; with a Save at the bottom when it is a preview."""
    kept = kept or Kept()
    save = save_of(card)
    dropped = (SAVES, DROPS) if save else ()
    actions = tuple(each for each in card.actions if not each.command.startswith(dropped))
    blocks = [*view_blocks(replace(card, actions=()), most=90), *_rows(actions)]
    if save:
        return _view(
            "Preview",
            blocks,
            callback=PREVIEW,
            kept=replace(kept, save=save),
            submit="Save",
            close="Back",
        )
    view = _view("Tidings", blocks, callback=ANSWER, kept=replace(kept, save=""), close="Close")
    return view | {"clear_on_close": True}


def save_of(card: Card) -> str:
    """The command that saves what this card previews; empty: it previews nothing."""
    commands = (action.command for action in card.actions)
    return next((each for each in commands if each.startswith(SAVES)), "")


def _rows(actions: Sequence[Action]) -> list[Json]:
    made = [
        button(each.label, f"{GO}{number}", each.command, style=each.style)
        for number, each in enumerate(actions)
        if limits.units(each.command) <= limits.VALUE
    ]
    return [
        {"type": "actions", "elements": made[at : at + limits.BUTTONS]}
        for at in range(0, len(made), limits.BUTTONS)
    ]


def _view(
    title: str, blocks: list[Json], *, callback: str, kept: Kept, close: str, submit: str = ""
) -> Json:
    view: Json = {
        "type": "modal",
        "callback_id": callback[: limits.ID],
        "title": _short(title),
        "close": _short(close),
        "blocks": blocks,
        "private_metadata": json.dumps(asdict(kept), ensure_ascii=False)[: limits.PRIVATE],
    }
    if submit:
        view["submit"] = _short(submit)
    return view


def _short(text: str) -> Json:
    return {
        "type": "plain_text",
        "text": clip(plain(text), limits.VIEW_TITLE),
        "emoji": False,
    }


def words_of(card: Card) -> str:
    """What a card that refuses something says, for the line below a field."""
    return clip(plain(". ".join(card.fallback.splitlines())), 500)
