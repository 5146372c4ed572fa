"""Connections and transactions: what differs between the two databases, in one place."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import MissingExtraError
from bot.storage.address import Address
from bot.storage.bulk import BulkConnection
from bot.storage.faults import told

BUSY_SECONDS = 10.0
"""How long one process waits for another's transaction before it gives up."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers and the writer don't wait for each other
    "PRAGMA synchronous = FULL",  # what is committed survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 67108864",  # a large prune doesn't leave a large log behind
)
_SESSION = (
    f"-c timezone=UTC -c lock_timeout={int(BUSY_SECONDS * 1000)}"
    # A node that freezes in a transaction must not hold its locks for ever.
    " -c idle_in_transaction_session_timeout=60000"
)
_WRITES = "tidings_writes"

Result = TypeVar("Result")

# In one order on all nodes, so that they can't wait for each other in a circle.
_LOCK = text(
    "SELECT pg_advisory_xact_lock(k) FROM"
    " (SELECT k FROM unnest(CAST(:keys AS bigint[])) AS k ORDER BY k) AS sorted"
)

_LEAD = text("SELECT pg_try_advisory_lock(:key)")


class Engine:
    """Hands out transactions; knows which database it speaks to."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.postgres = address.kind == "postgresql"
        self._engine = _postgres(address) if self.postgres else _sqlite(address)
        self._writing = asyncio.Lock()
        self._leading: AsyncConnection | None = None
        self._running: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only looks: one consistent picture."""
        with told(self.address):
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self, *, one_by_one: Iterable[str] = ()) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits whole at the end, or not at all.

        ``one_by_one`` names what no other node may change at the same time: destinations whose
        deliveries are added or claimed, so that the order of ids is the order of commits; the
        target of an edit.
        """
        with told(self.address):
            if self.postgres:
                async with self._engine.begin() as connection:
                    await _lock(connection, one_by_one)
                    yield connection
                return
            # SQLite has one writer anyhow: waiting here is fair and costs no thread.
            async with self._writing, self._engine.connect() as connection:
                await connection.execution_options(**{_WRITES: True})
                async with connection.begin():
                    yield connection

    async def finish(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run ``work`` to its end even when the caller is cancelled meanwhile.

        The drivers can't be interrupted safely: a connection cancelled halfway may wait for
        ever. Transactions take milliseconds, so the caller's cancellation waits instead.
        """
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            while not task.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([task])
            if not task.cancelled():
                # Seen, or asyncio complains that nobody looked.
                task.exception()
            raise

    async def lead(self) -> bool:
        """Hold the lead among the processes on one PostgreSQL, until closed or disconnected."""
        if not self.postgres or self._leading is not None:
            return True
        with told(self.address):
            # Outside any transaction: an idle one would be ended by the server.
            connection = await self._engine.connect()
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            got = await connection.scalar(_LEAD, {"key": lock_key("lead")})
            if not got:
                await connection.close()
                return False
        self._leading = connection
        return True

    async def close(self) -> None:
        """Waits for what is under way."""
        if self._running:
            await asyncio.wait(self._running)
        if self._leading is not None:
            # Not handed back to the pool: the lock belongs to the session.
            with suppress(DBAPIError):
                await self._leading.invalidate()
            await self._leading.close()
            self._leading = None
        await self._engine.dispose()


async def _lock(connection: AsyncConnection, names: Iterable[str]) -> None:
    keys = sorted({lock_key(each) for each in names})
    if keys:
        await connection.execute(_LOCK, {"keys": keys})


def lock_key(name: str) -> int:
    """A number for PostgreSQL's advisory locks."""
    digest = hashlib.sha256(b"tidings:" + name.encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _sqlite(address: Address) -> AsyncEngine:
    engine = create_async_engine(
        address.url,
        connect_args={"timeout": BUSY_SECONDS, "factory": BulkConnection},
        pool_size=4,
        max_overflow=0,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _: object) -> None:
        # We begin transactions ourselves: the driver would do it late, and never IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        # A transaction that looks first and writes later can't get the lock any more when
        # another wrote in between; so writers take it at once.
        words = "BEGIN IMMEDIATE" if writes else "BEGIN"
        # One trip to the driver's thread instead of three.
        connection.connection.run_async(lambda driver: driver.execute(words))

    return engine


def _postgres(address: Address) -> AsyncEngine:
    options = address.url.query.get("options", "")
    given = options if isinstance(options, str) else " ".join(options)
    url = address.url.update_query_dict({"options": f"{_SESSION} {given}".strip()})
    try:
        return create_async_engine(
            url,
            connect_args={"connect_timeout": int(BUSY_SECONDS), "application_name": "tidings"},
            pool_size=8,
            max_overflow=8,
            pool_pre_ping=True,
        )
    except ModuleNotFoundError as error:
        raise MissingExtraError("PostgreSQL", "postgres") from error
