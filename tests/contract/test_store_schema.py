"""The schema on every store: migrations make what the tables say, up and down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError
from bot.model import Relation
from bot.storage import migrate, open_store, schema
from bot.storage.address import parse
from tests.support.postgres import Server
from tests.support.records import DAY, NOW, a_change, a_mention, a_reading, a_record
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


async def test_readings_of_an_older_database_are_as_if_they_were_stored_today(
    bare_url: str,
) -> None:
    """Found by subject, ordered by their items' dates, linked, and corrections known as such."""
    store = await open_store(bare_url)
    wrong, right = NOW - 2 * DAY, NOW - DAY
    bare = {"url": "", "correction": False, "published": None}
    old = a_reading(NOW, 1.0, subject="ÉLAN  Motors", item_id="ione", **bare)
    mended = a_reading(NOW, 2.0, subject="Élan Motors", item_id="itwo", **bare)
    orphan = a_reading(NOW, 3.0, subject="Élan Motors", item_id="gone", **bare)
    change = a_change("stwo", relation=Relation.CORRECTION)
    await store.ingest(
        [
            a_record("two", item={"published": right}, readings=(mended,), story=change),
            a_record("one", item={"published": wrong}, readings=(old, orphan)),
        ]
    )
    await store.close()
    engine = engine_for(bare_url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate.downgrade, "0002")
    await engine.dispose()
    store = await open_store(bare_url)
    expected = [
        replace(old, url="one.example/one", published=wrong),
        replace(mended, url="one.example/two", published=right, correction=True),
        orphan,
    ]
    assert await store.readings_about(["élan motors"], "deliveries") == expected
    assert await store.readings(old.series) == expected
    await store.ingest([a_record("three", item={"seen": NOW + 3 * DAY})])
    assert len(await store.readings(old.series)) == 4
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
