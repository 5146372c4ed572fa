"""Stores for tests: a SQLite file and a PostgreSQL database of their own for each test.

A test package gets the fixtures by importing them in its ``conftest.py``::

    from tests.support.stores import postgres_server, store, store_url  # noqa: F401
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.storage import Database, open_store
from bot.storage.schema import metadata
from tests.support.postgres import PostgresError, Server, running_server

STORES = ("sqlite", "postgresql")
# Children first. Faster than TRUNCATE, or a new database, for the few rows of a test.
_EMPTY = ";".join(
    f"DELETE FROM {name}"  # noqa: S608 - our own tables
    for name in ("item_search", *(table.name for table in reversed(metadata.sorted_tables)))
)


def apart(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on a loop of its own, whatever the test's loop does."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _make(url: str) -> None:
    store = await open_store(url)
    await store.close()


@cache
def _template() -> Path:
    """A database file with our schema; making one takes longer than most tests."""
    folder = tempfile.mkdtemp(prefix="tidings-template-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "tidings.db"
    apart(_make(f"sqlite:///{path}"))
    return path


def sqlite_file(path: Path) -> str:
    """Address of the database at ``path``: an empty one with our schema where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_template(), path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One server for each test process, stopped at its end."""
    if os.environ.get("TIDINGS_TEST_POSTGRES") == "skip":
        pytest.skip("TIDINGS_TEST_POSTGRES=skip")
    try:
        with running_server() as server:
            yield server
    except PostgresError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def postgres_database(postgres_server: Server) -> str:
    """Name of a database with our schema, emptied after each test that used it."""
    name = postgres_server.create()
    apart(_make(postgres_server.url(name)))
    return name


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database with our schema, on either system in turn."""
    if request.param == "sqlite":
        yield sqlite_file(tmp_path / "tidings.db")
        return
    server: Server = request.getfixturevalue("postgres_server")
    name: str = request.getfixturevalue("postgres_database")
    yield server.url(name)
    server.execute(_EMPTY, database=name)


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Database]:
    opened = await open_store(store_url)
    yield opened
    await opened.close()
