"""Figures on their series, on every store."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.model import DeliveryStatus, Reading
from bot.storage import Database
from bot.storage.address import parse
from tests.support.records import DAY, HOUR, NOW, a_delivery, a_reading, a_record


def values(found: list[Reading]) -> list[float]:
    return [each.value for each in found]


async def test_readings_of_a_series(store: Database) -> None:
    readings = tuple(a_reading(NOW + n * DAY, float(n)) for n in (2, 0, 1))
    other = a_reading(NOW, 7.0, series="other", period=None)
    long = a_reading(NOW, 8.0, series="s" * 3_000)
    await store.ingest([a_record(readings=(*readings, other, long))])
    series = readings[0].series
    assert values(await store.readings(series)) == [0, 1, 2]
    assert values(await store.readings(series, limit=2)) == [1, 2]
    assert await store.readings("other") == [other]
    assert values(await store.readings("s" * 3_000)) == [8]


async def test_readings_stand_in_the_order_in_which_they_were_said(store: Database) -> None:
    """What a first poll brings is seen at once; its dates tell the order, if they can be true."""
    await store.ingest(
        [
            a_record(
                readings=(
                    a_reading(NOW, 3.0),
                    a_reading(NOW, 1.0, published=NOW - 9 * DAY),
                    a_reading(NOW, 4.0, published=datetime(1970, 1, 1, tzinfo=UTC)),
                    a_reading(NOW, 5.0, published=NOW + DAY),
                    a_reading(NOW, 2.0, published=NOW - 2 * DAY),
                )
            )
        ]
    )
    assert values(await store.readings(a_reading().series)) == [1, 2, 3, 4, 5]
    assert values(await store.readings_about(["Xiaomi"], since=NOW - 3 * DAY)) == [2, 3, 4, 5]
    assert values(await store.readings_about(["Xiaomi"], until=NOW)) == [1, 2]


async def test_readings_about_a_name_come_from_all_its_series(store: Database) -> None:
    await store.ingest(
        [
            a_record(
                readings=(
                    a_reading(NOW, 1.0),
                    a_reading(NOW + HOUR, 2.0, series="x|y", metric="revenue", subject="XIAOMI"),
                    a_reading(NOW + 2 * HOUR, 3.0, subject="小米"),
                    a_reading(NOW + 3 * HOUR, 4.0, subject="Tesla"),
                    a_reading(NOW + 4 * HOUR, 5.0, subject="Xiaomi Auto"),
                )
            )
        ]
    )
    assert values(await store.readings_about(["Xiaomi"])) == [1, 2]
    assert values(await store.readings_about(["xiaomi ", "小米", "Xiaomi"])) == [1, 2, 3]
    assert values(await store.readings_about(["Xiaomi", "小米"], "deliveries")) == [1, 3]
    assert values(await store.readings_about(["Xiaomi", "小米"], limit=2)) == [2, 3]
    assert values(await store.readings_about([], "deliveries", since=NOW + HOUR)) == [3, 4, 5]
    assert values(await store.readings_about(["Apple"])) == []


async def test_readings_about_a_name_are_found_by_an_index(store: Database, store_url: str) -> None:
    """However many readings there are: none but the newest of the name are looked at."""
    await store.ingest([a_record(readings=tuple(a_reading(NOW, float(n)) for n in range(50)))])
    plan = await _plan(store_url, "subject = 'xiaomi' AND said >= '2026-01-01'")
    assert "ix_readings_subject_said" in plan
    plan = await _plan(store_url, "series = 'x'")
    assert "ix_readings_series_said" in plan


async def test_deadlines_are_settled_together_with_what_is_told_of_them(store: Database) -> None:
    assert await store.expectations(["x1"]) == {}
    await store.settle_expectation("x1", NOW)
    await store.settle_expectation("x2", NOW, [a_delivery("k1"), a_delivery("k2")])
    await store.settle_expectation("x1", NOW + DAY, [a_delivery("k1")])
    assert await store.expectations(["x1", "x2", "x3"]) == {"x1": NOW + DAY, "x2": NOW}
    told = await store.unsettled([DeliveryStatus.PENDING])
    assert [each.key for each in told] == ["k1", "k2"], "a key is told once"


async def _plan(url: str, where: str) -> str:
    engine = create_async_engine(parse(url).url)
    query = f"SELECT reading FROM readings WHERE {where} ORDER BY said DESC, n DESC LIMIT 9"  # noqa: S608 - ours
    async with engine.connect() as connection:
        if url.startswith("sqlite"):
            rows = (await connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))).all()
        else:
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            rows = (await connection.execute(text(f"EXPLAIN {query}"))).all()
    await engine.dispose()
    return " ".join(str(each) for row in rows for each in row)
