"""Buttons below a message, in rows. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.card import Action, Card
from handlers.discord import buttons, limits
from handlers.discord.text import one_line

Json = dict[str, Any]
Opener = tuple[str, str]
"""Label and custom id of a button that opens something."""
_STYLES: Mapping[str, int] = {"primary": 1, "default": 2, "danger": 4}


def rows(
    card: Card, *, share: str, opens: Sequence[Opener], pages: bool
) -> tuple[list[Json], dict[str, str]]:
    """Buttons in rows of five, and the commands that don't fit into their ids. ``share``: the key
    by which it is shared; ``pages``: a row is needed for turning them."""
    most = (limits.ROWS - pages) * limits.BUTTONS_IN_ROW - bool(share) - len(opens)
    made: dict[str, Json] = {}
    kept: dict[str, str] = {}
    for action in card.actions:
        identity = buttons.custom_id(action.command)
        if len(made) == most or identity in made:
            continue
        made[identity] = _button(action, identity)
        if buttons.is_kept(identity):
            kept[identity] = action.command
    for label, identity in opens:
        made[identity] = _button(Action(label, ""), identity)
    if share:
        identity = buttons.share_id(share)
        made[identity] = _button(Action("Share", ""), identity)
    every = list(made.values())
    drawn = [every[at : at + limits.BUTTONS_IN_ROW] for at in range(0, len(every), 5)]
    return [{"type": 1, "components": row} for row in drawn], kept


def page_row(key: str, page: int, pages: int) -> list[Json]:
    if pages < 2:
        return []
    back = _button(Action("Back", ""), buttons.page_id(key, page - 1))
    here = _button(Action(f"{page + 1} of {pages}", ""), buttons.page_id(key, page))
    onward = _button(Action("Next", "", "primary"), buttons.page_id(key, page + 1))
    ends = (back, page == 0), (here, True), (onward, page + 1 == pages)
    return [
        {
            "type": 1,
            "components": [each | ({"disabled": True} if off else {}) for each, off in ends],
        }
    ]


def _button(action: Action, identity: str) -> Json:
    label = one_line(action.label, limits.BUTTON_LABEL) or "…"
    return {"type": 2, "style": _STYLES[action.style], "label": label, "custom_id": identity}
