"""Counting and pruning on every store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from bot.model import AlertStatus, Delivery, DeliveryStatus, Relation
from bot.ports import Ingest, Totals
from bot.storage import Database, open_store, upkeep
from tests.support.records import (
    DAY,
    HOUR,
    NOW,
    a_change,
    a_delivery,
    a_record,
    a_source,
    an_alert,
    an_item,
)

OLD = NOW - 100 * DAY
CUT = NOW - 90 * DAY


def record(name: str, seen: datetime, status: DeliveryStatus = DeliveryStatus.SENT) -> Ingest:
    made = a_record(name, item={"seen": seen})
    return replace(made, deliveries=tuple(replace(d, status=status) for d in made.deliveries))


async def test_totals_of_an_empty_store(store: Database) -> None:
    assert await store.totals(NOW) == Totals(
        items=0,
        items_24h=0,
        alerts_24h=0,
        pending=0,
        parked=0,
        unknown=0,
        last_item=None,
        last_alert=None,
    )


async def test_totals(store: Database) -> None:
    statuses = [
        DeliveryStatus.PENDING,
        DeliveryStatus.PARKED,
        DeliveryStatus.PARKED,
        DeliveryStatus.UNKNOWN,
        DeliveryStatus.SENT,
    ]
    await store.ingest(
        [record(f"{n}", NOW - n * 10 * HOUR, status) for n, status in enumerate(statuses)]
    )
    assert await store.totals(NOW) == Totals(
        items=5,
        items_24h=3,
        alerts_24h=3,
        pending=1,
        parked=2,
        unknown=1,
        last_item=NOW,
        last_alert=NOW,
    )


async def test_prune_removes_old_items_with_what_hangs_on_them(store: Database) -> None:
    await store.ingest([record("old", OLD), record("new", NOW)])
    assert await store.prune(CUT) == 1
    assert await store.item("iold") is None
    assert await store.mentions("iold") == []
    assert await store.figures("iold") == []
    assert await store.decisions("iold") == []
    assert await store.story("sold") is None
    assert await store.story_of_item("iold") is None
    assert await store.alert("aold") is None
    assert await store.unsettled([DeliveryStatus.SENT]) == await _deliveries_of(store, "knew")
    assert [item.id for item in await store.search("title")] == ["inew"]
    assert [item.id for item in await store.items_of_watch("w1")] == ["inew"]
    assert await store.item("inew") is not None
    assert await store.alert("anew") is not None
    assert await store.story("snew") is not None
    assert await store.prune(CUT) == 0


async def _deliveries_of(store: Database, *keys: str) -> list[Delivery]:
    return [each for each in await store.unsettled(list(DeliveryStatus)) if each.key in keys]


async def test_one_process_leads_on_a_postgresql(store: Database, store_url: str) -> None:
    assert await store.lead()
    assert await store.lead(), "asked again by the leader"
    other = await open_store(store_url)
    leads = await other.lead()
    assert leads is store_url.startswith("sqlite"), "SQLite leaves it to the caller"
    await store.close()
    for _ in range(2000):  # PostgreSQL notices a moment later
        leads = await other.lead()
        if leads:
            break
        await asyncio.sleep(0.01)
    assert leads, "once the leader is gone"
    await other.close()


async def test_series_and_identity_outlive_the_items(store: Database) -> None:
    """A yearly series needs last year's value; a feed's old entries are no news."""
    made = record("old", OLD)
    await store.ingest([made])
    await store.prune(CUT)
    assert await store.readings(made.readings[0].series) == list(made.readings)
    assert await store.known_keys("fone", ["guid:old"]) == {"guid:old": "iold"}


async def test_keys_beyond_the_newest_of_a_feed_go(store: Database) -> None:
    await store.ingest([record("old", OLD), record("waits", OLD, DeliveryStatus.PENDING)])
    many = tuple(f"guid:{n}" for n in range(upkeep.KEYS_KEPT))
    await store.ingest([Ingest(item=an_item("many", seen=CUT, keys=many))])
    await store.ingest([Ingest(item=an_item("other", seen=OLD, feed_id="ftwo"))])
    await store.prune(CUT)
    asked = ["guid:old", "guid:waits", "guid:0"]
    assert sorted(await store.known_keys("fone", asked)) == ["guid:0", "guid:waits"]
    assert await store.known_keys("ftwo", ["guid:other"]) == {"guid:other": "iother"}


@pytest.mark.parametrize(
    "status",
    [
        DeliveryStatus.PENDING,
        DeliveryStatus.SENDING,
        DeliveryStatus.UNKNOWN,
        DeliveryStatus.PARKED,
    ],
)
async def test_prune_keeps_what_is_not_delivered(store: Database, status: DeliveryStatus) -> None:
    await store.ingest([record("old", OLD, status), record("gone", OLD, DeliveryStatus.FAILED)])
    assert await store.prune(CUT) == 1
    assert await store.item("iold") is not None
    assert await store.alert("aold") is not None
    assert await store.story("sold") is not None
    assert await store.mentions("iold") != []
    [delivery] = await store.unsettled([status])
    await store.settle(delivery.id, DeliveryStatus.SENT)
    assert await store.prune(CUT) == 1
    assert await store.alert("aold") is None


async def test_prune_keeps_held_alerts_and_their_items(store: Database) -> None:
    held = an_alert("held", status=AlertStatus.HELD, created=OLD, release=NOW, item_id="iold")
    await store.ingest([Ingest(item=an_item("old", seen=OLD), alerts=(held,))])
    assert await store.prune(CUT) == 0
    assert await store.item("iold") is not None
    await store.release_held(["aheld"], a_delivery("digest", kind="notice"))
    assert await store.prune(CUT) == 1


async def test_notices_go_when_they_are_settled(store: Database) -> None:
    await store.enqueue(
        [
            a_delivery("done", created=OLD, status=DeliveryStatus.SENT, kind="notice"),
            a_delivery("wait", created=OLD, kind="notice"),
            a_delivery("new", created=NOW, status=DeliveryStatus.SENT, kind="notice"),
        ]
    )
    await store.prune(CUT)
    assert [each.key for each in await store.unsettled(list(DeliveryStatus))] == ["wait", "new"]


async def test_a_running_story_keeps_its_message(store: Database) -> None:
    """What follows belongs under the first alert's message, however old that is, and changes
    its card, which is drawn from the item that raised it."""
    await store.ingest([record("old", OLD)])
    later = an_item("later", seen=NOW)
    change = a_change("slater", thread_id="sold", relation=Relation.FOLLOW_UP, related_id="sold")
    await store.ingest(
        [Ingest(item=later, story=change, source=a_source(later, Relation.FOLLOW_UP))]
    )
    assert await store.prune(CUT) == 0
    assert await store.item("iold") is not None
    assert [alert.id for alert in await store.alerts_of_thread("sold")] == ["aold"]
    story = await store.story("sold")
    assert story is not None
    assert len(story.sources) == 1
    assert await store.prune(NOW + HOUR) == 2
    assert await store.alerts_of_thread("sold") == []
    assert await store.story("sold") is None


async def test_a_large_prune_goes_in_batches(store: Database) -> None:
    count = upkeep.PRUNE_BATCH * 2 + 7
    await store.ingest([Ingest(item=an_item(f"{n}", seen=OLD)) for n in range(count)])
    await store.ingest([Ingest(item=an_item("new"))])
    assert await store.prune(CUT) == count
    assert (await store.totals(NOW)).items == 1
    assert len(await store.search("title", limit=10)) == 1


async def test_numbers_are_not_used_twice(store: Database) -> None:
    """The search index remembers rows by number: a new item must not inherit old words."""
    await store.ingest([Ingest(item=an_item("old", seen=OLD, title="小米"))])
    await store.prune(CUT)
    await store.ingest([Ingest(item=an_item("new", title="Tesla"))])
    assert await store.search("小米") == []
    assert [item.id for item in await store.search("tesla")] == ["inew"]
