"""What people made in chat, with audit and undo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import plain
from bot.errors import StorageError
from bot.model import Arrangement, Edit, Feed, Follow, Mark, Mute, Watchlist
from bot.storage.part import Part, whole
from bot.storage.schema import chat_records, edits, pending_edits

_KINDS: Mapping[str, type[Any]] = {
    "watchlist": Watchlist,
    "feed": Feed,
    "mute": Mute,
    "follow": Follow,
    "arrangement": Arrangement,
    "mark": Mark,
}

Kind = TypeVar("Kind", Watchlist, Feed, Mute, Follow, Arrangement, Mark)

# ── queries ──────────────────────────────────────────────────────────────────────────────

_RUNNING_MUTES = (
    select(chat_records.c.record)
    .where(
        chat_records.c.kind == "mute",
        or_(chat_records.c.until.is_(None), chat_records.c.until > bindparam("now")),
    )
    .order_by(chat_records.c.until, chat_records.c.id)
)
_THING = select(chat_records.c.record).where(
    chat_records.c.kind == bindparam("kind"), chat_records.c.id == bindparam("id")
)
_REMOVE = delete(chat_records).where(
    chat_records.c.kind == bindparam("a_kind"), chat_records.c.id == bindparam("an_id")
)
_EDITS = (
    select(edits.c.edit, edits.c.undone)
    .where(edits.c.scope == bindparam("scope"))
    .order_by(edits.c.at.desc(), edits.c.n.desc())
    .limit(bindparam("most"))
)
_EDIT_KNOWN = select(edits.c.n).where(edits.c.id == bindparam("id"))
_MARK_UNDONE = (
    update(edits).where(edits.c.id == bindparam("of_edit"), ~edits.c.undone).values(undone=True)
)
_PENDING = (
    select(pending_edits.c.edit, pending_edits.c.expires)
    .where(pending_edits.c.token == bindparam("token"), pending_edits.c.scope == bindparam("scope"))
    .with_for_update()
)
_TAKE = delete(pending_edits).where(pending_edits.c.token == bindparam("taken"))
_EXPIRED = delete(pending_edits).where(pending_edits.c.expires <= bindparam("now"))


class Edits(Part):
    """:class:`~bot.ports.EditStore`."""

    @whole
    async def watchlists(self, scope: str | None = None) -> list[Watchlist]:
        """By name."""
        found = await self._things(Watchlist, "watchlist", scope=scope)
        return sorted(found, key=lambda each: (each.name.casefold(), each.id))

    @whole
    async def chat_feeds(self, scope: str | None = None) -> list[Feed]:
        """By name or address."""
        found = await self._things(Feed, "feed", scope=scope)
        return sorted(found, key=lambda each: ((each.name or each.url).casefold(), each.id))

    @whole
    async def mutes(self, now: datetime) -> list[Mute]:
        """Those that end first come first."""
        async with self._engine.read() as connection:
            found = await connection.execute(_RUNNING_MUTES, {"now": now})
            return [plain.read(Mute, each) for each in found.scalars()]

    @whole
    async def follows(self, user: str | None = None) -> list[Follow]:
        """Oldest first."""
        found = await self._things(Follow, "follow", user=user)
        return sorted(found, key=lambda each: (each.created, each.id))

    @whole
    async def arrangements(self) -> list[Arrangement]:
        return await self._things(Arrangement, "arrangement")

    @whole
    async def marks(self, scope: str) -> list[Mark]:
        """Oldest first."""
        found = await self._things(Mark, "mark", scope=scope)
        return sorted(found, key=lambda each: (each.created, each.id))

    async def _things(self, kind: type[Kind], name: str, **where: str | None) -> list[Kind]:
        wanted = select(chat_records.c.record).where(chat_records.c.kind == name)
        for column, value in where.items():
            if value is not None:
                wanted = wanted.where(chat_records.c[column] == value)
        async with self._engine.read() as connection:
            found = await connection.execute(wanted.order_by(chat_records.c.id))
            return [plain.read(kind, each) for each in found.scalars()]

    @whole
    async def apply_edit(self, edit: Edit) -> None:
        """The same edit twice is applied once. Raises :class:`~bot.errors.StorageError` when a
        watchlist, feed or arrangement is no longer as ``edit.before`` says: somebody else was
        faster."""
        async with self._engine.write(one_by_one=[_target(edit)]) as connection:
            await self._apply(edit, connection)

    @whole
    async def edits(self, scope: str, *, limit: int = 20) -> list[Edit]:
        async with self._engine.read() as connection:
            rows = await connection.execute(_EDITS, {"scope": scope, "most": limit})
            return [plain.read(Edit, {**row.edit, "undone": row.undone}) for row in rows]

    @whole
    async def mark_undone(self, edit_id: str, undo: Edit) -> None:
        """Raises :class:`~bot.errors.StorageError` when it is undone already, or when what it
        made was changed since."""
        async with self._engine.write(one_by_one=[_target(undo)]) as connection:
            marked = await connection.execute(_MARK_UNDONE, {"of_edit": edit_id})
            if marked.rowcount != 1:
                raise StorageError(
                    "this edit was undone already, or there is no such edit",
                    hint="`history` lists the edits",
                    retryable=False,
                )
            await self._apply(undo, connection)

    @whole
    async def put_pending(self, token: str, scope: str, edit: Edit, expires: datetime) -> None:
        """The same token again replaces what it stood for."""
        row = {"token": token, "scope": scope, "expires": expires, "edit": plain.write(edit)}
        async with self._engine.write() as connection:
            await connection.execute(_EXPIRED, {"now": edit.at})
            await connection.execute(_TAKE, {"taken": token})
            await connection.execute(insert(pending_edits), row)

    @whole
    async def take_pending(self, token: str, scope: str, now: datetime) -> Edit | None:
        async with self._engine.write() as connection:
            found = await connection.execute(_PENDING, {"token": token, "scope": scope})
            row = found.one_or_none()
            if row is None:
                return None
            await connection.execute(_TAKE, {"taken": token})
            return plain.read(Edit, row.edit) if row.expires > now else None

    async def _apply(self, edit: Edit, connection: AsyncConnection) -> None:
        if (await connection.execute(_EDIT_KNOWN, {"id": edit.id})).scalar() is not None:
            return
        await _check_unchanged(edit, connection)
        await connection.execute(_REMOVE, {"a_kind": edit.kind, "an_id": edit.target})
        if edit.after is not None:
            await connection.execute(insert(chat_records), _record_row(edit, edit.after))
        await connection.execute(insert(edits), _edit_row(edit))


def _target(edit: Edit) -> str:
    return f"edit of {edit.kind} {edit.target}"


async def _check_unchanged(edit: Edit, connection: AsyncConnection) -> None:
    """What several people edit; mutes, follows and marks simply replace."""
    if edit.kind in ("mute", "follow", "mark"):
        return
    found = await connection.execute(_THING, {"kind": edit.kind, "id": edit.target})
    if _canonical(edit.kind, found.scalar()) != _canonical(edit.kind, edit.before):
        raise StorageError(
            f"somebody changed this {edit.kind} in the meantime, and nothing was saved",
            hint="look at it again and repeat the edit",
            retryable=False,
        )


def _canonical(kind: str, record: Mapping[str, Any] | None) -> Any:
    """The record itself: defaults may be spelt out or left away in its JSON."""
    return None if record is None else plain.read(_KINDS[kind], record)


def _record_row(edit: Edit, after: Mapping[str, Any]) -> dict[str, Any]:
    record = _canonical(edit.kind, after)
    return {
        "kind": edit.kind,
        "id": edit.target,
        "scope": edit.scope,
        "user": record.user if isinstance(record, Follow) else "",
        "until": record.until if isinstance(record, Mute) else None,
        "record": plain.write(record),
    }


def _edit_row(edit: Edit) -> dict[str, Any]:
    return {
        "id": edit.id,
        "scope": edit.scope,
        "at": edit.at,
        "undone": edit.undone,
        "edit": plain.write(edit),
    }
