"""What only SQLite can suffer: full disks, damaged files, kill -9; and its backup."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StorageError
from bot.model import DeliveryStatus, FeedState
from bot.storage import Database, open_store
from tests.support.ingester import ITEMS
from tests.support.records import DAY, NOW, a_delivery, a_feed, a_reading, a_record
from tests.support.stores import sqlite_file

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty database file with our schema."""
    sqlite_file(tmp_path / "tidings.db")
    return tmp_path / "tidings.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Database]:
    opened = await open_store(f"sqlite:///{path}")
    yield opened
    await opened.close()


async def pragma(store: Database, words: str) -> object:
    """Ask or set one on the store's own connection."""
    async with store._engine.write() as connection:
        return (await connection.execute(text(f"PRAGMA {words}"))).scalar()


async def test_durable_and_checked(store: Database) -> None:
    assert await pragma(store, "journal_mode") == "wal"
    assert await pragma(store, "synchronous") == 2
    assert await pragma(store, "foreign_keys") == 1
    assert await pragma(store, "busy_timeout") == 10_000


# ── a full disk ──────────────────────────────────────────────────────────────────────────


async def test_a_full_disk_stores_nothing_by_halves_and_heals(store: Database) -> None:
    await store.sync_feeds([a_feed()], NOW)
    await store.ingest([a_record("first")], FeedState(feed_id="fone", etag="first"))
    pages = await pragma(store, "page_count")
    assert isinstance(pages, int)
    for room in range(0, 100, 6):
        # A little more room each time, so that every table in turn is the one that fails.
        await pragma(store, f"max_page_count = {pages + room}")
        records = [a_record(f"{room}-{n}", item={"content": "x" * 400}) for n in range(200)]
        with pytest.raises(StorageError, match="no space is left") as caught:
            await store.ingest(records, FeedState(feed_id="fone", etag="second"))
        assert caught.value.retryable
        assert "free space" in caught.value.hint
        await check_only_the_first(store)
        with pytest.raises(StorageError, match="no space is left"):
            await store.enqueue([a_delivery(f"{room}", card={"title": "x" * 500_000})])
    await pragma(store, "max_page_count = 1000000")
    await store.ingest([a_record("later")], FeedState(feed_id="fone", etag="later"))
    assert (await store.totals(NOW)).items == 2


async def check_only_the_first(store: Database) -> None:
    totals = await store.totals(NOW)
    assert (totals.items, totals.pending, totals.alerts_24h) == (1, 1, 1)
    assert len(await store.readings(a_reading().series)) == 1
    assert len(await store.stories_since(NOW - DAY)) == 1
    assert len(await store.search("title")) == 1
    assert await store.known_keys("fone", ["guid:0-0", "guid:first"]) == {"guid:first": "ifirst"}
    status = await store.feed("fone")
    assert status is not None
    assert status.state.etag == "first"


# ── files that are wrong ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("content", [b"hello, this is no database at all" * 50, b"\0" * 5000])
async def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"not a database.*notes\.txt.*another file") as caught:
        await open_store(f"sqlite:///{path}")
    assert not caught.value.retryable
    assert path.read_bytes() == content


async def test_a_damaged_file(path: Path) -> None:
    store = await open_store(f"sqlite:///{path}")
    await store.ingest([a_record(f"{n}") for n in range(200)])
    await store.close()
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        for offset in range(4096, size, 4096):
            file.seek(offset)
            file.write(b"\xff" * 4096)
    with pytest.raises(StorageError, match=r"damaged.*tidings\.db.*restore a backup"):
        await (await open_store(f"sqlite:///{path}")).totals(NOW)


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"is a folder.*tidings\.db"):
        await open_store(f"sqlite:///{tmp_path}")


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"folder for the database can't be made.*file"):
        await open_store(f"sqlite:///{tmp_path}/file/deeper/tidings.db")


async def test_a_path_with_spaces_and_signs(tmp_path: Path) -> None:
    path = tmp_path / "a b%20ü#c" / "tidings 小.db"
    store = await open_store(f"sqlite:///{path}")
    await store.ingest([a_record()])
    await store.close()
    assert path.exists()


WITHOUT_RIGHTS = """
import asyncio, os, sys
import aiosqlite, sqlalchemy.dialects.sqlite.aiosqlite
from bot.errors import StorageError
from bot.storage import open_store, migrate
from tests.support.records import a_record
from tests.support.stores import sqlite_file

async def main():
    try:
        store = await open_store(sys.argv[1])
        await store.ingest([a_record()])
    except StorageError as error:
        print(error.retryable, error)

if os.geteuid() == 0:  # root may write anything
    os.setgid(65534)
    os.setuid(65534)
asyncio.run(main())
"""


