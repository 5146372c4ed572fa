"""The outbox on every store: in order, nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest

from bot.model import DeliveryStatus, Receipt
from bot.storage import Database, open_store
from tests.support.records import HOUR, MINUTE, NOW, a_delivery, a_record

RECEIPT = Receipt(platform="slack", address="C1", message="17.4", extra={"thread": "17.1"})


async def keys(store: Database, status: DeliveryStatus = DeliveryStatus.PENDING) -> list[str]:
    return [each.key for each in await store.unsettled([status])]


async def send(store: Database, destination: str = "desk") -> str | None:
    """Claim the next delivery and settle it as sent; its key."""
    claimed = await store.claim_delivery(destination, NOW)
    if claimed is None:
        return None
    await store.settle(claimed.id, DeliveryStatus.SENT, receipt=RECEIPT)
    return claimed.key


async def test_a_delivery_goes_its_way(store: Database) -> None:
    delivery = a_delivery(alert_id="a1", not_before=NOW)
    await store.enqueue([delivery])
    assert await store.waiting_destinations(NOW) == ["desk"]
    claimed = await store.claim_delivery("desk", NOW)
    assert claimed is not None
    assert claimed.status is DeliveryStatus.SENDING
    assert (claimed.attempts, claimed.attempted) == (1, NOW)
    assert (claimed.key, claimed.card, claimed.alert_id) == ("k1", delivery.card, "a1")
    assert await store.unsettled([DeliveryStatus.SENDING]) == [claimed]
    assert await store.waiting_destinations(NOW) == []
    await store.settle(claimed.id, DeliveryStatus.SENT, receipt=RECEIPT)
    assert await store.receipt_of_alert("a1") == RECEIPT
    assert await store.claim_delivery("desk", NOW) is None


async def test_an_empty_outbox(store: Database) -> None:
    await store.enqueue([])
    assert await store.claim_delivery("desk", NOW) is None
    assert await store.waiting_destinations(NOW) == []
    assert await store.unsettled([]) == []
    assert await store.receipt_of_alert("a1") is None
    assert await store.unpark("desk") == 0


async def test_each_destination_has_its_own_line(store: Database) -> None:
    await store.enqueue([a_delivery(f"k{n}", destination=f"d{n % 2}") for n in range(6)])
    assert [await send(store, "d0") for _ in range(4)] == ["k0", "k2", "k4", None]
    assert [await send(store, "d1") for _ in range(4)] == ["k1", "k3", "k5", None]


async def test_a_key_is_enqueued_once(store: Database) -> None:
    await store.enqueue([a_delivery("k1"), a_delivery("k1", card={"title": "again"})])
    assert await send(store) == "k1"
    await store.enqueue([a_delivery("k1"), a_delivery("k2")])
    assert await send(store) == "k2"
    assert await send(store) is None


@pytest.mark.parametrize("status", [DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN])
async def test_a_row_in_doubt_blocks_those_behind(store: Database, status: DeliveryStatus) -> None:
    await store.enqueue([a_delivery("k1"), a_delivery("k2"), a_delivery("k3", destination="club")])
    first = await store.claim_delivery("desk", NOW)
    assert first is not None
    await store.settle(first.id, status, error="no answer")
    assert await store.claim_delivery("desk", NOW) is None
    assert await store.waiting_destinations(NOW) == ["club"]
    assert [each.error for each in await store.unsettled([status])] == ["no answer"]
    await store.settle(first.id, DeliveryStatus.FAILED, error="gave up")
    assert await send(store) == "k2"


async def test_a_retry_waits_and_keeps_its_place(store: Database) -> None:
    await store.enqueue([a_delivery("k1"), a_delivery("k2")])
    first = await store.claim_delivery("desk", NOW)
    assert first is not None
    await store.settle(first.id, DeliveryStatus.PENDING, error="slow down", not_before=NOW + MINUTE)
    assert await store.claim_delivery("desk", NOW) is None
    assert await store.waiting_destinations(NOW) == []
    assert await store.waiting_destinations(NOW + MINUTE) == ["desk"]
    again = await store.claim_delivery("desk", NOW + MINUTE)
    assert again is not None
    assert (again.key, again.attempts, again.attempted) == ("k1", 2, NOW + MINUTE)


async def test_parked_rows_stand_aside_and_come_back_in_order(store: Database) -> None:
    await store.enqueue([a_delivery(f"k{n}") for n in range(4)])
    for _ in range(2):
        claimed = await store.claim_delivery("desk", NOW)
        assert claimed is not None
        await store.settle(claimed.id, DeliveryStatus.PARKED, error="not in channel")
    assert await keys(store, DeliveryStatus.PARKED) == ["k0", "k1"]
    assert await send(store) == "k2"
    assert await store.unpark("club") == 0
    assert await store.unpark("desk") == 2
    assert [await send(store) for _ in range(4)] == ["k0", "k1", "k3", None]


async def test_what_waits_for_later_is_due_when_that_is_over(store: Database) -> None:
    await store.enqueue([a_delivery("k1"), a_delivery("k2"), a_delivery("k3", destination="club")])
    for place in ("desk", "club"):
        claimed = await store.claim_delivery(place, NOW)
        assert claimed is not None
        later = NOW + timedelta(minutes=5)
        await store.settle(claimed.id, DeliveryStatus.PENDING, error="away", not_before=later)
    assert await store.waiting_destinations(NOW) == []
    assert await store.hasten("desk") == 1
    assert await store.waiting_destinations(NOW) == ["desk"]
    assert [await send(store) for _ in range(3)] == ["k1", "k2", None]


async def test_an_update_becomes_part_of_the_waiting_message(store: Database) -> None:
    await store.enqueue([a_delivery("k1", alert_id="a1"), a_delivery("k2", alert_id="a2")])
    await store.enqueue([a_delivery("u1", kind="update", alert_id="a1", card={"title": "new"})])
    await store.enqueue([a_delivery("u2", kind="update", alert_id="a1", card={"title": "newer"})])
    claimed = await store.claim_delivery("desk", NOW)
    assert claimed is not None
    assert (claimed.key, claimed.kind, claimed.card) == ("k1", "post", {"title": "newer"})
    assert await keys(store) == ["k2"]


async def test_an_update_that_came_before_is_ignored(store: Database) -> None:
    """A late repetition must not bring the older card back."""
    older = a_delivery("u1", kind="update", alert_id="a1", card={"title": "older"})
    newer = a_delivery("u2", kind="update", alert_id="a1", card={"title": "newer"})
    await store.enqueue([a_delivery("k1", alert_id="a1"), older, newer])
    await store.enqueue([older])
    claimed = await store.claim_delivery("desk", NOW)
    assert claimed is not None
    assert claimed.card == {"title": "newer"}
    await store.settle(claimed.id, DeliveryStatus.SENT, receipt=RECEIPT)
    await store.enqueue([older, newer])
    assert await send(store) is None


async def test_an_update_of_a_sent_message_is_a_row_of_its_own(store: Database) -> None:
    await store.enqueue([a_delivery("k1", alert_id="a1")])
    assert await send(store) == "k1"
    updates = [a_delivery(f"u{n}", kind="update", alert_id="a1", card={"n": n}) for n in range(3)]
    await store.enqueue(updates)
    claimed = await store.claim_delivery("desk", NOW)
    assert claimed is not None
    assert (claimed.key, claimed.kind, claimed.card) == ("u0", "update", {"n": 2})
    await store.enqueue([a_delivery("u3", kind="update", alert_id="a1")])
    assert await keys(store) == ["u3"]


async def test_updates_do_not_touch_replies_or_other_places(store: Database) -> None:
    await store.enqueue(
        [
            a_delivery("r1", kind="reply", alert_id="a1"),
            a_delivery("k1", alert_id="a1", destination="club"),
            a_delivery("u1", kind="update", alert_id="a1"),
        ]
    )
    assert await keys(store) == ["r1", "k1", "u1"]


async def test_an_update_of_a_parked_message_changes_it(store: Database) -> None:
    await store.enqueue([a_delivery("k1", alert_id="a1")])
    claimed = await store.claim_delivery("desk", NOW)
    assert claimed is not None
    await store.settle(claimed.id, DeliveryStatus.PARKED)
    await store.enqueue([a_delivery("u1", kind="update", alert_id="a1", card={"title": "new"})])
    assert await keys(store) == []
    assert [d.card for d in await store.unsettled([DeliveryStatus.PARKED])] == [{"title": "new"}]


async def test_the_receipt_is_of_the_alerts_own_message(store: Database) -> None:
    for key, kind, message in (
        ("k", "post", "1"),
        ("r", "reply", "2"),
        ("u", "update", "3"),
    ):
        await store.enqueue([a_delivery(key, kind=kind, alert_id="a1")])
        claimed = await store.claim_delivery("desk", NOW)
        assert claimed is not None
        receipt = Receipt(platform="slack", address="C1", message=message)
        await store.settle(claimed.id, DeliveryStatus.SENT, receipt=receipt)
        found = await store.receipt_of_alert("a1")
        assert found is not None
        assert found.message == ("3" if kind == "update" else "1")


async def test_settling_without_receipt_keeps_the_one_there_is(store: Database) -> None:
    await store.enqueue([a_delivery("k1", alert_id="a1")])
    claimed = await store.claim_delivery("desk", NOW)
    assert claimed is not None
    await store.settle(claimed.id, DeliveryStatus.UNKNOWN, receipt=RECEIPT)
    await store.settle(claimed.id, DeliveryStatus.SENT)
    assert await store.receipt_of_alert("a1") == RECEIPT


async def test_ingest_enqueues_by_the_same_rules(store: Database) -> None:
    update = a_delivery("u1", kind="update", alert_id="aone", card={"title": "grown"})
    await store.ingest([a_record(), a_record("two", deliveries=(update, a_delivery("kone")))])
    claimed = await store.claim_delivery("desk", NOW)
    assert claimed is not None
    assert (claimed.key, claimed.card) == ("kone", {"title": "grown"})
    assert await keys(store) == []


async def test_two_nodes_drain_one_destination_in_order(store: Database, store_url: str) -> None:
    """Each row goes to exactly one of them, and the next only when the one before is settled."""
    wanted = [f"k{number:02}" for number in range(30)]
    await store.enqueue([a_delivery(key) for key in wanted])
    other = await open_store(store_url)
    sent: list[str] = []
    under_way: set[str] = set()

    async def drain(node: Database, chance: random.Random) -> None:
        while len(sent) < len(wanted):
            claimed = await node.claim_delivery("desk", NOW)
            if claimed is None:
                await asyncio.sleep(0.001)
                continue
            assert not under_way
            under_way.add(claimed.key)
            await asyncio.sleep(chance.random() * 0.002)
            under_way.remove(claimed.key)
            sent.append(claimed.key)
            await node.settle(claimed.id, DeliveryStatus.SENT)

    try:
        nodes = (store, other, store, other)
        await asyncio.gather(*(drain(node, random.Random(n)) for n, node in enumerate(nodes)))
    finally:
        await other.close()
    assert sent == wanted


async def test_ids_are_in_the_order_of_commits(store: Database, store_url: str) -> None:
    """While several nodes add rows, one that sends never sees a row appear before the last it
    took: what is selected as unsettled is never overtaken."""
    other = await open_store(store_url)
    taken: list[int] = []
    writers = 4
    done = 0

    async def write(node: Database, who: int) -> None:
        nonlocal done
        for number in range(12):
            await node.ingest([a_record(f"{who}-{number}", item={"seen": NOW - HOUR})])
        done += 1

    async def take() -> None:
        while True:
            finished = done == writers
            claimed = await store.claim_delivery("desk", NOW)
            if claimed is not None:
                taken.append(claimed.id)
                await store.settle(claimed.id, DeliveryStatus.SENT)
            elif finished:
                return
            else:
                await asyncio.sleep(0.001)

    try:
        nodes = (store, other) * (writers // 2)
        await asyncio.gather(take(), *(write(node, n) for n, node in enumerate(nodes)))
    finally:
        await other.close()
    assert len(taken) == writers * 12
    assert taken == sorted(taken)
