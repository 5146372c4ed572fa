"""Two outlets, two stories, two numbers for one thing: told once, and shown on both cards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.figures import parse_condition
from bot.model import Watch
from bot.storage import open_store
from tests.support.figureroom import FEEDS, START, TESLA, Newsroom
from tests.support.stores import sqlite_file

DIFFER = Watch(
    id="w3", name="registrations that differ", kind="figure", subject="Tesla",
    metric=("registrations",), condition=parse_condition("conflict"),
)  # fmt: skip
LEDGER, WIRE = 0, 2
STORIES = {
    "Musk flies to Beijing for talks on software": "Ministers met the visitor on Monday about rules"
    " for data and driver aids, a spokesman said. Tesla recorded {} insurance registrations in"
    " China in week 27 of 2026.",
    "Price war in the car market: who lost most": "Discounts of a fifth have spread from Guangzhou"
    " to Chengdu, a survey of showrooms found, and margins shrank everywhere. In week 27 of 2026"
    " Tesla had {} registrations in China.",
    "Brokers cut targets for makers of batteries": "Analysts see cells get cheaper until spring as"
    " lithium mines in Chile reopen. Demand is uneven: Tesla recorded {} registrations in China in"
    " week 27 of 2026.",
    "A new plant for seats opens in Hefei": "Four hundred people will sew covers there, twice as"
    " many as in Ningbo, the supplier said. Among its customers, Tesla had {} registrations in"
    " China in week 27 of 2026.",
    "Unions ask for more at two suppliers": "Night shifts and holidays are what workers of both"
    " firms want to talk about first. Tesla, which buys from them, recorded {} registrations in"
    " China in week 27 of 2026.",
}
"""Unrelated, but for one number in passing."""


def publish(room: Newsroom, story: int, number: str, feed: int) -> None:
    title = list(STORIES)[story]
    room.publish(title, STORIES[title].format(number), feed=feed)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    url = sqlite_file(tmp_path / "tidings.db")
    store = await open_store(url)
    await store.sync_feeds(FEEDS, START)
    made = Newsroom(url, store, (TESLA, DIFFER))
    for number in range(len(FEEDS)):
        await made.polled(feed=number)  # the first sight of a feed is silent
    yield made
    await made.store.close()


async def test_a_contradiction_between_stories_is_told_once_and_shown_on_both_cards(
    room: Newsroom,
) -> None:
    publish(room, 0, "3,200", LEDGER)
    (first,) = await room.polled()
    assert "differ" not in first

    publish(room, 1, "3,900", WIRE)
    second, first = await room.polled(feed=WIRE)
    assert second.startswith("post Price war in the car market")
    assert "registrations that differ wire says 3,900 registrations, ledger says 3,200" in second
    both = "Sources differ: ledger says 3,200 registrations, wire says 3,900 registrations"
    assert both in second
    assert first.startswith("update Musk flies to Beijing")
    assert both in first
    found = {alert.story_id for alert in await room.store.alerts()}
    assert len(found) == 2, "unrelated stories"


async def test_who_says_again_what_he_said_makes_no_new_contradiction(room: Newsroom) -> None:
    publish(room, 0, "3,200", LEDGER)
    publish(room, 1, "3,900", WIRE)
    await room.polled()
    assert "registrations that differ" in (await room.polled(feed=WIRE))[0]
    publish(room, 2, "3,900", WIRE)
    publish(room, 3, "3,205", LEDGER)
    later = [*await room.polled(feed=WIRE), *await room.polled()]
    assert [each.split()[0] for each in later] == ["post", "post"]
    assert not any("registrations that differ" in each for each in later)
    assert all("Sources differ: ledger says 3,2" in each for each in later)

    # A third number is another contradiction.
    publish(room, 4, "4,500", WIRE)
    post, *updates = await room.polled(feed=WIRE)
    assert "wire says 4,500 registrations, ledger says 3,2" in post
    assert updates
    assert all(each.startswith("update") for each in updates)
