"""Every change of chat-made configuration goes this way: propose → confirm → audit → undo."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot import plain
from bot.card import Action, Block, Card, Line, Tone, line
from bot.commands.command import Context
from bot.commands.examples import SHOWN, Headline
from bot.commands.preview import Preview
from bot.commands.say import (
    begin,
    bold,
    bullets,
    button,
    card,
    dim,
    filed,
    headline,
    paragraph,
    small,
)
from bot.commands.view import View
from bot.errors import CommandError, StorageError
from bot.model import (
    Arrangement,
    Edit,
    Feed,
    Follow,
    Mark,
    Mute,
    Origin,
    Request,
    Watchlist,
    make_id,
)
from bot.text import count_of

PATIENCE = timedelta(minutes=30)
"""How long a preview can be saved."""

EditKind = Literal["watchlist", "feed", "mute", "follow", "arrangement", "mark"]
Record = Watchlist | Feed | Mute | Follow | Arrangement | Mark
_KINDS: Mapping[type, EditKind] = {
    Watchlist: "watchlist",
    Feed: "feed",
    Mute: "mute",
    Follow: "follow",
    Arrangement: "arrangement",
    Mark: "mark",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What an edit does, before it is known to the store."""

    summary: str
    before: Record | None = None
    after: Record | None = None

    def edit(self, request: Request, at: datetime) -> Edit:
        record = self.after or self.before
        if record is None:
            raise ValueError("an edit changes something")
        return Edit(
            id=make_id("e", request.scope, record.id, at.isoformat(), secrets.token_hex(8)),
            scope=request.scope,
            kind=_KINDS[type(record)],
            target=record.id,
            summary=self.summary,
            before=plain.write(self.before) if self.before else None,
            after=plain.write(self.after) if self.after else None,
            by=request.user.id,
            by_name=request.user.name,
            at=at,
        )


async def propose(
    context: Context,
    request: Request,
    change: Change,
    *,
    title: str,
    blocks: Sequence[Block] = (),
    warnings: Sequence[str] = (),
    more: Sequence[Action] = (),
) -> Card:
    """The preview card, its Save button holding the edit for half an hour. ``more``: other ways
    to go on."""
    now = context.clock()
    token = secrets.token_hex(8)
    await context.store.put_pending(token, request.scope, change.edit(request, now), now + PATIENCE)
    return card(
        title,
        *warning_blocks(warnings),
        *blocks,
        small("Nothing is saved yet."),
        tone="warning" if warnings else "info",
        actions=[
            button("Save", f"confirm {token}", primary=True),
            *more,
            button("Cancel", f"cancel {token}"),
        ],
    )


def warning_blocks(warnings: Sequence[str]) -> list[Block]:
    return [bullets([line(bold("Note: "), each) for each in warnings])] if warnings else []


def preview_blocks(seen: Preview, view: View, *, gained: bool = True) -> list[Block]:
    """The counts, up to three headlines gained (unless not wanted), lost and told otherwise, and
    how much was looked at."""
    blocks: list[Block] = [paragraph(bold(f"Last {seen.days} days: "), seen.sentence)]
    changes: Sequence[tuple[str, Sequence[Headline]]] = (
        ("Gained", seen.gained if gained else ()),
        ("Lost", seen.lost),
        ("Told, unlike today", seen.told),
        ("Not told, unlike today", seen.untold),
        ("At once instead of in a digest", seen.sooner),
        ("In a digest instead of at once", seen.later),
    )
    for label, found in changes:
        if found:
            blocks.append(paragraph(label))
            lines = [_example(each, marked=label == "Gained") for each in found]
            blocks.append(bullets(lines, shown=SHOWN))
    blocks += [small(each) for each in _notes(seen, view)]
    return blocks


def _example(found: Headline, *, marked: bool) -> Line:
    """``marked``: where it matters whether it is told."""
    notes = ["no alert"] if marked and not found.how else []
    notes += [found.why] if found.why else []
    return line(headline(found.title), *(dim(f" · {each}") for each in notes))


def _notes(seen: Preview, view: View) -> list[str]:
    """How much was looked at, and what of it is never told."""
    if seen.total == 0:
        return ["There are no stored items yet to try it on."]
    notes = []
    if seen.silent:
        were = "story was" if seen.silent == 1 else "stories were"
        notes.append(
            f"{seen.silent:,} {were} in a feed when it was first read: such are never told."
        )
    if seen.complete:
        items = count_of(seen.looked, "item")
        all_of = f"all {items}" if seen.looked > 1 else f"the {items}"
        return [*notes, f"Tried on {all_of} stored in those {seen.days} days."]
    reached = seen.reached.astimezone(view.zone) if seen.reached else None
    until = f", back to {reached.day} {reached:%b %H:%M}" if reached else ""
    return [
        *notes,
        f"That is much: looked at the last {seen.looked:,} of {seen.total:,} items{until}.",
    ]


async def save(context: Context, request: Request, edit: Edit) -> None:
    """Store the edit, unless what it replaces has changed since, and put it in force."""
    async with context.editing:
        if edit.kind not in {"mute", "follow", "mark"}:
            now = await current(context, edit.kind, edit.target, request.scope)
            if not same(now, edit.before):
                raise CommandError(
                    "Somebody changed that meanwhile; nothing was saved",
                    hint="give the command again to see it as it is now",
                )
        await context.store.apply_edit(edit)
    await in_force(context)


async def in_force(context: Context) -> None:
    """After something was stored. Raises :class:`CommandError`, for "nothing was changed" would
    be wrong by now."""
    try:
        await context.changed()
    except StorageError as error:
        raise CommandError(
            "It is saved, but not in force yet: the database didn't answer",
            hint=f"{error}; it will be with the next change or restart",
        ) from error


async def save_now(context: Context, request: Request, change: Change) -> Edit:
    """For changes that are only one's own and easily taken back: no preview."""
    edit = change.edit(request, context.clock())
    await save(context, request, edit)
    return edit


def saved(edit: Edit, *blocks: Block, title: str = "", tone: Tone = "good") -> Card:
    """What was done, with its Undo."""
    return card(
        title or begin(edit.summary),
        *blocks,
        tone=tone,
        actions=[button("Undo", f"undo {edit.id}")],
    )


async def current(
    context: Context, kind: EditKind, target: str, scope: str
) -> Mapping[str, Any] | None:
    """What the store holds now, as plain data; ``None`` when it isn't there."""
    records: Sequence[Record]
    match kind:
        case "watchlist":
            records = await context.store.watchlists(scope)
        case "feed":
            records = await context.store.chat_feeds(scope)
        case "mute":
            records = await context.store.mutes(context.clock())
        case "follow":
            records = await context.store.follows()
        case "arrangement":
            records = await context.store.arrangements()
        case "mark":
            records = await context.store.marks(scope)
    found = next((each for each in records if each.id == target), None)
    return plain.write(found) if found else None


def same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Equal but for where it was written, which stores may phrase their own way."""
    return bool(_bare(one) == _bare(other))


def _bare(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _bare(value) for key, value in data.items() if key != "origin"}
    return [_bare(each) for each in data] if isinstance(data, list | tuple) else data


def require_editable(origin: Origin, what: str) -> None:
    """Raises a :class:`CommandError` that names the file and line to edit instead."""
    if not origin.editable:
        raise CommandError(
            f"{what} comes from a file and is read-only in chat",
            hint=f"edit {filed(origin.where)}; it is reloaded by itself",
        )
