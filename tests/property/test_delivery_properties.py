"""Whatever a platform and the process do: each card arrives once, in order, none is lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card import Card, to_json
from bot.delivery.outbox import Outbox
from bot.model import Delivery, DeliveryStatus, Destination
from tests.support.fakeplatform import (
    FINE,
    Act,
    FakePlatform,
    busy,
    dropped,
    lost_answer,
    refused,
)
from tests.support.memoryoutbox import MemoryOutbox

PLACES = ("desk", "club")
_LONGEST = timedelta(minutes=20)
"""More than any wait of the outbox."""

acts = st.sampled_from(["fine", "lost", "dropped", "busy", "refused", "broken", "killed"])
steps = st.lists(st.tuples(acts, st.sampled_from(["sweep", "restart", "wait"])), max_size=25)


def act(name: str) -> Act:
    return {
        "fine": FINE,
        "lost": lost_answer(),
        "dropped": dropped(),
        "busy": busy(timedelta(seconds=5)),
        "refused": refused(),
        "broken": Act(commit=True, error=ConnectionResetError("reset")),
        # The process dies while the call is under way; the message is there.
        "killed": Act(commit=True, error=asyncio.CancelledError()),
    }[name]


class World:
    def __init__(self) -> None:
        self.now = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)
        self.store = MemoryOutbox()
        self.fake = FakePlatform(lambda: self.now)
        self.console = FakePlatform(lambda: self.now, name="console")
        self.outbox = self.start()

    def start(self) -> Outbox:
        return Outbox(
            self.store,
            {"fake": self.fake, "console": self.console},
            lambda name: Destination(
                name=name, platform="console" if name == "console" else "fake", address=name
            ),
            lambda: self.now,
            random=lambda: 0.5,
        )

    async def sweep(self) -> None:
        """One sweep; an act that kills the process is followed by a new one."""
        for name in await self.outbox.due():
            try:
                await self.outbox.drain(name)
            except asyncio.CancelledError:
                self.outbox = self.start()
                await self.outbox.reconcile()

    async def step(self, what: str, how: str) -> None:
        self.fake.will(act(what))
        if how == "restart":
            self.outbox = self.start()
            await self.outbox.reconcile()
        if how == "wait":
            self.now += timedelta(seconds=7)
        await self.sweep()
        self.fake.script.clear()


async def play(count: int, script: list[tuple[str, str]]) -> World:
    world = World()
    card = to_json(Card(title="news"))
    await world.store.enqueue(
        [
            Delivery(
                key=f"{place}{number:02}",
                destination=place,
                kind="post",
                card=card,
                created=world.now,
            )
            for number in range(count)
            for place in PLACES
        ]
    )
    for what, how in script:
        await world.step(what, how)
    for _ in range(4):  # the platform is well again
        world.now += _LONGEST
        await world.sweep()
        await world.sweep()
    return world


@given(st.integers(1, 6), steps)
@settings(deadline=None)
def test_every_card_arrives_once_and_in_order(count: int, script: list[tuple[str, str]]) -> None:
    world = asyncio.run(play(count, script))
    for place in PLACES:
        arrived = [each.key for each in world.fake.messages if each.address == place]
        assert arrived == [f"{place}{number:02}" for number in range(count)]
    statuses = {row.status for row in world.store.rows.values()}
    assert statuses == {DeliveryStatus.SENT}
    assert world.outbox.parked == {}


@given(st.integers(1, 3), steps)
@settings(deadline=None)
def test_owners_are_told_of_trouble_and_of_its_end_and_nothing_twice(
    count: int, script: list[tuple[str, str]]
) -> None:
    world = asyncio.run(play(count, script))
    told = [message.key for message in world.console.messages]
    assert len(told) == len(set(told))
    refusals = sum(what == "refused" for what, _ in script)
    assert len(told) <= 2 * refusals
    if not any(what == "killed" or how == "restart" for what, how in script):
        # A process that ends in the very moment of recovery takes the good news with it.
        assert not told or world.console.messages[-1].card.tone == "good"
