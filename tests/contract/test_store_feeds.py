"""Feeds and who polls them next, on every store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model import FeedState, Origin
from bot.ports import FeedStatus
from bot.storage import Database, open_store
from tests.support.records import DAY, HOUR, MINUTE, NOW, a_feed


def full_state(feed_id: str) -> FeedState:
    """Every field away from its default."""
    return FeedState(
        feed_id=feed_id,
        title="Neue Züge · 新闻",
        site_url="https://one.example/",
        etag='W/"x\\"y"',
        last_modified="Sun, 01 Mar 2026 12:00:00 GMT",
        body_hash="b" * 64,
        fragment_hashes=frozenset({"a1", "b2", "c3"}),
        next_poll=NOW + HOUR,
        last_poll=NOW,
        last_ok=NOW - HOUR,
        last_new=NOW - DAY,
        interval=timedelta(seconds=421.5),
        items_per_day=7.25,
        failures=3,
        failing_since=NOW - HOUR,
        error="answered 503",
        moved_to="https://new.example/feed",
        moved_count=2,
        url="https://old.example/feed",
        retired=True,
        baseline=True,
        skip_hours=(1, 2),
        skip_days=(6,),
        ttl=timedelta(minutes=30),
        hub="https://hub.example/",
    )


async def next_due(store: Database) -> datetime | None:
    every = [each for each in await store.feeds() if not (each.feed.paused or each.state.retired)]
    return min((each.state.next_poll for each in every if each.state.next_poll), default=None)


async def test_a_new_feed_is_due_at_once(store: Database) -> None:
    await store.sync_feeds([a_feed("b"), a_feed("a")], NOW)
    assert await next_due(store) == NOW
    assert sorted(await store.claim_due(NOW, limit=10, lease=MINUTE)) == ["fa", "fb"]


async def test_no_feeds(store: Database) -> None:
    await store.sync_feeds([], NOW)
    assert await store.feeds() == []
    assert await store.feed("fone") is None
    assert await next_due(store) is None
    assert await store.claim_due(NOW, limit=10, lease=MINUTE) == []


async def test_a_feed_comes_back_as_it_was_given(store: Database) -> None:
    feed = a_feed(
        every=timedelta(minutes=5),
        full_text=True,
        tags=("ev", "中国"),
        paused=True,
        backfill=3,
        origin=Origin(kind="file", where="config/feeds.yaml:4"),
    )
    await store.sync_feeds([feed], NOW)
    await store.save_state(full_state("fone"))
    assert await store.feed("fone") == FeedStatus(feed=feed, state=full_state("fone"))


async def test_many_statuses_at_a_time_and_many_states(store: Database) -> None:
    await store.sync_feeds([a_feed(name) for name in "abc"], NOW)
    await store.save_states([full_state("fa"), full_state("fb")])
    await store.save_states([])
    found = await store.statuses(["fb", "fa", "fx", "fc"])
    assert set(found) == {"fa", "fb", "fc"}
    assert found["fa"] == await store.feed("fa")
    assert found["fb"].state == full_state("fb")
    assert found["fc"].state == FeedState(feed_id="fc", next_poll=NOW)
    assert await store.statuses([]) == {}


async def test_state_without_times_comes_back(store: Database) -> None:
    await store.sync_feeds([a_feed()], NOW)
    await store.save_state(FeedState(feed_id="fone"))
    status = await store.feed("fone")
    assert status is not None
    assert status.state == FeedState(feed_id="fone")
    assert await store.claim_due(NOW, limit=1, lease=MINUTE) == ["fone"]


async def test_a_claim_keeps_others_away_until_the_lease_ends(store: Database) -> None:
    await store.sync_feeds([a_feed()], NOW)
    assert await store.claim_due(NOW, limit=10, lease=MINUTE) == ["fone"]
    assert await store.claim_due(NOW, limit=10, lease=MINUTE) == []
    assert await next_due(store) == NOW + MINUTE
    assert [each.claimed for each in await store.feeds()] == [True]
    assert await store.claim_due(NOW + MINUTE, limit=10, lease=MINUTE) == ["fone"]


async def test_leases_of_a_process_that_is_gone_are_released(store: Database) -> None:
    await store.sync_feeds([a_feed(name) for name in "abc"], NOW)
    await store.save_state(FeedState(feed_id="fb", next_poll=NOW - MINUTE))
    await store.save_state(FeedState(feed_id="fc", next_poll=NOW + HOUR))
    assert await store.claim_due(NOW, limit=10, lease=DAY) == ["fb", "fa"]
    assert await store.claim_due(NOW, limit=10, lease=DAY) == []
    assert await store.release_leases() == 2
    assert sorted(await store.claim_due(NOW, limit=10, lease=DAY)) == ["fa", "fb"]
    status = await store.feed("fc")
    assert status is not None
    assert status.state.next_poll == NOW + HOUR, "planned, not claimed"


async def test_claims_come_oldest_first_and_not_more_than_asked(store: Database) -> None:
    await store.sync_feeds([a_feed(name) for name in "abc"], NOW)
    for name, minutes in (("a", 1), ("b", 3), ("c", 2)):
        await store.save_state(FeedState(feed_id=f"f{name}", next_poll=NOW - minutes * MINUTE))
    assert await store.claim_due(NOW, limit=2, lease=MINUTE) == ["fb", "fc"]
    assert await store.claim_due(NOW, limit=2, lease=MINUTE) == ["fa"]


async def test_paused_and_retired_feeds_are_left_alone(store: Database) -> None:
    await store.sync_feeds([a_feed("a", paused=True), a_feed("b")], NOW)
    await store.save_state(FeedState(feed_id="fb", next_poll=NOW, retired=True))
    assert await store.claim_due(NOW, limit=10, lease=MINUTE) == []
    assert await next_due(store) is None
    assert [each.feed.name for each in await store.feeds()] == ["a", "b"]


async def test_syncing_again_changes_nothing(store: Database) -> None:
    feeds = [a_feed("a"), a_feed("b")]
    await store.sync_feeds(feeds, NOW)
    await store.claim_due(NOW, limit=10, lease=HOUR)
    before = await store.feeds()
    await store.sync_feeds(feeds, NOW + MINUTE)
    assert await store.feeds() == before
    assert await next_due(store) == NOW + HOUR


async def test_a_forgotten_feed_keeps_its_memory_for_its_return(store: Database) -> None:
    await store.sync_feeds([a_feed()], NOW)
    await store.save_state(replace(full_state("fone"), retired=False))
    await store.sync_feeds([], NOW)
    assert await store.feeds() == []
    assert await store.claim_due(NOW + DAY, limit=10, lease=MINUTE) == []
    await store.sync_feeds([a_feed()], NOW + DAY)
    assert await store.claim_due(NOW + DAY, limit=10, lease=MINUTE) == ["fone"]
    status = await store.feed("fone")
    assert status is not None
    assert status.state.baseline
    assert status.state.etag == full_state("fone").etag


async def test_a_retired_feed_added_again_is_tried_again(store: Database) -> None:
    await store.sync_feeds([a_feed()], NOW)
    await store.save_state(FeedState(feed_id="fone", next_poll=NOW + DAY, retired=True))
    await store.sync_feeds([], NOW)
    await store.sync_feeds([a_feed()], NOW)
    assert await store.claim_due(NOW, limit=1, lease=MINUTE) == ["fone"]
    status = await store.feed("fone")
    assert status is not None
    assert not status.state.retired


async def test_a_shorter_interval_holds_at_once(store: Database) -> None:
    await store.sync_feeds([a_feed("a"), a_feed("b")], NOW)
    for name in "ab":
        await store.save_state(FeedState(feed_id=f"f{name}", next_poll=NOW + 2 * HOUR))
    await store.sync_feeds([a_feed("a", every=5 * MINUTE), a_feed("b")], NOW)
    assert await next_due(store) == NOW + 5 * MINUTE
    assert await store.claim_due(NOW + HOUR, limit=9, lease=MINUTE) == ["fa"]


async def test_feeds_are_listed_by_the_name_people_see(store: Database) -> None:
    names = {"b": "", "c": "Beta", "d": "alpha"}
    feeds = [replace(a_feed(key), name=name) for key, name in names.items()]
    await store.sync_feeds(feeds, NOW)
    await store.save_state(FeedState(feed_id="fb", title="aardvark"))
    assert [each.feed.id for each in await store.feeds()] == ["fb", "fd", "fc"]


async def test_state_of_an_unknown_feed_waits_for_it(store: Database) -> None:
    await store.save_state(FeedState(feed_id="fone", etag="x", baseline=True))
    await store.sync_feeds([a_feed()], NOW)
    status = await store.feed("fone")
    assert status is not None
    assert status.state.etag == "x"


async def test_nodes_that_claim_at_once_share_the_feeds(store: Database, store_url: str) -> None:
    names = [f"{number:03}" for number in range(40)]
    await store.sync_feeds([a_feed(name) for name in names], NOW)
    other = await open_store(store_url)
    try:
        claims = [
            each.claim_due(NOW, limit=5, lease=HOUR) for _ in range(6) for each in (store, other)
        ]
        taken = [feed_id for claim in await asyncio.gather(*claims) for feed_id in claim]
        taken += await store.claim_due(NOW, limit=40, lease=HOUR)
    finally:
        await other.close()
    assert sorted(taken) == [f"f{name}" for name in names]
