"""The way in: open a database, make or mend its schema, or say what is wrong with it."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError
from bot.storage import schema
from bot.storage.address import Address, parse
from bot.storage.database import Database
from bot.storage.engine import Engine, lock_key

_migrating: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""Alembic keeps its context in module globals: one migration at a time."""

_LEAST_SQLITE = (3, 35, 0)  # RETURNING

_TABLES = {
    "sqlite": text("SELECT name FROM sqlite_master WHERE type = 'table'"),
    "postgresql": text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"),
}
_VERSION = text("SELECT version_num FROM alembic_version")
# Two processes that start at once must not both migrate.
_LOCK_SCHEMA = text("SELECT pg_advisory_xact_lock(CAST(:key AS bigint))")
_ENCODING = text("SELECT current_setting('server_encoding')")


async def open_store(url: str, *, create: bool = True) -> Database:
    """Open the database at ``sqlite:///path`` or ``postgresql://user:password@host/name``.

    The schema is made when there is none and ``create`` is true, and brought up to date when it
    is old. Raises :class:`~bot.errors.StorageError`, or
    :class:`~bot.errors.MissingExtraError` when the driver for PostgreSQL isn't installed.
    """
    address = parse(url)
    if address.kind == "sqlite":
        _prepare_file(address.path, create)
    engine = Engine(address)
    try:
        await engine.finish(_bring_up_to_date(engine, create))
    except BaseException:
        await engine.close()
        raise
    return Database(engine)


def _prepare_file(path: Path, create: bool) -> None:
    if sqlite3.sqlite_version_info < _LEAST_SQLITE:
        raise StorageError(
            f"SQLite {sqlite3.sqlite_version} is too old",
            hint="Python must come with SQLite 3.35 or newer",
            retryable=False,
        )
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except PermissionError as error:  # a folder on the way to it is closed to us
        raise StorageError(
            f"the database can't be opened: {path}: {error.strerror}",
            hint="may this user enter every folder on the way to it?",
            retryable=False,
        ) from error
    if is_folder:
        raise StorageError(
            f"the database's path is a folder: {path}",
            hint=f"name a file in it: sqlite:///{path / 'tidings.db'}",
            retryable=False,
        )
    if not create and not exists:
        raise _absent(str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"the folder for the database can't be made: {path.parent}: {error.strerror}",
            hint="make it yourself, or name another place in `database:`",
            retryable=False,
        ) from error


def _absent(shown: str) -> StorageError:
    return StorageError(
        f"there is no Tidings database yet: {shown}",
        hint="`tidings run` makes it",
        retryable=False,
    )


async def _bring_up_to_date(engine: Engine, create: bool) -> None:
    async with engine.read() as connection:
        found = await _version(connection, engine)
    if found == schema.VERSION:
        return
    if not found and not create:
        raise _absent(engine.address.shown)
    # Alembic takes a while to import, and is needed once per release.
    from bot.storage import migrate

    lock = _migrating.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with lock, engine.write() as connection:
        if engine.postgres:
            await connection.execute(_LOCK_SCHEMA, {"key": lock_key("schema")})
            await _check_encoding(connection, engine.address)
        found = await _version(connection, engine)
        if found and found not in migrate.known_versions():
            raise StorageError(
                f"the database was written by a newer Tidings: {engine.address.shown}"
                f" (schema {found}, this one knows up to {schema.VERSION})",
                hint="upgrade Tidings, or restore the backup from before",
                retryable=False,
            )
        await connection.run_sync(migrate.upgrade)


async def _version(connection: AsyncConnection, engine: Engine) -> str:
    """Of the schema; empty when there is none."""
    address = engine.address
    tables = set((await connection.execute(_TABLES[address.kind])).scalars())
    if "alembic_version" in tables:
        return (await connection.execute(_VERSION)).scalar() or ""
    strangers = tables & set(schema.metadata.tables)
    if strangers:
        raise StorageError(
            f"this database belongs to another program: {address.shown}"
            f" (it has a table {min(strangers)!r} that Tidings did not make)",
            hint="name another file or database",
            retryable=False,
        )
    return ""


async def _check_encoding(connection: AsyncConnection, address: Address) -> None:
    encoding = (await connection.execute(_ENCODING)).scalar()
    if encoding != "UTF8":
        raise StorageError(
            f"the database {address.shown} keeps text as {encoding}, which can't hold every script",
            hint="create it with: createdb -E UTF8 -T template0 NAME",
            retryable=False,
        )
