"""The outbox and Slack together, on the worst of days: each message once, in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.card import Card, to_json
from bot.delivery.outbox import Outbox
from bot.model import Delivery, Destination
from tests.support.fakeslack.faults import broken, confused, dropped, rate_limited
from tests.support.fakeslack.server import FakeSlack
from tests.support.memoryoutbox import MemoryOutbox
from tests.support.slackbot import slack_platform

DESK = Destination(name="desk", platform="slack", address="#desk")
TITLES = [f"Story number {n}" for n in range(8)]


async def test_every_kind_of_fault_in_a_row(slack: FakeSlack) -> None:
    later = timedelta(0)

    def clock() -> datetime:
        return datetime.now(UTC) + later

    store, platform = MemoryOutbox(), slack_platform(slack)
    outbox = Outbox(store, {"slack": platform}, lambda _: DESK, clock)
    await store.enqueue(
        [
            Delivery(
                key=title,
                destination="desk",
                kind="post",
                card=to_json(Card(title=title)),
                created=clock(),
            )
            for title in TITLES
        ]
    )
    slack.will(
        "chat.postMessage",
        dropped(commit=True), rate_limited(1), broken(502), broken(502, commit=True),
        confused(), confused(commit=True), confused("fatal_error"),
        confused("service_unavailable", commit=True), broken(504), dropped(),
    )  # fmt: skip
    slack.will("conversations.history", confused(), broken(503), dropped())
    try:
        for _ in range(60):
            await outbox.sweep()
            if len(slack.messages) == len(TITLES):
                break
            later += timedelta(minutes=6)
        await outbox.sweep()
    finally:
        await platform.close()
    assert [each.shown() for each in slack.messages] == [f"*{title}*" for title in TITLES]
    assert slack.faults == [], "every fault happened"
