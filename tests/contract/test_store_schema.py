"""The schema on every store: migrations make what the tables say, up and down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError
from bot.storage import migrate, open_store, schema
from bot.storage.address import parse
from tests.support.postgres import Server
from tests.support.records import DAY, NOW, a_mention, a_reading, a_record
from tests.support.stores import STORES


@pytest.fixture(params=STORES)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without any table; on SQLite, without a file."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'deep' / 'er' / 'tidings.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


def engine_for(url: str) -> AsyncEngine:
    return create_async_engine(parse(url).url)


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_name": lambda name, kind, _: (
                not (kind == "table" and (name or "").startswith("item_search"))
            ),
        },
    )
    return list(compare_metadata(context, schema.metadata))


def indexes(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'index'"))
    else:
        found = connection.execute(text("SELECT indexname FROM pg_indexes"))
    return set(found.scalars())


def tables(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
    else:
        found = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
    return {name for name in found.scalars() if not name.startswith("sqlite_")}


async def test_migrations_make_what_the_tables_say(bare_url: str) -> None:
    await (await open_store(bare_url)).close()
    engine = engine_for(bare_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        made = await connection.run_sync(indexes)
    await engine.dispose()
    drawn = {
        str(index.name) for table in schema.metadata.tables.values() for index in table.indexes
    }
    assert drawn <= made


async def test_migrations_go_down_to_nothing_and_up_again(bare_url: str) -> None:
    await (await open_store(bare_url)).close()
    engine = engine_for(bare_url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate.downgrade, "base")
        assert await connection.run_sync(tables) == {"alembic_version"}
    await engine.dispose()
    store = await open_store(bare_url)
    await store.ingest([a_record()])
    assert await store.search("title")
    await store.close()


async def test_mentions_of_an_older_database_stand_in_the_title_or_the_body(bare_url: str) -> None:
    store = await open_store(bare_url)
    mentions = (a_mention(), a_mention(field="content", place="lead"))
    await store.ingest([a_record(mentions=mentions)])
    assert [each.place for each in await store.mentions("ione")] == ["title", "lead"]
    await store.close()
    engine = engine_for(bare_url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate.downgrade, "0001")
    await engine.dispose()
    store = await open_store(bare_url)
    assert [each.place for each in await store.mentions("ione")] == ["title", "body"]
    await store.close()


async def test_readings_of_an_older_database_are_found_by_their_subject(bare_url: str) -> None:
    store = await open_store(bare_url)
    made = [
        a_record(
            name,
            item={"seen": NOW + n * DAY},
            readings=(a_reading(NOW + n * DAY, subject="ÉLAN  Motors"),),
        )
        for n, name in enumerate(("one", "two"))
    ]
    await store.ingest(made)
    await store.close()
    engine = engine_for(bare_url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate.downgrade, "0002")
    await engine.dispose()
    store = await open_store(bare_url)
    expected = [each for record in made for each in record.readings]
    assert await store.readings_about(["élan motors"], "deliveries") == expected
    assert await store.readings(a_reading().series) == expected
    await store.ingest([a_record("three", item={"seen": NOW + 3 * DAY})])
    assert len(await store.readings(a_reading().series)) == 3
    await store.close()


def test_the_newest_migration_is_the_version_that_is_opened() -> None:
    assert ScriptDirectory.from_config(migrate.config()).get_heads() == [schema.VERSION]


async def test_opening_twice_at_once_makes_one_schema(bare_url: str) -> None:
    stores = await asyncio.gather(*(open_store(bare_url) for _ in range(4)))
    await stores[0].ingest([a_record()])
    assert await stores[3].item("ione") is not None
    for store in stores:
        await store.close()


async def test_what_was_stored_is_there_after_opening_again(bare_url: str) -> None:
    store = await open_store(bare_url)
    await store.ingest([a_record()])
    await store.close()
    again = await open_store(bare_url, create=False)
    assert await again.item("ione") == a_record().item
    await again.close()


async def test_a_newer_schema_is_refused(bare_url: str) -> None:
    await (await open_store(bare_url)).close()
    engine = engine_for(bare_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(StorageError, match=r"newer Tidings.*9999.*upgrade Tidings") as caught:
        await open_store(bare_url)
    assert not caught.value.retryable


async def test_nothing_is_made_when_not_asked_to(bare_url: str) -> None:
    with pytest.raises(StorageError, match=r"no Tidings database yet.*tidings run"):
        await open_store(bare_url, create=False)
    if bare_url.startswith("sqlite"):
        assert not parse(bare_url).path.parent.exists()


async def test_another_programs_database_is_left_alone(bare_url: str) -> None:
    path = parse(bare_url).path
    if bare_url.startswith("sqlite"):
        path.parent.mkdir(parents=True)
    engine = engine_for(bare_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE feeds (id integer)"))
    with pytest.raises(StorageError, match=r"belongs to another program.*'feeds'"):
        await open_store(bare_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == {"feeds"}
    await engine.dispose()


async def test_a_store_closed_in_the_middle_of_work_ends_it_first(bare_url: str) -> None:
    store = await open_store(bare_url)
    work = asyncio.create_task(store.ingest([a_record()]))
    await asyncio.sleep(0)
    await asyncio.gather(work, store.close())
    again = await open_store(bare_url)
    assert (await again.totals(NOW)).items == 1
    await again.close()
