"""Many rows into many tables, in one go.

What :meth:`AsyncConnection.execute` does for one statement takes SQLite's driver several trips to
its thread, more time than the rows themselves take. Here all rows are made ready first; then one
trip takes all statements there, and the thread works through them at one stretch.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Insert
from sqlalchemy.ext.asyncio import AsyncConnection

Rows = Sequence[Mapping[str, Any]]


class BulkConnection(sqlite3.Connection):
    """What runs in the driver's thread."""

    def write(self, work: Iterable[tuple[str, Iterable[Any]]]) -> None:
        for sql, values in work:
            # SQLite itself ends a transaction when the disk is full. What comes behind the
            # statement that failed must not be stored then, each on its own.
            if not self.in_transaction:
                raise sqlite3.OperationalError("the transaction is over")
            self.executemany(sql, values)


class Bulk:
    """Collects rows, table by table, and writes them in the order they were added."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._added: list[tuple[Insert, Rows]] = []

    def add(self, statement: Insert, rows: Rows) -> None:
        if rows:
            self._added.append((statement, rows))

    async def flush(self) -> None:
        added, self._added = self._added, []
        if self._connection.dialect.name == "sqlite":
            await self._write(added)
            return
        for statement, rows in added:
            await self._connection.execute(statement, rows)

    async def _write(self, added: Iterable[tuple[Insert, Rows]]) -> None:
        dialect = self._connection.dialect
        plans = [(_plan(statement, tuple(rows[0]), dialect), rows) for statement, rows in added]
        work = [(plan.sql, plan.values(rows)) for plan, rows in plans]
        driver: Any = (await self._connection.get_raw_connection()).driver_connection
        # The driver has no public way to run a method of ours in its thread.
        await driver._execute(driver._conn.write, work)


class _Plan:
    """A statement in SQLite's words, and how to make its values ready."""

    def __init__(self, statement: Insert, names: Sequence[str], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))
        self.sql = str(compiled)
        self._columns: list[tuple[str, Callable[[Any], Any] | None]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]

    def values(self, rows: Rows) -> list[tuple[Any, ...]]:
        columns = (
            [row[name] for row in rows] if prepare is None else [prepare(row[name]) for row in rows]
            for name, prepare in self._columns
        )
        return list(zip(*columns, strict=True))


@lru_cache(maxsize=100)
def _plan(statement: Insert, names: tuple[str, ...], dialect: Dialect) -> _Plan:
    """Statements are constants; each engine has one dialect."""
    return _Plan(statement, names, dialect)
