"""Items with what hangs on them, stored whole or not at all, on every store."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.model import DeliveryStatus, Feed, FeedState, Relation
from bot.ports import Findings, Ingest
from bot.storage import Database, open_store
from tests.support.records import (
    HOUR,
    MINUTE,
    NOW,
    a_change,
    a_delivery,
    a_figure,
    a_mention,
    a_reading,
    a_record,
    an_alert,
    an_item,
)


async def test_everything_about_an_item_comes_back(store: Database) -> None:
    record = a_record()
    await store.ingest([record])
    assert await store.item("ione") == record.item
    assert await store.mentions("ione") == list(record.mentions)
    assert await store.figures("ione") == list(record.figures)
    assert await store.readings(record.readings[0].series) == list(record.readings)
    assert await store.story_of_item("ione") == record.story
    assert await store.decisions("ione") == list(record.decisions)
    assert await store.alert("aone") == record.alerts[0]
    story = await store.story("sone")
    assert story is not None
    assert story.sources == (record.source,)


async def test_an_item_of_nothing_but_defaults_comes_back(store: Database) -> None:
    record = Ingest(
        item=an_item(id="i", published=None, keys=(), title="", content="", language="")
    )
    await store.ingest([record])
    assert await store.item("i") == record.item
    assert await store.mentions("i") == []
    assert await store.figures("i") == []
    assert await store.decisions("i") == []
    assert await store.story_of_item("i") is None


async def test_what_is_unknown(store: Database) -> None:
    assert await store.item("i") is None
    assert await store.mentions("i") == []
    assert await store.story_of_item("i") is None
    assert await store.readings("s") == []
    assert await store.readings_about(["s"]) == []
    assert [batch async for batch in store.items_since(NOW)] == []


async def test_a_known_item_is_skipped_with_all_its_rows(store: Database) -> None:
    await store.ingest([a_record()])
    again = a_record(
        item={"title": "Another title", "keys": ("guid:new",)},
        mentions=(a_mention("w9"),),
        readings=(a_reading(value=99),),
        story=a_change("sother"),
        alerts=(an_alert("other"),),
        deliveries=(a_delivery("kother"),),
    )
    await store.ingest([again, a_record("two")])
    first = a_record()
    assert await store.item("ione") == first.item
    assert await store.mentions("ione") == list(first.mentions)
    assert await store.known_keys("fone", ["guid:new"]) == {}
    assert await store.alert("aother") is None
    assert await store.story("sother") is None
    assert await store.item("itwo") is not None
    assert [each.key for each in await store.unsettled([DeliveryStatus.PENDING])] == [
        "kone",
        "ktwo",
    ]


async def test_of_two_records_with_one_id_the_first_counts(store: Database) -> None:
    await store.ingest([a_record(), a_record(item={"title": "Second"})])
    item = await store.item("ione")
    assert item is not None
    assert item.title == "Title one"
    assert (await store.totals(NOW)).items == 1


async def test_the_feeds_state_is_stored_with_the_items(store: Database) -> None:
    await store.sync_feeds([Feed(id="fone", url="https://one.example/")], NOW)
    await store.ingest([a_record()], FeedState(feed_id="fone", etag="e", next_poll=NOW + HOUR))
    status = await store.feed("fone")
    assert status is not None
    assert (status.state.etag, status.state.next_poll) == ("e", NOW + HOUR)
    await store.ingest([], FeedState(feed_id="fone", etag="f"))
    status = await store.feed("fone")
    assert status is not None
    assert status.state.etag == "f"


async def test_nothing_is_stored_when_one_row_is_refused(store: Database) -> None:
    broken = a_record("two", readings=(a_reading(seen=datetime(2026, 3, 1)),))  # noqa: DTZ001 - that is the fault
    with pytest.raises(Exception, match="time zone"):
        await store.ingest([a_record(), broken], FeedState(feed_id="fone", etag="e"))
    assert (await store.totals(NOW)).items == 0
    assert await store.known_keys("fone", ["guid:one"]) == {}
    assert await store.readings(a_reading().series) == []
    assert await store.alert("aone") is None
    assert await store.waiting_destinations(NOW) == []
    assert await store.search("title") == []


async def test_times_keep_their_moment_whatever_zone_they_come_in(store: Database) -> None:
    beijing = timezone(timedelta(hours=8))
    seen = datetime(2026, 3, 1, 20, 0, 0, 123456, tzinfo=beijing)
    await store.ingest([a_record(item={"seen": seen, "published": None})])
    item = await store.item("ione")
    assert item is not None
    assert item.seen == seen
    assert item.seen.tzinfo is UTC


async def test_text_no_database_takes_is_made_storable(store: Database) -> None:
    """NUL and lone surrogates turn up in JSON feeds; offsets stay true."""
    title = "a\0b\ud800c 🚗 小米"
    await store.ingest(
        [
            a_record(
                item={"title": title, "keys": ("k\0ey", "x" * 5000)},
                figures=(a_figure(text="\0\udfff"),),
                deliveries=(a_delivery("k", card={"title": title}),),
            )
        ]
    )
    item = await store.item("ione")
    assert item is not None
    assert item.title == "a\ufffdb\ufffdc 🚗 小米"
    assert await store.known_keys("fone", ["k\0ey", "x" * 5000, "x" * 4999]) == {
        "k\0ey": "ione",
        "x" * 5000: "ione",
    }
    assert list(await store.known_titles("fone", [title])) == [title]
    assert [figure.text for figure in await store.figures("ione")] == ["\0\udfff"]
    [claimed] = [await store.claim_delivery("desk", NOW)]
    assert claimed is not None
    assert claimed.card == {"title": title}


async def test_a_very_large_item(store: Database) -> None:
    content = "Großer Bericht 汽车 " * 60_000
    await store.ingest([a_record(item={"content": content, "title": "t" * 10_000})])
    item = await store.item("ione")
    assert item is not None
    assert item.content == content
    assert [each.id for each in await store.search("汽车 bericht")] == ["ione"]


# ── keys and titles ──────────────────────────────────────────────────────────────────────


async def test_keys_belong_to_their_feed(store: Database) -> None:
    await store.ingest([a_record(), a_record("two", item={"feed_id": "ftwo"})])
    asked = ["guid:one", "link:one", "guid:two", "guid:three"]
    assert await store.known_keys("fone", asked) == {"guid:one": "ione", "link:one": "ione"}
    assert await store.known_keys("ftwo", asked) == {"guid:two": "itwo"}
    assert await store.known_keys("fone", []) == {}


async def test_more_keys_than_one_query_takes(store: Database) -> None:
    keys = tuple(f"guid:{number}" for number in range(1_200))
    await store.ingest([a_record(item={"keys": keys})])
    known = await store.known_keys("fone", [*keys, "guid:none"])
    assert known == dict.fromkeys(keys, "ione")


async def test_a_key_stays_with_the_item_that_had_it_first(store: Database) -> None:
    await store.ingest([a_record(), a_record("two", item={"keys": ("guid:one", "guid:two")})])
    assert await store.known_keys("fone", ["guid:one", "guid:two"]) == {
        "guid:one": "ione",
        "guid:two": "itwo",
    }


async def test_added_keys_are_known(store: Database) -> None:
    await store.ingest([a_record()])
    await store.add_keys("ione", "fone", ["guid:new", "guid:one"])
    await store.add_keys("inone", "fone", ["guid:lost"])
    await store.add_keys("ione", "fone", [])
    assert await store.known_keys("fone", ["guid:new", "guid:lost"]) == {"guid:new": "ione"}
    item = await store.item("ione")
    assert item is not None
    assert item.keys == ("guid:one", "link:one", "guid:new")


async def test_titles_are_known_squeezed_and_in_lower_case(store: Database) -> None:
    await store.ingest(
        [
            a_record(item={"title": "  Tesla\n Q4  RESULTS ", "seen": NOW}),
            a_record("two", item={"title": "Tesla Q4 results", "seen": NOW + HOUR}),
            a_record("three", item={"title": "Tesla Q4 results", "feed_id": "ftwo"}),
        ]
    )
    asked = ["tesla q4 results", "tesla q4"]
    assert await store.known_titles("fone", asked) == {"tesla q4 results": NOW + HOUR}
    assert await store.known_titles("fthree", asked) == {}
    assert await store.known_titles("fone", []) == {}


async def test_the_latest_titles_of_a_feed(store: Database) -> None:
    await store.ingest([a_record(str(n), item={"title": f"Title {n}"}) for n in range(5)])
    await store.ingest([a_record("other", item={"title": "Other", "feed_id": "ftwo"})])
    assert await store.latest_titles("fone", 3) == ["Title 4", "Title 3", "Title 2"]
    assert await store.latest_titles("fthree", 3) == []


# ── lists ────────────────────────────────────────────────────────────────────────────────


async def test_items_since_come_oldest_first_in_batches(store: Database) -> None:
    records = [
        a_record(f"{n:04}", item={"seen": NOW + (n // 3) * MINUTE}, readings=())
        for n in range(1_100)
    ]
    await store.ingest(list(reversed(records)))
    batches = [batch async for batch in store.items_since(NOW + MINUTE)]
    items = [item for batch in batches for item in batch]
    assert len(batches) > 1
    assert len(items) == len({item.id for item in items}) == 1_097
    assert [item.seen for item in items] == sorted(item.seen for item in items)
    assert items[0].seen == NOW + MINUTE
    limited = [item async for batch in store.items_since(NOW, limit=501) for item in batch]
    assert len(limited) == 501
    assert [item async for batch in store.items_since(NOW, limit=0) for item in batch] == []


async def test_items_of_a_watch_come_newest_first(store: Database) -> None:
    def record(name: str, minutes: int, *watches: str) -> Ingest:
        mentions = tuple(a_mention(watch) for watch in watches)
        return a_record(name, item={"seen": NOW + minutes * MINUTE}, mentions=mentions)

    await store.ingest(
        [
            record("a", 1, "w1"),
            record("b", 3, "w1", "w1", "w2"),
            record("c", 2, "w1", "w3"),
            record("d", 4, "w2"),
        ]
    )

    async def ids(watch: str, **options: object) -> list[str]:
        return [item.id for item in await store.items_of_watch(watch, **options)]  # type: ignore[arg-type]

    assert await ids("w1") == ["ib", "ic", "ia"]
    assert await ids("w1", limit=2) == ["ib", "ic"]
    assert await ids("w1", since=NOW + 2 * MINUTE) == ["ib", "ic"]
    assert await ids("w9") == []


# ── several at once ──────────────────────────────────────────────────────────────────────


async def test_nodes_that_store_one_item_at_once_store_it_once(
    store: Database, store_url: str
) -> None:
    other = await open_store(store_url)
    try:
        for number in range(5):
            record = a_record(str(number))
            await asyncio.gather(*(each.ingest([record]) for each in (store, other, store, other)))
    finally:
        await other.close()
    assert (await store.totals(NOW)).items == 5
    assert len(await store.unsettled([DeliveryStatus.PENDING])) == 5
    assert len(await store.readings(a_reading().series)) == 5
    assert len(await store.mentions("i0")) == 2


async def test_readers_see_whole_transactions(store: Database) -> None:
    """While items are stored one poll after the other, nobody sees half of one."""

    async def write() -> None:
        for number in range(15):
            await store.ingest([a_record(f"{number}-{part}") for part in range(4)])

    writing = asyncio.create_task(write())
    while not writing.done():
        totals = await store.totals(NOW)
        assert totals.items % 4 == 0
        assert totals.pending == totals.items or (await store.totals(NOW)).items > totals.items
        await asyncio.sleep(0)
    await writing


async def test_a_cancelled_ingest_leaves_the_store_working(store: Database) -> None:
    for delay in range(12):
        task = asyncio.create_task(store.ingest([a_record(f"c{delay}-{n}") for n in range(3)]))
        await asyncio.sleep(delay * 0.0008)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await store.ingest([a_record("last")])
    assert await store.item("ilast") is not None
    assert ((await store.totals(NOW)).items - 1) % 3 == 0


async def test_the_story_of_a_duplicate_gains_a_source(store: Database) -> None:
    await store.ingest([a_record()])
    change = a_change(relation=Relation.DUPLICATE, related_id="sone", loud=False)
    later = an_item("two", seen=NOW + HOUR)
    await store.ingest([Ingest(item=later, story=change)])
    assert await store.story_of_item("itwo") == change


async def test_findings_of_many_items_at_a_time(store: Database) -> None:
    twice = (a_mention("w1"), a_mention("w2", start=9, end=10), a_mention("w1", start=20, end=22))
    await store.ingest(
        [
            a_record("one", mentions=twice, figures=(a_figure(value=1.0), a_figure(value=2.0))),
            a_record("two", mentions=(), figures=()),
            a_record("three", mentions=(), figures=(a_figure(value=3.0),)),
        ]
    )
    ids = [a_record(name).item.id for name in ("one", "two", "three")]
    found = await store.findings([*ids, "unknown"])
    assert found == {
        ids[0]: Findings(
            watch_ids=("w1", "w2"), figures=(a_figure(value=1.0), a_figure(value=2.0))
        ),
        ids[2]: Findings(figures=(a_figure(value=3.0),)),
    }
