"""The outbox: in order, once, and never blindly twice."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.card import Card, Paragraph, from_json, text_of, to_json
from bot.delivery import notices
from bot.delivery.outbox import Outbox, OutboxSettings
from bot.errors import DeliveryError, StorageError
from bot.model import CONSOLE, Delivery, DeliveryKind, DeliveryStatus, Destination
from bot.ports import EVERY_ADDRESS
from tests.support.fakeplatform import (
    Act,
    FakePlatform,
    busy,
    dropped,
    gone,
    lost_answer,
    refused,
    refused_everywhere,
)
from tests.support.memoryoutbox import MemoryOutbox

DESK = Destination(name="desk", platform="fake", address="#desk")
CLUB = Destination(name="club", platform="fake", address="#club")
NOWHERE = Destination(name="nowhere", platform="telegraph", address="x")
SENT, PENDING, UNKNOWN = DeliveryStatus.SENT, DeliveryStatus.PENDING, DeliveryStatus.UNKNOWN
PARKED, FAILED, SENDING = DeliveryStatus.PARKED, DeliveryStatus.FAILED, DeliveryStatus.SENDING


class World:
    """An outbox between a store and two platforms, with a clock that tests move."""

    def __init__(
        self,
        settings: OutboxSettings | None = None,
        owners: str | tuple[str, ...] = "console",
        *,
        hold_unsure: bool = True,
    ) -> None:
        self.now = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)
        self.store = MemoryOutbox()
        self.fake = FakePlatform(self.clock)
        self.console = FakePlatform(self.clock, name="console")
        self.slept: list[float] = []
        self.settings = settings or OutboxSettings()
        self.owners = (owners,) if isinstance(owners, str) else owners
        self.hold_unsure = hold_unsure
        self.outbox = self.start()

    def clock(self) -> datetime:
        return self.now

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def start(self) -> Outbox:
        """A new process on the same store and platforms."""
        places = {each.name: each for each in (DESK, CLUB, NOWHERE, CONSOLE)}
        self.outbox = Outbox(
            self.store,
            {"fake": self.fake, "console": self.console},
            places.__getitem__,
            self.clock,
            owners=lambda: self.owners,
            hold_unsure=lambda: self.hold_unsure,
            settings=self.settings,
            random=lambda: 0.0,
            sleep=self.sleep,
        )
        return self.outbox

    async def put(
        self,
        *keys: str,
        destination: str = "desk",
        kind: DeliveryKind = "post",
        alert: str = "",
        title: str = "",
    ) -> None:
        await self.store.enqueue(
            [
                Delivery(
                    key=key,
                    destination=destination,
                    kind=kind,
                    card=to_json(Card(title=title or key)),
                    alert_id=alert,
                    created=self.now,
                )
                for key in keys
            ]
        )

    @property
    def notices(self) -> list[Card]:
        """What the owners were told, sent or still waiting."""
        rows = self.store.rows.values()
        return [from_json(row.card) for row in rows if row.kind == "notice"]

    def sent_keys(self) -> list[str]:
        return [message.key for message in self.fake.messages]


@pytest.fixture
def world() -> World:
    return World()


# ── the straight way ─────────────────────────────────────────────────────────────────────


async def test_what_waits_is_sent_in_order_with_receipts(world: World) -> None:
    await world.put("one", "two", "three")
    assert await world.outbox.drain("desk") == 3
    assert world.sent_keys() == ["one", "two", "three"]
    assert [row.status for row in world.store.rows.values()] == [SENT] * 3
    receipt = world.store.row("two").receipt
    assert receipt is not None
    assert receipt.message == "m2"
    assert await world.outbox.drain("desk") == 0


async def test_sending_is_stored_before_the_platform_is_called(world: World) -> None:
    await world.put("one")
    world.fake.will(Act(hang=True))
    task = asyncio.create_task(world.outbox.drain("desk"))
    await world.fake.hanging.wait()
    assert world.store.status("one") is SENDING
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_two_drains_of_one_destination_never_overlap(world: World) -> None:
    await world.put(*(f"k{i}" for i in range(20)))
    sent = await asyncio.gather(*(world.outbox.drain("desk") for _ in range(5)))
    assert sum(sent) == 20
    assert world.sent_keys() == [f"k{i}" for i in range(20)]


async def test_destinations_dont_wait_for_each_other(world: World) -> None:
    await world.put("d1", "d2")
    await world.put("c1", destination="club")
    world.fake.will(busy(timedelta(hours=1)))
    assert await world.outbox.drain("desk") == 0
    assert await world.outbox.sweep() == 1
    assert world.sent_keys() == ["c1"]


# ── refused for now ──────────────────────────────────────────────────────────────────────


async def test_a_refusal_waits_and_nothing_overtakes(world: World) -> None:
    await world.put("one", "two")
    world.fake.will(busy(timedelta(seconds=30)))
    assert await world.outbox.drain("desk") == 0
    assert world.store.status("one") is PENDING
    world.wait(seconds=29)
    assert await world.outbox.drain("desk") == 0
    world.wait(seconds=1)
    assert await world.outbox.drain("desk") == 2
    assert world.sent_keys() == ["one", "two"]


async def test_it_backs_off_and_never_gives_up(world: World) -> None:
    await world.put("one")
    waits = []
    for _ in range(12):
        world.fake.will(busy())
        before = world.now
        await world.outbox.drain("desk")
        due = world.store.row("one").not_before
        assert due is not None
        waits.append((due - before).total_seconds())
        world.now = due
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 300
    assert await world.outbox.drain("desk") == 1


# ── in doubt ─────────────────────────────────────────────────────────────────────────────


async def test_a_lost_answer_is_looked_up_not_sent_again(world: World) -> None:
    await world.put("one", "two")
    world.fake.will(lost_answer())
    assert await world.outbox.drain("desk") == 0
    assert world.store.status("one") is UNKNOWN
    assert await world.outbox.drain("desk") == 0, "the message gets time to show up"
    world.wait(seconds=2)
    assert await world.outbox.drain("desk") == 1
    assert world.sent_keys() == ["one", "two"]
    receipt = world.store.row("one").receipt
    assert receipt is not None
    assert receipt.message == "m1"


async def test_what_never_arrived_is_sent_again_in_its_place(world: World) -> None:
    await world.put("one", "two")
    world.fake.will(dropped())
    await world.outbox.drain("desk")
    world.wait(seconds=2)
    assert await world.outbox.drain("desk") == 2
    assert world.sent_keys() == ["one", "two"]


async def test_a_doubt_is_found_by_the_sweep_with_nothing_else_waiting(world: World) -> None:
    await world.put("one")
    world.fake.will(lost_answer())
    await world.outbox.sweep()
    assert await world.outbox.due() == []
    world.wait(seconds=2)
    assert await world.outbox.due() == ["desk"]
    await world.outbox.sweep()
    assert world.store.status("one") is SENT


async def test_when_looking_fails_too_it_looks_again_later(world: World) -> None:
    await world.put("one")
    world.fake.will(lost_answer())
    world.fake.find_script.append(busy(timedelta(seconds=10)))
    await world.outbox.drain("desk")
    world.wait(seconds=2)
    await world.outbox.drain("desk")
    assert world.store.status("one") is UNKNOWN
    world.wait(seconds=9)
    await world.outbox.drain("desk")
    assert world.store.status("one") is UNKNOWN
    world.wait(seconds=1)
    await world.outbox.drain("desk")
    assert world.store.status("one") is SENT
    assert world.sent_keys() == ["one"]


async def test_when_looking_is_not_allowed_it_parks_rather_than_guess(world: World) -> None:
    await world.put("one")
    world.fake.will(lost_answer())
    world.fake.find_script.append(refused("missing scope channels:history", "add the scope"))
    await world.outbox.drain("desk")
    world.wait(seconds=2)
    await world.outbox.drain("desk")
    assert world.store.status("one") is UNKNOWN, "still in doubt: never sent blindly"
    assert "add the scope" in world.notices[0].fallback
    await world.put("two")
    await world.outbox.drain("desk")
    assert world.sent_keys() == ["one"], "everything behind it waits"
    world.wait(minutes=16)
    assert "desk" in await world.outbox.due()
    await world.outbox.drain("desk")
    assert world.store.status("one") is SENT
    await world.outbox.drain("desk")
    assert world.sent_keys() == ["one", "two"], "found and not sent again, then the next"
    assert "again" in world.notices[-1].title
    assert world.outbox.parked == {}


async def test_when_looking_is_not_allowed_the_owner_may_want_it_sent_again() -> None:
    world = World(hold_unsure=False)
    await world.put("one", "two")
    world.fake.will(dropped())
    world.fake.find_script.append(refused("missing scope channels:history", "add the scope"))
    await world.outbox.drain("desk")
    world.wait(seconds=2)
    await world.outbox.drain("desk")
    world.wait(minutes=1)
    await world.outbox.drain("desk")
    assert world.sent_keys() == ["one", "two"]
    assert world.notices == []


async def test_what_waits_for_a_platform_is_tried_when_its_trouble_is_over(world: World) -> None:
    await world.put("one")
    world.fake.will(refused("token revoked", "a new token"))
    world.fake.trouble = "the token was revoked"
    await world.outbox.drain("desk")
    assert await world.outbox.due() == ["console"]
    world.fake.trouble = ""
    assert "desk" in await world.outbox.due()
    await world.outbox.drain("desk")
    assert world.sent_keys() == ["one"]


async def test_what_was_put_off_goes_out_when_its_platform_is_back(world: World) -> None:
    await world.put("one", "two")
    world.fake.trouble = "out of reach"
    for _ in range(8):
        world.fake.will(busy())
        await world.outbox.sweep()
        world.wait(minutes=6)
    world.fake.will(busy())
    await world.outbox.sweep()
    await world.outbox.sweep()
    assert world.fake.messages == []
    world.fake.trouble = ""
    await world.outbox.sweep()
    assert world.sent_keys() == ["one", "two"]


async def test_what_a_destination_refuses_waits_whatever_its_platform_does(world: World) -> None:
    await world.put("one")
    world.fake.will(refused())
    await world.outbox.drain("desk")
    assert "desk" not in await world.outbox.due()
    world.fake.trouble = "away"
    assert "desk" not in await world.outbox.due()


async def test_a_doubt_is_looked_into_when_the_platforms_trouble_is_over(world: World) -> None:
    await world.put("one")
    world.fake.will(lost_answer())
    world.fake.find_script.append(refused("token revoked", "a new token"))
    await world.outbox.drain("desk")
    world.wait(seconds=2)
    await world.outbox.drain("desk")
    world.fake.trouble = "the token was revoked"
    assert "desk" not in await world.outbox.due(), "trouble may be known later than refusals"
    world.fake.trouble = ""
    assert "desk" in await world.outbox.due()
    await world.outbox.drain("desk")
    assert world.store.status("one") is SENT
    assert world.sent_keys() == ["one"]


async def test_a_row_whose_process_died_is_looked_for_and_the_next_goes_out(world: World) -> None:
    await world.put("one", "two")
    claimed = await world.store.claim_delivery("desk", world.now)
    assert claimed is not None  # by another process, which dies with it in hand
    assert await world.outbox.due() == []
    world.wait(seconds=63)
    assert await world.outbox.due() == ["desk"]
    await world.outbox.drain("desk")
    assert world.sent_keys() == ["one", "two"]


async def test_a_parked_destination_that_was_emptied_is_left_alone(world: World) -> None:
    await world.put("one")
    world.fake.will(refused("not in channel", "invite the bot"))
    await world.outbox.drain("desk")
    assert world.store.status("one") is PARKED
    world.store.rows.pop(min(world.store.rows))
    world.wait(minutes=16)
    await world.outbox.drain("desk")
    assert world.outbox.parked == {}
    assert "desk" not in await world.outbox.due()


async def test_a_platform_that_never_answers_is_cut_off() -> None:
    world = World(OutboxSettings(limit=timedelta(milliseconds=20), grace=timedelta(0)))
    await world.put("one")
    world.fake.will(Act(commit=True, hang=True))
    await world.outbox.drain("desk")
    assert world.store.status("one") is UNKNOWN
    await world.outbox.drain("desk")
    assert world.store.status("one") is SENT
    assert world.sent_keys() == ["one"]


@pytest.mark.parametrize("error", [ConnectionResetError("reset"), TimeoutError(), OSError("x")])
async def test_a_broken_connection_is_a_doubt_whoever_raises_it(
    world: World, error: OSError
) -> None:
    await world.put("one")
    world.fake.will(Act(commit=True, error=error))
    await world.outbox.drain("desk")
    world.wait(seconds=2)
    await world.outbox.drain("desk")
    assert world.sent_keys() == ["one"]
    assert world.store.status("one") is SENT


async def test_a_cancelled_send_is_looked_up_at_the_next_drain(world: World) -> None:
    await world.put("one")
    world.fake.will(Act(commit=True, hang=True))
    task = asyncio.create_task(world.outbox.drain("desk"))
    await world.fake.hanging.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert world.store.status("one") is SENDING
    await world.outbox.sweep()
    assert world.store.status("one") is SENT
    assert world.sent_keys() == ["one"]


async def test_a_full_disk_after_sending_leads_to_no_double(world: World) -> None:
    await world.put("one", "two")
    world.store.full = 1
    with pytest.raises(StorageError):
        await world.outbox.drain("desk")
    world.wait(seconds=2)
    await world.outbox.drain("desk")
    assert world.sent_keys() == ["one", "two"]


async def test_a_sweep_goes_on_past_a_full_disk(world: World) -> None:
    await world.put("one")
    await world.put("c1", destination="club")
    world.store.full = 1
    assert await world.outbox.sweep() == 1


# ── after a restart ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_restart_reconciles_what_was_being_sent(world: World, arrived: bool) -> None:
    await world.put("one", "two")
    world.fake.will(Act(commit=arrived, hang=True))
    task = asyncio.create_task(world.outbox.drain("desk"))
    await world.fake.hanging.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    outbox = world.start()
    assert await outbox.reconcile() == 1
    await outbox.sweep()
    assert sorted(world.sent_keys()) == ["one", "two"]
    assert world.sent_keys()[0] == "one"


async def test_an_update_in_doubt_is_simply_made_again(world: World) -> None:
    await world.put("one", alert="a1")
    await world.outbox.drain("desk")
    await world.put("one+", kind="update", alert="a1", title="one, and more")
    world.fake.will(lost_answer())
    await world.outbox.drain("desk")
    world.wait(seconds=5)
    await world.outbox.drain("desk")
    assert world.fake.titles == ["one, and more"]
    assert ("find", "one+") not in world.fake.calls

    await world.put("one++", kind="update", alert="a1", title="even more")
    await world.store.claim_delivery("desk", world.now)
    outbox = world.start()
    await outbox.reconcile()
    await outbox.sweep()
    assert world.fake.titles == ["even more"]


# ── refused until somebody mends it ──────────────────────────────────────────────────────


async def test_a_permanent_refusal_parks_everything_and_tells_the_owners_once(
    world: World,
) -> None:
    await world.put("one", "two", "three")
    world.fake.will(refused())
    await world.outbox.drain("desk")
    for _ in range(3):
        await world.outbox.drain("desk")
        await world.outbox.sweep()
    assert world.fake.messages == []
    assert world.store.status("one") is PARKED
    assert list(world.outbox.parked) == ["desk"]
    notice = world.console.messages[0].card
    assert len(world.console.messages) == 1
    assert notice.title == "desk is not receiving alerts"
    assert "not in channel" in notice.fallback
    assert "/invite @tidings" in notice.fallback
    assert not notice.private


async def test_unpark_sends_everything_in_order_and_says_so(world: World) -> None:
    await world.put("one", "two")
    world.fake.will(refused())
    await world.outbox.drain("desk")
    assert await world.outbox.unpark("desk") == 1
    assert await world.outbox.drain("desk") == 2
    assert world.sent_keys() == ["one", "two"]
    assert world.notices[-1].title == "desk is not receiving alerts"


async def test_a_parked_destination_is_tried_again_by_itself(world: World) -> None:
    await world.put("one", "two")
    world.fake.will(refused(), refused())
    await world.outbox.sweep()
    world.wait(minutes=15)
    await world.outbox.sweep()
    assert world.fake.messages == []
    assert len(world.notices) == 1, "the same trouble is told once"
    world.wait(minutes=15)
    await world.outbox.sweep()
    await world.outbox.sweep()
    assert world.sent_keys() == ["one", "two"]
    assert [card.tone for card in world.notices] == ["error", "good"]
    assert world.outbox.parked == {}


async def test_other_trouble_is_told_again(world: World) -> None:
    await world.put("one")
    world.fake.will(refused("not in channel"), refused("token revoked"))
    await world.outbox.sweep()
    world.wait(minutes=15)
    await world.outbox.sweep()
    assert ["token revoked" in card.fallback for card in world.notices] == [False, True]


async def test_a_restart_tries_parked_destinations_at_once(world: World) -> None:
    await world.put("one", "two")
    world.fake.will(refused())
    await world.outbox.sweep()
    outbox = world.start()
    await outbox.reconcile()
    await outbox.sweep()
    assert world.sent_keys() == ["one", "two"]


async def test_a_platform_that_isnt_there_parks_with_the_mend(world: World) -> None:
    await world.put("one", destination="nowhere")
    await world.outbox.sweep()
    assert world.store.status("one") is PARKED
    assert "telegraph" in world.notices[0].fallback
    assert "tidings doctor" in world.notices[0].fallback


async def test_owners_whose_own_channel_is_broken_are_told_at_the_console() -> None:
    world = World(owners="desk")
    await world.put("one")
    world.fake.will(refused())
    await world.outbox.sweep()
    await world.outbox.sweep()
    assert world.console.titles == ["desk is not receiving alerts"]


async def test_a_cause_is_told_once_however_many_places_have_it(world: World) -> None:
    await world.put("one")
    await world.put("two", destination="club")
    world.fake.will(refused(), refused())
    await world.outbox.sweep()
    assert sorted(world.outbox.parked) == ["club", "desk"]
    assert len(world.notices) == 1
    world.wait(minutes=1)
    await world.outbox.sweep()
    await world.outbox.sweep()
    assert sorted(world.sent_keys()) == ["one", "two"]
    assert len(world.notices) == 2
    assert {"desk", "club"} <= set(re.findall(r"\w+", world.notices[1].title))


async def test_a_restart_tells_no_cause_again(world: World) -> None:
    await world.put("one")
    await world.put("two", destination="club")
    world.fake.will(refused(), refused())
    await world.outbox.sweep()
    world.fake.will(refused(), refused())
    outbox = world.start()
    await outbox.reconcile()
    await outbox.sweep()
    assert len(world.notices) == 1


async def test_what_a_whole_platform_refuses_is_told_elsewhere() -> None:
    world = World(owners=("club", "console"))
    await world.put("one")
    world.fake.will(refused_everywhere())
    await world.outbox.sweep()
    await world.outbox.sweep()
    assert world.console.titles == ["Nothing can be sent on Fake"]
    assert world.fake.messages == []


async def test_owners_whose_channel_waits_are_told_at_the_next_place() -> None:
    world = World(owners=("club", "console"))
    await world.put("one", destination="club")
    world.fake.will(refused("archived"))
    await world.outbox.sweep()
    await world.put("two")
    world.fake.will(refused("not in channel"))
    await world.outbox.drain("desk")
    await world.outbox.sweep()
    assert world.console.titles == ["club is not receiving alerts", "desk is not receiving alerts"]


@pytest.mark.parametrize("said", ["#desk", EVERY_ADDRESS])
async def test_what_somebody_mended_is_tried_at_once(world: World, said: str) -> None:
    await world.put("one", "two")
    world.fake.will(refused())
    await world.outbox.sweep()
    world.fake.mended = {"#club"}
    await world.outbox.sweep()
    assert world.fake.messages == [], "another place was mended"
    world.fake.mended = {said}
    await world.outbox.sweep()
    assert world.sent_keys() == ["one", "two"]


async def test_another_configuration_is_tried_at_once(world: World) -> None:
    await world.put("one")
    world.fake.will(refused())
    await world.outbox.sweep()
    world.outbox.hasten()
    await world.outbox.sweep()
    assert world.sent_keys() == ["one"]


async def test_what_goes_on_refusing_is_asked_ever_more_seldom(world: World) -> None:
    await world.put("one")
    world.fake.will(*[refused()] * 12)
    await world.outbox.sweep()
    pauses = []
    while not world.fake.messages:
        pauses.append((world.outbox.parked["desk"] - world.now).total_seconds())
        world.wait(seconds=pauses[-1])
        await world.outbox.sweep()
    assert pauses[0] <= 30
    assert pauses == sorted(pauses)
    assert pauses[-1] == pauses[-2] == 300
    assert len(world.notices) == 2


async def test_a_broken_console_doesnt_tell_itself(world: World) -> None:
    await world.put("one", destination="console")
    world.console.will(refused())
    await world.outbox.sweep()
    assert world.notices == []


# ── faults of ours ───────────────────────────────────────────────────────────────────────


async def test_a_fault_in_a_renderer_costs_one_message_not_the_queue(world: World) -> None:
    await world.put("one", "two")
    world.fake.will(Act(error=KeyError("blocks")))
    assert await world.outbox.drain("desk") == 1
    assert world.store.status("one") is FAILED
    assert "KeyError" in world.store.row("one").error
    assert world.sent_keys() == ["two"]
    assert "could not be sent" in world.notices[0].title


async def test_a_fault_after_the_message_went_out_is_no_failure(world: World) -> None:
    await world.put("one")
    world.fake.will(Act(commit=True, error=ValueError("bad answer")))
    await world.outbox.drain("desk")
    assert world.store.status("one") is SENT
    assert world.notices == []


async def test_faults_in_a_row_park_the_destination_before_more_is_lost(world: World) -> None:
    await world.put("1", "2", "3", "4")
    world.fake.will(*(Act(error=KeyError("x")) for _ in range(3)))
    await world.outbox.drain("desk")
    statuses = [world.store.status(key) for key in "1234"]
    assert statuses == [FAILED, FAILED, PARKED, PENDING]
    assert await world.outbox.drain("desk") == 0


async def test_what_one_message_says_is_refused_and_the_rest_goes_on(world: World) -> None:
    await world.put("one", "two")
    world.fake.will(Act(error=DeliveryError("AutoMod", hint="exempt the bot", refused=True)))
    assert await world.outbox.drain("desk") == 1
    assert world.store.status("one") is FAILED
    assert world.sent_keys() == ["two"]
    told = world.notices[0].fallback
    assert "exempt the bot" in told
    assert "fault in the program" not in told


async def test_a_refusal_nobody_knows_holds_up_the_rest_for_a_while_only(world: World) -> None:
    await world.put("one", "two")
    perhaps = DeliveryError("refuses it: odd_error", permanent=True, refused=True)
    world.fake.will(*(Act(error=perhaps) for _ in range(4)))
    for _ in range(4):
        await world.outbox.sweep()
        world.wait(minutes=6)
    assert world.store.status("one") is FAILED
    assert world.sent_keys() == ["two"]
    told = [each.title for each in world.notices]
    assert told == [
        "desk is not receiving alerts",
        "One message for desk could not be sent",
        "desk receives alerts again",
    ]


async def test_a_refusal_nobody_knows_that_comes_once_is_told_nobody(world: World) -> None:
    await world.put("one", "two")
    perhaps = DeliveryError("refuses it: odd_error", permanent=True, refused=True)
    world.fake.will(Act(error=perhaps))
    await world.outbox.sweep()
    world.wait(seconds=5)
    await world.outbox.sweep()
    assert (world.sent_keys(), world.notices) == (["one", "two"], [])


async def test_a_place_that_refuses_all_for_a_reason_nobody_knows_is_parked(world: World) -> None:
    await world.put("1", "2", "3", "4")
    perhaps = DeliveryError("refuses it: odd_error", permanent=True, refused=True)
    world.fake.will(*(Act(error=perhaps) for _ in range(40)))
    for _ in range(20):
        await world.outbox.sweep()
        world.wait(minutes=6)
    statuses = [world.store.status(key) for key in "1234"]
    assert statuses == [FAILED, FAILED, PARKED, PENDING]


async def test_a_card_that_cannot_be_read_is_a_fault_too(world: World) -> None:
    await world.store.enqueue(
        [
            Delivery(
                key="bad",
                destination="desk",
                kind="post",
                card={"title": "x"},
                created=world.now,
            )
        ]
    )
    await world.put("good")
    assert await world.outbox.drain("desk") == 1
    assert world.store.status("bad") is FAILED


# ── updates and replies ──────────────────────────────────────────────────────────────────


async def test_updates_and_replies_find_the_alerts_message(world: World) -> None:
    await world.put("post", alert="a1", title="first")
    await world.put("reply", kind="reply", alert="a1", title="news")
    await world.put("update", kind="update", alert="a1", title="first, grown")
    await world.outbox.drain("desk")
    first, reply = world.fake.messages
    assert first.card.title == "first, grown"
    assert (reply.card.title, reply.thread) == ("news", first.id)


async def test_an_update_of_a_deleted_message_is_done_with_a_note(world: World) -> None:
    await world.put("post", alert="a1")
    await world.outbox.drain("desk")
    world.fake.delete("m1")
    await world.put("update", kind="update", alert="a1")
    assert await world.outbox.drain("desk") == 1
    assert "nothing to update" in world.store.row("update").error


async def test_an_update_without_a_message_is_done_with_a_note(world: World) -> None:
    await world.put("update", kind="update", alert="a9")
    assert await world.outbox.drain("desk") == 1
    assert "nothing to update" in world.store.row("update").error
    assert world.fake.calls == []


async def test_a_reply_outlives_its_deleted_thread(world: World) -> None:
    await world.put("post", alert="a1")
    await world.outbox.drain("desk")
    world.fake.delete("m1")
    await world.put("reply", kind="reply", alert="a1")
    assert await world.outbox.drain("desk") == 1
    assert [message.thread for message in world.fake.messages] == [""]
    assert "posted on its own" in world.store.row("reply").error


async def test_a_reply_without_a_thread_is_posted(world: World) -> None:
    await world.put("reply", kind="reply", alert="a9")
    assert await world.outbox.drain("desk") == 1
    assert world.sent_keys() == ["reply"]


async def test_gone_without_a_thread_is_tried_again(world: World) -> None:
    await world.put("one")
    world.fake.will(gone())
    await world.outbox.drain("desk")
    assert world.store.status("one") is PENDING


# ── pace ─────────────────────────────────────────────────────────────────────────────────


async def test_messages_of_a_paced_platform_are_a_gap_apart() -> None:
    world = World(OutboxSettings(gaps={"fake": timedelta(seconds=1)}))
    await world.put("one", "two", "three")
    await world.put("n1", "n2", destination="console", kind="notice")
    await world.outbox.drain("desk")
    await world.outbox.drain("console")
    assert world.slept == [1, 1]


def test_what_is_to_be_opened_is_a_link() -> None:
    mend = "invite it again: https://a.example/authorize?client_id=1&scope=bot, then wait"
    row = Delivery(
        destination="desk", key="k", kind="post", card={}, created=datetime(2026, 7, 13, tzinfo=UTC)
    )
    card = notices.parked(row, DeliveryError("not there", hint=mend, permanent=True))
    (paragraph,) = [
        each
        for each in card.blocks
        if isinstance(each, Paragraph) and "invite" in text_of(each.line)
    ]
    assert [(run.text, run.url) for run in paragraph.line if run.url] == [
        ("this link", "https://a.example/authorize?client_id=1&scope=bot")
    ]
    assert text_of(paragraph.line).endswith("again: this link, then wait")
