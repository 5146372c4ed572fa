"""Reports edited in place, from the bytes of their feed to the messages, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.backtest.history import backtest
from bot.catalogue import Catalogue
from bot.model import Settings, Watchlist
from bot.storage import open_store
from tests.support.figureroom import (
    FEEDS,
    REGISTRATIONS,
    SAID,
    START,
    TESLA,
    Entry,
    Newsroom,
)
from tests.support.stores import sqlite_file


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    url = sqlite_file(tmp_path / "tidings.db")
    store = await open_store(url)
    await store.sync_feeds(FEEDS, START)
    made = Newsroom(url, store, (TESLA, REGISTRATIONS))
    for number in range(len(FEEDS)):
        await made.polled(feed=number)  # the first sight of a feed is silent
    yield made
    await made.store.close()


async def told(room: Newsroom, number: str) -> Entry:
    entry = room.publish(f"Tesla China registers {number} vehicles last week", SAID.format(number))
    (post,) = await room.polled()
    assert post.startswith(f"post Tesla China registers {number}")
    return entry


async def edited(room: Newsroom, entry: Entry, number: str) -> list[str]:
    entry.text = SAID.format(number)
    entry.title = f"Tesla China registers {number} vehicles last week"
    return await room.polled()


async def test_another_number_on_the_same_page_is_a_correction_of_its_own_story(
    room: Newsroom,
) -> None:
    entry = await told(room, "3,900")
    reply, update = await edited(room, entry, "3,200")
    assert reply.startswith("reply Tesla China registers 3,200 vehicles last week")
    assert (
        "Corrected: the same page now says 3,200 vehicles"
        " (registrations, week 28 of 2026), not 3,900" in reply
    )
    assert "Told before: Tesla China registers 3,900 vehicles last week" in reply
    assert update.startswith("update Tesla China registers 3,900 vehicles last week")
    assert "3,900 vehicles, last week corrected to 3,200 vehicles" in update
    assert await room.value() == {3200: 3900}
    (alert,) = await room.store.alerts()
    story = await room.store.story(alert.story_id)
    assert story is not None
    assert [source.relation.value for source in story.sources] == ["new", "correction"]


async def test_texts_that_alternate_are_told_once_across_restarts(room: Newsroom) -> None:
    entry = await told(room, "3,900")
    assert len(await edited(room, entry, "3,200")) == 2
    for number in ("3,900", "3,200", "3,900"):
        await room.restart()
        assert await edited(room, entry, number) == []
    assert await room.value() == {3200: 3900}


async def test_each_new_number_is_told_a_few_times_and_kept_a_few_more(room: Newsroom) -> None:
    entry = await told(room, "3,900")
    sent = [await edited(room, entry, f"4,{number}00") for number in range(1, 9)]
    kinds = [[each.split()[0] for each in some] for some in sent]
    assert kinds[:3] == [["reply", "update"]] * 3
    assert kinds[3:] == [["update"]] * 5, "the card goes on saying what is so"
    assert await room.value() == {4800: 3900}


async def test_other_words_tell_nothing(room: Newsroom) -> None:
    entry = await told(room, "3,900")
    entry.text += " Analysts had asked for it."
    entry.title = "Tesla in China: 3,900 vehicles were registered last week"
    assert await room.polled() == []
    assert await room.value() == {3900: None}
    # What is added is no correction of what stands.
    entry.text += " In June Tesla sold 61,000 cars in Europe."
    assert await room.polled() == []


async def test_a_finer_number_is_no_correction(room: Newsroom) -> None:
    entry = room.publish("Tesla sales", SAID.format("about 3,900"))
    await room.polled()
    entry.text = SAID.format("3,914")
    assert await room.polled() == []


async def test_a_number_that_is_watched_for_only_now_is_told(room: Newsroom) -> None:
    entry = room.publish("Sales in China", SAID.format("3,200").replace("Tesla", "The maker"))
    assert await room.polled() == []
    room.watches = (REGISTRATIONS,)
    await room.restart()
    entry = room.publish("Cars of last week", SAID.format("3,200"), number=7)
    assert await room.polled() == [], "3,200 is not watched for"
    entry.text = SAID.format("3,800")
    (post,) = await room.polled()
    assert post.startswith("post Cars of last week")
    assert "weekly registrations 3,800 registrations (> 3,500)" in post
    assert await room.value() == {3800: 3200}


async def test_an_edit_of_what_was_not_told_is_dropped_with_its_reason(room: Newsroom) -> None:
    entry = room.publish("Cars of last week", SAID.format("3,200"), number=7)
    room.watches = ()
    await room.restart()
    assert await room.polled() == []
    room.watches = (TESLA,)
    await room.restart()
    entry.text = SAID.format("3,300")
    assert await room.polled() == []
    found = await room.store.items_of_watch("w1")
    assert len(found) == 1
    (decision,) = await room.store.decisions(found[0].id)
    assert decision.why.endswith("not 3,200; the story wasn't told here")


async def test_what_a_feed_began_with_is_corrected_in_silence(room: Newsroom) -> None:
    await room.store.close()
    path = room.url.replace("tidings.db", "other.db")
    room.url = path
    room.store = await open_store(path)
    await room.store.sync_feeds(FEEDS, START)
    await room.restart()
    entry = room.publish("Cars of last week", SAID.format("3,200"))
    assert await room.polled() == []
    assert await edited(room, entry, "3,900") == []
    assert await room.value() == {3900: 3200}


async def test_a_template_that_changes_all_numbers_is_no_correction(room: Newsroom) -> None:
    makers = ("Tesla", "Xiaomi", "Nio", "Xpeng", "Leapmotor", "Zeekr")
    for number, maker in enumerate(makers, 1):
        text = SAID.replace("Tesla", maker).format(f"{number},900")
        room.publish(f"{maker} registrations in China were counted", text, number=number)
    await room.polled()
    before = len(await room.readings())
    for entry in room.entries[FEEDS[0].url]:
        entry.text = entry.text.replace(",900", ",100")
    assert await room.polled() == []
    assert len(await room.readings()) == before


async def test_few_of_many_changed_by_one_poll_are_kept_and_not_told(room: Newsroom) -> None:
    for number in range(1, 13):
        text = SAID.format(f"{number},900").replace("last week", f"in week {number} of 2026")
        room.publish(f"Tesla China registers {number},900 vehicles in week {number}", text)
        await room.polled()
    for entry in room.entries[FEEDS[0].url][:4]:
        entry.text = entry.text.replace(",900", ",100")
    sent = await room.polled()
    assert {each.split()[0] for each in sent} == {"update"}
    assert {9100: 9900, 12100: 12900}.items() <= (await room.value()).items()


async def test_a_page_in_two_feeds_is_corrected_once(room: Newsroom) -> None:
    first = await told(room, "3,900")
    second = room.publish(first.title, first.text, feed=1)
    (update,) = await room.polled(feed=1)
    assert update.startswith("update")
    assert len(await edited(room, first, "3,200")) == 2
    second.text, second.title = first.text, first.title
    sent = await room.polled(feed=1)
    assert [each.split()[0] for each in sent] == ["update"]


async def test_a_number_without_a_period_may_just_have_grown(room: Newsroom) -> None:
    entry = room.publish("Tesla recalls cars", "Tesla recalls 1,200 cars in China over a pedal.")
    assert len(await room.polled()) == 1
    kinds = []
    for number in ("1,400", "1,600", "1,900"):
        entry.text = f"Tesla recalls {number} cars in China over a pedal."
        kinds.append([each.split()[0] for each in await room.polled()])
    assert kinds == [["reply", "update"], ["update"], ["update"]]


async def test_an_article_behind_a_teaser_is_read_again_when_its_teaser_changed(
    tmp_path: Path,
) -> None:
    url = sqlite_file(tmp_path / "tidings.db")
    store = await open_store(url)
    feed = replace(FEEDS[0], full_text=True)
    await store.sync_feeds([feed], START)
    room = Newsroom(url, store, (TESLA, REGISTRATIONS))
    await room.polled()
    page = "https://ledger.example/1"
    room.articles[page] = "A long report. " * 10 + SAID.format("3,900")
    entry = room.publish("Tesla China: the week in numbers", "The week of Tesla in China, counted.")
    assert len(await room.polled()) == 1
    room.articles[page] = "A long report. " * 10 + SAID.format("3,200")
    entry.text = "The week of Tesla in China, counted anew."
    reply, _ = await room.polled()
    assert "3,200 registrations (registrations, week 28 of 2026), not 3,900" in reply
    await room.store.close()


async def test_a_replay_of_the_history_tells_a_correction_as_it_was_told(room: Newsroom) -> None:
    entry = await told(room, "3,900")
    await edited(room, entry, "3,200")
    lists = [Watchlist(id="l1", name="EV", watches=room.watches)]
    catalogue = Catalogue.build(Settings(), FEEDS, lists)
    found = await backtest(
        room.store, catalogue, [catalogue], since=START, until=room.now + timedelta(hours=1)
    )
    (replayed,) = found.replayed
    assert (replayed.items, len(replayed.stories)) == (2, 1)
    assert (len(replayed.alerts), replayed.events, replayed.grown) == (1, 1, 0)
    assert not replayed.dropped, "the correction is told in the alert's thread"
