"""Feeds, what polling remembers of them, and who polls which next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Insert, and_, bindparam, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import plain
from bot.model import Feed, FeedState
from bot.ports import FeedStatus
from bot.storage.part import Part, whole
from bot.storage.rows import AnyRow
from bot.storage.schema import feed_states, feeds
from bot.storage.statements import insert_or_replace
from bot.storage.types import chunks

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for "no time set" in ``next_poll``, so that such a feed is the first in line."""

_POLLED = and_(feeds.c.configured, not_(feeds.c.paused), not_(feed_states.c.retired))

# A feed with what is known of it; for one never polled the state's columns are null.
_STATUS = select(
    feeds.c.feed, feed_states.c.state, feed_states.c.next_poll, feed_states.c.retired
).join_from(feeds, feed_states, feed_states.c.feed_id == feeds.c.id, isouter=True)

# Those whose time has come, oldest first; rows another node is taking are left to it.
_DUE = (
    select(feed_states.c.feed_id)
    .join_from(feed_states, feeds, feed_states.c.feed_id == feeds.c.id)
    .where(_POLLED, feed_states.c.next_poll <= bindparam("now"))
    .order_by(feed_states.c.next_poll, feed_states.c.feed_id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=feed_states)
)
# What polling planned, and what stands in its place while a feed is claimed.
_CLAIMED = select(feed_states.c.feed_id, feed_states.c.next_poll, feed_states.c.state).where(
    not_(feed_states.c.retired)
)
_LEASE = (
    update(feed_states)
    .where(feed_states.c.feed_id == bindparam("taken"))
    .values(next_poll=bindparam("until"))
)


