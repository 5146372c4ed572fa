"""The outbox on the real store: parking, restarts, updates that melt into waiting posts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.card import Card, to_json
from bot.delivery.outbox import Outbox
from bot.model import Delivery, DeliveryKind, Destination
from bot.ports import OutboxStore
from bot.storage import open_store
from bot.storage.database import Database
from tests.support.fakeplatform import FakePlatform, lost_answer, refused
from tests.support.stores import sqlite_file

START = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    store = await open_store(sqlite_file(tmp_path / "tidings.db"))
    yield store
    await store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def outbox(store: OutboxStore, clock: Clock, fake: FakePlatform, console: FakePlatform) -> Outbox:
    return Outbox(
        store,
        {"fake": fake, "console": console},
        lambda name: Destination(
            name=name, platform="console" if name == "console" else "fake", address=name
        ),
        clock,
        random=lambda: 0.0,
    )


def delivery(
    key: str, kind: DeliveryKind = "post", *, alert: str = "", title: str = ""
) -> Delivery:
    return Delivery(
        key=key,
        destination="desk",
        kind=kind,
        card=to_json(Card(title=title or key)),
        alert_id=alert,
        created=START,
    )


async def test_a_parked_destination_waits_whole_and_resumes_in_order(
    store: Database, clock: Clock
) -> None:
    fake, console = FakePlatform(clock), FakePlatform(clock, name="console")
    box = outbox(store, clock, fake, console)
    await store.enqueue([delivery(f"k{number}") for number in range(4)])
    fake.will(refused())
    for _ in range(3):
        await box.sweep()
    assert fake.messages == []
    assert console.titles == ["desk is not receiving alerts"]

    # The next process tries at once, is refused again, and says nothing twice.
    box = outbox(store, clock, fake, console)
    fake.will(refused())
    await box.reconcile()
    await box.sweep()
    await box.sweep()
    assert len(console.messages) == 1

    clock.now += timedelta(minutes=15)
    await box.sweep()
    await box.sweep()
    assert [message.key for message in fake.messages] == ["k0", "k1", "k2", "k3"]
    assert console.titles[-1] == "desk receives alerts again"
    totals = await store.totals(clock.now)
    assert (totals.pending, totals.parked, totals.unknown) == (0, 0, 0)


async def test_updates_of_a_waiting_post_melt_into_it(store: Database, clock: Clock) -> None:
    fake, console = FakePlatform(clock), FakePlatform(clock, name="console")
    box = outbox(store, clock, fake, console)
    fake.will(refused())
    await store.enqueue([delivery("post", alert="a1", title="first")])
    await box.sweep()
    await store.enqueue([delivery("grown", "update", alert="a1", title="first, grown")])
    await box.unpark("desk")
    await box.sweep()
    assert fake.titles == ["first, grown"]
    assert [what for what, _ in fake.calls] == ["post", "post"]


async def test_a_lost_answer_is_found_and_later_updates_reach_it(
    store: Database, clock: Clock
) -> None:
    fake, console = FakePlatform(clock), FakePlatform(clock, name="console")
    box = outbox(store, clock, fake, console)
    await store.enqueue([delivery("post", alert="a1", title="first")])
    fake.will(lost_answer())
    await box.sweep()
    await store.enqueue([delivery("grown", "update", alert="a1", title="first, grown")])
    clock.now += timedelta(seconds=5)
    await box.sweep()
    assert fake.titles == ["first, grown"]
    assert len(fake.messages) == 1
