"""What only PostgreSQL can suffer: lost connections, wrong addresses, missing rights."""

from __future__ import annotations

import asyncio
import socket
import sys
import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StorageError
from bot.storage import Database, open_store
from tests.support.postgres import PASSWORD, Server
from tests.support.records import NOW, a_record

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(postgres_server: Server) -> Iterator[str]:
    name = postgres_server.create()
    yield name
    postgres_server.drop(name)


@pytest.fixture
async def store(postgres_server: Server, database: str) -> AsyncIterator[Database]:
    opened = await open_store(postgres_server.url(database))
    yield opened
    await opened.close()


def cut(server: Server, database: str) -> None:
    """End every connection to the database, as a restart of the server does."""
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608 - our own name
        f" WHERE datname = '{database}' AND pid <> pg_backend_pid()"
    )


def everything(error: BaseException) -> str:
    """All that a log could show of an error."""
    return "".join(traceback.format_exception(error))


async def test_a_connection_lost_between_calls_is_not_noticed(
    store: Database, postgres_server: Server, database: str
) -> None:
    await store.ingest([a_record()])
    cut(postgres_server, database)
    assert (await store.totals(NOW)).items == 1


async def test_a_connection_lost_in_the_middle_stores_nothing_and_heals(
    store: Database, postgres_server: Server, database: str
) -> None:
    async def lose() -> None:
        async with store._engine.write() as connection:
            await connection.execute(text("DELETE FROM feeds"))
            cut(postgres_server, database)
            await connection.execute(text("DELETE FROM feeds"))

    with pytest.raises(StorageError, match="connection to PostgreSQL failed") as caught:
        await lose()
    assert caught.value.retryable
    assert PASSWORD not in everything(caught.value)
    await store.ingest([a_record()])
    assert (await store.totals(NOW)).items == 1


async def test_a_server_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StorageError, match=rf"to PostgreSQL failed.*:{port}/x") as caught:
        await open_store(f"postgresql://me:{PASSWORD}@127.0.0.1:{port}/x")
    assert caught.value.retryable
    assert PASSWORD not in everything(caught.value)


async def test_a_wrong_password(postgres_server: Server) -> None:
    url = f"postgresql://tidings:wrong-{PASSWORD}@127.0.0.1:{postgres_server.port}/postgres"
    with pytest.raises(StorageError, match="refused the user or password") as caught:
        await open_store(url)
    assert not caught.value.retryable
    assert PASSWORD not in everything(caught.value)


async def test_a_database_that_does_not_exist(postgres_server: Server) -> None:
    with pytest.raises(StorageError, match=r"doesn't exist.*/nowhere.*createdb") as caught:
        await open_store(postgres_server.url("nowhere"))
    assert not caught.value.retryable


async def test_a_database_that_cannot_hold_every_script(postgres_server: Server) -> None:
    name = postgres_server.create(encoding="LATIN1")
    with pytest.raises(StorageError, match=r"keeps text as LATIN1.*createdb -E UTF8"):
        await open_store(postgres_server.url(name))
    postgres_server.drop(name)


async def test_a_read_only_database(
    store: Database, postgres_server: Server, database: str
) -> None:
    postgres_server.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    cut(postgres_server, database)
    with pytest.raises(StorageError, match="read-only") as caught:
        await store.ingest([a_record()])
    assert not caught.value.retryable
    assert (await store.totals(NOW)).items == 0


async def test_a_user_without_rights(
    store: Database, postgres_server: Server, database: str
) -> None:
    postgres_server.execute("CREATE ROLE guest LOGIN PASSWORD 'guest-word'")
    url = f"postgresql://guest:guest-word@127.0.0.1:{postgres_server.port}/{database}"
    with pytest.raises(StorageError, match="lacks a right"):
        await open_store(url)
    postgres_server.execute("DROP ROLE guest")
    assert (await store.totals(NOW)).items == 0


async def test_backup_names_the_tool_and_no_password(store: Database, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="pg_dump") as caught:
        await store.backup(tmp_path / "copy")
    assert PASSWORD not in everything(caught.value)


async def test_without_the_driver() -> None:
    script = (
        "import asyncio, sys\n"
        "sys.modules['psycopg'] = None\n"
        "from bot.errors import MissingExtraError\n"
        "from bot.storage import open_store\n"
        "try:\n"
        "    asyncio.run(open_store('postgresql://me:pw@127.0.0.1/x'))\n"
        "except MissingExtraError as error:\n"
        "    print(error)\n"
    )
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate()
    assert out.decode().strip() == (
        "PostgreSQL needs the optional part 'postgres' (pip install 'tidings[postgres]')"
    )