class Feeds(Part):
    """:class:`~bot.ports.FeedStore`."""

    @whole
    async def sync_feeds(self, wanted: Sequence[Feed], now: datetime) -> None:
        async with self._engine.write() as connection:
            known = {
                row.id: row.configured
                for row in await connection.execute(select(feeds.c.id, feeds.c.configured))
            }
            gone = known.keys() - {feed.id for feed in wanted}
            await self._forget([feed_id for feed_id in gone if known[feed_id]], connection)
            if wanted:
                await self._put_feeds(wanted, connection)
            back = [feed for feed in wanted if not known.get(feed.id)]
            await self._make_due(back, now, connection)
            await self._hasten([feed for feed in wanted if feed.every], now, connection)

    async def _forget(self, gone: Sequence[str], connection: AsyncConnection) -> None:
        if gone:
            await connection.execute(
                update(feeds).where(feeds.c.id == bindparam("gone")).values(configured=False),
                [{"gone": feed_id} for feed_id in gone],
            )

    async def _put_feeds(self, wanted: Sequence[Feed], connection: AsyncConnection) -> None:
        await connection.execute(
            insert_or_replace(
                feeds, "url", "feed", "configured", "paused", postgres=self._engine.postgres
            ),
            [
                {
                    "id": feed.id,
                    "url": feed.url,
                    "feed": plain.write(feed),
                    "configured": True,
                    "paused": feed.paused,
                }
                for feed in wanted
            ],
        )

    async def _make_due(
        self, back: Sequence[Feed], now: datetime, connection: AsyncConnection
    ) -> None:
        """New feeds and those that came back are polled now. The latter keep their memory, but
        are no longer retired: whoever adds a feed again wants it tried again."""
        if back:
            await connection.execute(
                insert_or_replace(
                    feed_states, "next_poll", "retired", postgres=self._engine.postgres
                ),
                [state_row(FeedState(feed_id=feed.id, next_poll=now)) for feed in back],
            )

    async def _hasten(
        self, fixed: Sequence[Feed], now: datetime, connection: AsyncConnection
    ) -> None:
        """A shorter interval holds from now on, not only after the next poll."""
        if fixed:
            latest = bindparam("latest", type_=feed_states.c.next_poll.type)
            await connection.execute(
                update(feed_states)
                .where(feed_states.c.feed_id == bindparam("hastened"))
                .where(feed_states.c.next_poll > latest)
                .values(next_poll=latest),
                [{"hastened": f.id, "latest": now + f.every} for f in fixed if f.every],
            )

    @whole
    async def claim_due(self, now: datetime, *, limit: int, lease: timedelta) -> list[str]:
        async with self._engine.write() as connection:
            due = await connection.execute(_DUE, {"now": now, "most": limit})
            taken = list(due.scalars())
            if taken:
                until = now + lease
                await connection.execute(
                    _LEASE, [{"taken": each, "until": until} for each in taken]
                )
            return taken

    @whole
    async def release_leases(self) -> int:
        async with self._engine.write() as connection:
            rows = await connection.execute(_CLAIMED)
            due = {row.feed_id: _planned(row.state) for row in rows if _is_leased(row)}
            if due:
                await connection.execute(
                    _LEASE, [{"taken": each, "until": when} for each, when in due.items()]
                )
            return len(due)

    @whole
    async def feed(self, feed_id: str) -> FeedStatus | None:
        async with self._engine.read() as connection:
            found = await connection.execute(_STATUS.where(feeds.c.id == feed_id))
            row = found.one_or_none()
            return None if row is None else _status_of(row)

    @whole
    async def feeds(self) -> list[FeedStatus]:
        async with self._engine.read() as connection:
            rows = await connection.execute(_STATUS.where(feeds.c.configured))
            return sorted(map(_status_of, rows), key=_by_name)

    @whole
    async def statuses(self, feed_ids: Sequence[str]) -> Mapping[str, FeedStatus]:
        found: dict[str, FeedStatus] = {}
        async with self._engine.read() as connection:
            for some in chunks(feed_ids):
                for row in await connection.execute(_STATUS.where(feeds.c.id.in_(some))):
                    status = _status_of(row)
                    found[status.feed.id] = status
        return found

    async def save_state(self, state: FeedState) -> None:
        await self.save_states([state])

    @whole
    async def save_states(self, states: Sequence[FeedState]) -> None:
        if not states:
            return
        async with self._engine.write() as connection:
            # In one order on all nodes, so that they can't wait for each other in a circle.
            rows = [state_row(state) for state in sorted(states, key=lambda each: each.feed_id)]
            await connection.execute(put_state(postgres=self._engine.postgres), rows)


def put_state(*, postgres: bool) -> Insert:
    """The statement that stores a :func:`state_row`."""
    return insert_or_replace(feed_states, "next_poll", "retired", "state", postgres=postgres)


def state_row(state: FeedState) -> dict[str, Any]:
    return {
        "feed_id": state.feed_id,
        "next_poll": state.next_poll or _AT_ONCE,
        "retired": state.retired,
        "state": plain.write(state),
    }


def _status_of(row: AnyRow) -> FeedStatus:
    feed = plain.read(Feed, row.feed)
    if row.state is None:
        return FeedStatus(feed=feed, state=FeedState(feed_id=feed.id))
    # Claims and returning feeds change the columns only.
    moment = None if row.next_poll == _AT_ONCE else row.next_poll
    stored = plain.read(FeedState, row.state)
    state = replace(stored, next_poll=moment, retired=row.retired)
    return FeedStatus(
        feed=feed, state=state, claimed=row.next_poll > (stored.next_poll or _AT_ONCE)
    )


def _planned(state: Any) -> datetime:
    """When polling wanted the next poll, as it stored it; at once when it never did."""
    planned = plain.read(FeedState, state).next_poll if state is not None else None
    return planned or _AT_ONCE


def _is_leased(row: AnyRow) -> bool:
    return bool(row.next_poll > _planned(row.state))


def _by_name(status: FeedStatus) -> tuple[str, str]:
    name = status.feed.name or status.state.title or status.feed.url
    return name.casefold(), status.feed.id
