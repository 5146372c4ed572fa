"""What people make in chat, on every store: audited, undoable, never lost to a race."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot import plain
from bot.errors import StorageError
from bot.model import (
    Arrangement,
    Condition,
    ConditionKind,
    Deliver,
    Edit,
    Feed,
    Follow,
    Mark,
    Mute,
    Origin,
    Preferences,
    QuietHours,
    Watch,
    Watchlist,
)
from bot.storage import Database, open_store
from tests.support.records import DAY, HOUR, MINUTE, NOW

SCOPE = "slack:T1"
CHAT = Origin(kind="chat", where=SCOPE)
WATCHLIST = Watchlist(
    id="lev",
    name="EV makers",
    watches=(
        Watch(id="w1", name="小米", kind="company", aliases=("Xiaomi",), origin=CHAT),
        Watch(
            id="w2",
            name="deliveries",
            kind="figure",
            subject="小米",
            metric=("deliveries",),
            condition=Condition(kind=ConditionKind.COMPARE, op=">", value=1e4, text="> 10,000"),
        ),
    ),
    post_to=("slack:C1",),
    feeds=("tag:ev",),
    scope=SCOPE,
    origin=CHAT,
)
MUTE = Mute(
    id="m1",
    kind="name",
    target="tesla",
    label="Tesla",
    scope=SCOPE,
    destination="slack:C1",
    until=NOW + HOUR,
    by="slack:U1",
    created=NOW,
)
FOLLOW = Follow(id="o1", user="slack:U1", name="Tesla", scope=SCOPE, created=NOW)
FEED = Feed(id="f1", url="https://a.example/", every=7 * MINUTE, tags=("ev",), origin=CHAT)

KINDS: dict[type, Any] = {
    Watchlist: "watchlist",
    Feed: "feed",
    Mute: "mute",
    Follow: "follow",
    Arrangement: "arrangement",
    Mark: "mark",
}


def edit(name: str, before: Any, after: Any, *, scope: str = SCOPE, minutes: int = 0) -> Edit:
    thing = after or before
    return Edit(
        id=name,
        scope=scope,
        kind=KINDS[type(thing)],
        target=thing.id,
        summary=f"edit {name}",
        before=None if before is None else plain.write(before),
        after=None if after is None else plain.write(after),
        by="slack:U1",
        at=NOW + minutes * MINUTE,
    )


async def test_everything_made_in_chat_comes_back(store: Database) -> None:
    for name, thing in (("e1", WATCHLIST), ("e2", FEED), ("e3", MUTE), ("e4", FOLLOW)):
        await store.apply_edit(edit(name, None, thing))
    assert await store.watchlists() == [WATCHLIST]
    assert await store.chat_feeds() == [FEED]
    assert await store.mutes(NOW) == [MUTE]
    assert await store.follows() == [FOLLOW]


async def test_nothing_made_in_chat(store: Database) -> None:
    assert await store.watchlists() == []
    assert await store.chat_feeds("x") == []
    assert await store.mutes(NOW) == []
    assert await store.follows("x") == []
    assert await store.edits(SCOPE) == []


async def test_scopes_and_users_are_kept_apart(store: Database) -> None:
    other = replace(WATCHLIST, id="lother", name="Another", scope="discord:1")
    await store.apply_edit(edit("e1", None, WATCHLIST))
    await store.apply_edit(edit("e2", None, other, scope="discord:1"))
    assert await store.watchlists(SCOPE) == [WATCHLIST]
    assert await store.watchlists("discord:1") == [other]
    assert await store.watchlists() == [other, WATCHLIST]
    second = replace(FOLLOW, id="o2", user="slack:U2", created=NOW + HOUR)
    await store.apply_edit(edit("e3", None, second))
    await store.apply_edit(edit("e4", None, FOLLOW))
    assert await store.follows("slack:U2") == [second]
    assert await store.follows() == [FOLLOW, second]
    assert [each.id for each in await store.edits("discord:1")] == ["e2"]


async def test_mutes_end(store: Database) -> None:
    longer = replace(MUTE, id="m2", until=NOW + DAY)
    await store.apply_edit(edit("e1", None, longer))
    await store.apply_edit(edit("e2", None, MUTE))
    assert await store.mutes(NOW) == [MUTE, longer]
    assert await store.mutes(NOW + HOUR) == [longer]
    assert await store.mutes(NOW + DAY) == []
    await store.apply_edit(edit("e3", None, replace(MUTE, until=NOW + 2 * DAY)))
    assert [each.id for each in await store.mutes(NOW + DAY)] == ["m1"]


async def test_edits_replace_remove_and_are_listed_newest_first(store: Database) -> None:
    changed = replace(WATCHLIST, name="Renamed")
    steps = [
        edit("e1", None, WATCHLIST),
        edit("e2", WATCHLIST, changed, minutes=1),
        edit("e3", changed, None, minutes=2),
    ]
    for step in steps:
        await store.apply_edit(step)
    assert await store.watchlists() == []
    assert await store.edits(SCOPE) == steps[::-1]
    assert [each.id for each in await store.edits(SCOPE, limit=1)] == ["e3"]


async def test_the_same_edit_is_applied_once(store: Database) -> None:
    first = edit("e1", None, WATCHLIST)
    await store.apply_edit(first)
    await store.apply_edit(edit("e2", WATCHLIST, None))
    await store.apply_edit(first)
    assert await store.watchlists() == []
    assert len(await store.edits(SCOPE)) == 2


async def test_an_edit_of_something_changed_meanwhile_is_refused(store: Database) -> None:
    await store.apply_edit(edit("e1", None, WATCHLIST))
    await store.apply_edit(edit("e2", WATCHLIST, replace(WATCHLIST, name="Theirs")))
    with pytest.raises(StorageError, match="meantime") as caught:
        await store.apply_edit(edit("e3", WATCHLIST, replace(WATCHLIST, name="Mine")))
    assert not caught.value.retryable
    assert [each.name for each in await store.watchlists()] == ["Theirs"]
    assert [each.id for each in await store.edits(SCOPE)] == ["e2", "e1"]


async def test_of_two_edits_at_once_one_wins(store: Database, store_url: str) -> None:
    await store.apply_edit(edit("e0", None, WATCHLIST))
    other = await open_store(store_url)
    try:
        results = await asyncio.gather(
            *(
                node.apply_edit(edit(f"e{n}", WATCHLIST, replace(WATCHLIST, name=f"{n}")))
                for n, node in enumerate((store, other, store, other), 1)
            ),
            return_exceptions=True,
        )
    finally:
        await other.close()
    assert sum(result is None for result in results) == 1
    assert all(result is None or isinstance(result, StorageError) for result in results)
    [audit] = [each for each in await store.edits(SCOPE) if each.id != "e0"]
    assert audit.after is not None
    assert [each.name for each in await store.watchlists()] == [audit.after["name"]]


async def test_undo_and_undo_again(store: Database) -> None:
    changed = replace(WATCHLIST, name="Renamed")
    await store.apply_edit(edit("e1", None, WATCHLIST))
    await store.apply_edit(edit("e2", WATCHLIST, changed, minutes=1))
    await store.mark_undone("e2", edit("u2", changed, WATCHLIST, minutes=2))
    assert await store.watchlists() == [WATCHLIST]
    listed = {each.id: each.undone for each in await store.edits(SCOPE)}
    assert listed == {"u2": False, "e2": True, "e1": False}
    with pytest.raises(StorageError, match="undone already"):
        await store.mark_undone("e2", edit("u3", changed, WATCHLIST))
    with pytest.raises(StorageError, match="no such edit"):
        await store.mark_undone("e9", edit("u9", changed, WATCHLIST))
    await store.mark_undone("u2", edit("uu2", WATCHLIST, changed, minutes=3))
    assert await store.watchlists() == [changed]


async def test_an_undo_that_would_lose_a_later_edit_changes_nothing(store: Database) -> None:
    renamed = replace(WATCHLIST, name="Renamed")
    await store.apply_edit(edit("e1", None, WATCHLIST))
    await store.apply_edit(edit("e2", WATCHLIST, renamed))
    with pytest.raises(StorageError, match="meantime"):
        await store.mark_undone("e1", edit("u1", WATCHLIST, None))
    assert await store.watchlists() == [renamed]
    assert not any(each.undone for each in await store.edits(SCOPE))


async def test_records_written_before_a_field_existed_are_read(store: Database) -> None:
    """Absent keys are defaults, unknown ones are ignored, and neither counts as a change."""
    after = {"id": "lev", "name": "EV makers", "scope": SCOPE, "removed_long_ago": 1}
    first = Edit(
        id="e1",
        scope=SCOPE,
        kind="watchlist",
        target="lev",
        summary="",
        before=None,
        after=after,
        by="slack:U1",
        at=NOW,
    )
    await store.apply_edit(first)
    short = Watchlist(id="lev", name="EV makers", scope=SCOPE)
    assert await store.watchlists() == [short]
    await store.apply_edit(edit("e2", short, WATCHLIST))
    assert await store.watchlists() == [WATCHLIST]


# ── previews that wait for Save ──────────────────────────────────────────────────────────


async def test_a_pending_edit_is_taken_once(store: Database) -> None:
    pending = edit("e1", None, WATCHLIST)
    await store.put_pending("t1", SCOPE, pending, NOW + HOUR)
    assert await store.take_pending("t2", SCOPE, NOW) is None
    assert await store.take_pending("t1", "discord:1", NOW) is None
    assert await store.take_pending("t1", SCOPE, NOW) == pending
    assert await store.take_pending("t1", SCOPE, NOW) is None


async def test_pending_edits_expire_and_are_replaced(store: Database) -> None:
    await store.put_pending("t1", SCOPE, edit("e1", None, WATCHLIST), NOW + HOUR)
    await store.put_pending("t1", SCOPE, edit("e2", None, WATCHLIST), NOW + 2 * HOUR)
    await store.put_pending("t2", SCOPE, edit("e3", None, WATCHLIST), NOW + HOUR)
    taken = await store.take_pending("t1", SCOPE, NOW + HOUR)
    assert taken is not None
    assert taken.id == "e2"
    assert await store.take_pending("t2", SCOPE, NOW + HOUR) is None


async def test_of_two_presses_of_save_one_gets_the_edit(store: Database, store_url: str) -> None:
    other = await open_store(store_url)
    try:
        for number in range(5):
            await store.put_pending(f"t{number}", SCOPE, edit("e1", None, FOLLOW), NOW + HOUR)
            taken = await asyncio.gather(
                *(n.take_pending(f"t{number}", SCOPE, NOW) for n in (store, other, store, other))
            )
            assert sum(each is not None for each in taken) == 1
    finally:
        await other.close()


async def test_how_a_destination_is_told(store: Database) -> None:
    wishes = Preferences(
        deliver=Deliver(every="daily", at=(time(8), time(18, 30))),
        quiet_hours=QuietHours(start=time(22), end=time(7)),
        cooldown=timedelta(minutes=30),
        mention=("slack:U1",),
        timezone="Asia/Shanghai",
    )
    first = Arrangement(id="q1", destination="slack:C1", preferences=wishes, scope=SCOPE)
    second = replace(first, preferences=replace(wishes, deliver=None))

    await store.apply_edit(edit("e1", None, first))
    assert await store.arrangements() == [first]
    with pytest.raises(StorageError, match="somebody changed this arrangement"):
        await store.apply_edit(edit("e2", None, second))
    await store.apply_edit(edit("e3", first, second))
    assert await store.arrangements() == [second]
    await store.mark_undone("e3", edit("u3", second, first))
    assert await store.arrangements() == [first]


async def test_marks_are_their_scopes_and_are_taken_back(store: Database) -> None:
    mark = Mark(
        id="k1", story_id="s1", alert_id="a1", scope=SCOPE, by="slack:U1", created=NOW
    )  # fmt: skip
    await store.apply_edit(edit("e1", None, mark))
    assert await store.marks(SCOPE) == [mark]
    assert await store.marks("slack:T9") == []
    await store.mark_undone("e1", edit("u1", mark, None))
    assert await store.marks(SCOPE) == []