@pytest.fixture(params=[0o555, 0o600], ids=["nobody may write", "nobody may look"])
def locked_path(path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Nobody may write the file or its folder; everybody may look, or nobody else.

    Other sessions of tests, at their start, close the folder of all of them to everybody else.
    """
    path.chmod(0o444)
    for folder in (path.parent, *path.parent.parents):
        if folder.owner() == path.owner() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o111)
    path.parent.chmod(request.param)
    yield path
    path.parent.chmod(0o755)


async def test_a_file_that_may_not_be_written(locked_path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WITHOUT_RIGHTS, f"sqlite:///{locked_path}"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await child.communicate()
    said = out.decode()
    assert said.startswith("False the database")
    assert "can't be written" in said or "can't be opened" in said
    assert str(locked_path) in said


# ── several processes ────────────────────────────────────────────────────────────────────


async def test_a_writer_waits_for_another_process_and_readers_do_not(
    store: Database, path: Path
) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(store.ingest([a_record()]))
    assert (await store.totals(NOW)).items == 0
    await asyncio.sleep(0.15)
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    assert (await store.totals(NOW)).items == 1


async def test_kill_9_in_the_middle_loses_nothing_that_was_promised(path: Path) -> None:
    for wait in (0.0, 0.013):
        committed = await run_and_kill(path, wait)
        store = await open_store(f"sqlite:///{path}")
        await check_whole_polls(store, committed)
        await store.close()
        check_and_empty(path)


def check_and_empty(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.execute("PRAGMA foreign_keys = ON")
    for table in ("items", "item_keys", "readings", "stories", "alerts", "deliveries"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
    connection.execute("INSERT INTO item_search (item_search) VALUES ('delete-all')")
    connection.close()


async def run_and_kill(path: Path, wait: float) -> int:
    """The number of the last poll that the process said was stored."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.ingester", f"sqlite:///{path}"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    for _ in range(4):
        await child.stdout.readline()
    await asyncio.sleep(wait)
    child.send_signal(signal.SIGKILL)
    rest = (await child.stdout.read()).split()
    await child.wait()
    return int(rest[-1]) if rest else 3


async def check_whole_polls(store: Database, committed: int) -> None:
    """Every promised poll is there, at most one more, and each of them whole."""
    items = [item async for batch in store.items_since(NOW - DAY) for item in batch]
    polls = len(items) // ITEMS
    assert len(items) == polls * ITEMS
    assert committed + 1 <= polls <= committed + 2
    assert len(await store.unsettled([DeliveryStatus.PENDING])) == len(items)
    assert len(await store.stories_since(NOW - DAY)) == len(items)
    assert len(await store.readings(a_reading().series, limit=100_000)) == len(items)
    assert len(await store.search("title", limit=100_000)) == len(items)
    for item in (items[0], items[-1]):
        assert len(await store.mentions(item.id)) == 2
        assert len(await store.figures(item.id)) == 2
        assert await store.known_keys("fone", item.keys) == dict.fromkeys(item.keys, item.id)


# ── backup ───────────────────────────────────────────────────────────────────────────────


async def test_a_backup_while_writing_is_consistent(store: Database, tmp_path: Path) -> None:
    stop = asyncio.Event()
    polls = 0

    async def write() -> None:
        nonlocal polls
        while not stop.is_set():
            await store.ingest([a_record(f"{polls}-{n}") for n in range(10)])
            polls += 1

    writing = asyncio.create_task(write())
    target = tmp_path / "copy.db"
    for _ in range(4):
        await asyncio.sleep(0.05)
        before = polls
        await store.backup(target)
        copy = await open_store(f"sqlite:///{target}", create=False)
        totals = await copy.totals(NOW)
        assert totals.items % 10 == 0
        assert totals.items >= before * 10
        assert totals.pending == totals.items
        assert len(await copy.search("title", limit=10_000)) == totals.items
        await copy.close()
    stop.set()
    await writing
    assert (await store.totals(NOW)).items == polls * 10
    assert leftovers(tmp_path) == []


def leftovers(folder: Path) -> list[Path]:
    return list(folder.glob("*.part*"))


async def test_a_backup_is_one_file_that_works(store: Database, tmp_path: Path) -> None:
    await store.ingest([a_record()])
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    await store.backup(target)
    assert [each.name for each in target.parent.iterdir()] == ["copy.db"]
    copy = await open_store(f"sqlite:///{target}")
    await copy.ingest([a_record("two")])
    assert (await copy.totals(NOW)).items == 2
    await copy.close()
    assert (await store.totals(NOW)).items == 1


async def test_backups_that_are_refused(store: Database, path: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("my notes")
    for target, said in (
        (path, "the database itself"),
        (tmp_path, "a folder"),
        (notes, "a file that is no backup"),
        (tmp_path / "none" / "copy.db", "can't be opened"),
    ):
        with pytest.raises(StorageError, match=said) as caught:
            await store.backup(target)
        assert str(target) in str(caught.value)
    assert notes.read_text() == "my notes"
    await store.ingest([a_record()])
