"""The catalogue: who listens to what, and where it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.catalogue import Catalogue
from bot.model import (
    CONSOLE,
    Destination,
    Feed,
    Follow,
    Origin,
    Settings,
    Watch,
    Watchlist,
)

TESLARATI = Feed(id="f1", url="https://t.example/feed", name="Teslarati", tags=("ev", "us"))
WIRE = Feed(id="f2", url="https://w.example/rss", name="Wire")
XIAOMI = Watch(id="w1", name="Xiaomi", kind="company", aliases=("小米",))
DESK = Destination(name="ev-desk", platform="slack", address="#ev-desk")


def catalogue(*watchlists: Watchlist, follows: tuple[Follow, ...] = ()) -> Catalogue:
    settings = Settings(destinations=(DESK,))
    return Catalogue.build(settings, [TESLARATI, WIRE], watchlists, follows=follows)


@pytest.mark.parametrize(
    ("selectors", "teslarati", "wire"),
    [
        ((), True, True),
        (("tag:ev",), True, False),
        (("tag:none",), False, False),
        (("teslarati",), True, False),
        (("https://w.example/rss",), False, True),
        (("tag:us", "Wire"), True, True),
    ],
)
def test_selectors(selectors: tuple[str, ...], teslarati: bool, wire: bool) -> None:
    watchlist = Watchlist(id="l1", name="EV", watches=(XIAOMI,), feeds=selectors)
    built = catalogue(watchlist)
    assert built.covers(watchlist, TESLARATI) is teslarati
    assert built.covers(watchlist, WIRE) is wire


def test_a_feed_added_in_a_workspace_is_for_that_workspace_and_the_operators_files() -> None:
    private = replace(WIRE, origin=Origin(kind="chat", where="slack:T1"))
    built = catalogue()
    for scope, expected in (("slack:T1", True), ("slack:T2", False), ("", True)):
        watchlist = Watchlist(id="l1", name="EV", watches=(XIAOMI,), scope=scope)
        assert built.covers(watchlist, private) is expected
        assert built.covers(watchlist, WIRE)


def test_destinations_by_name_by_place_and_by_default() -> None:
    named = Watchlist(id="l1", name="EV", watches=(XIAOMI,), post_to=("ev-desk",))
    built = catalogue(named, Watchlist(id="l2", name="None"))
    assert built.destinations_of(named) == [DESK]
    assert built.destinations_of(built.watchlists[1]) == [CONSOLE]
    direct = built.destination("discord:123")
    assert (direct.platform, direct.address) == ("discord", "123")


def test_a_follow_is_a_watchlist_of_its_own_with_all_that_is_known_of_the_name() -> None:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    follow = Follow(id="o1", user="slack:U1", name="xiaomi", scope="slack:T1", created=at)
    stranger = Follow(id="o2", user="slack:U1", name="Figure AI", scope="slack:T1", created=at)
    built = catalogue(Watchlist(id="l1", name="EV", watches=(XIAOMI,)), follows=(follow, stranger))
    mine = [each for each in built.watchlists if each.post_to == ("slack:U1",)]
    assert [each.watches[0].aliases for each in mine] == [("小米",), ()]
    mentions = built.matcher.match("小米 and Figure AI sign a deal", "")
    told = {built.watchlist_of[mention.watch_id].post_to for mention in mentions}
    assert told == {(), ("slack:U1",)}


def test_the_matcher_is_kept_while_no_watch_changes() -> None:
    watchlist = Watchlist(id="l1", name="EV", watches=(XIAOMI,))
    first = catalogue(watchlist)
    second = Catalogue.build(Settings(), [WIRE], [watchlist], previous=first)
    assert second.matcher is first.matcher
    third = Catalogue.build(Settings(), [WIRE], [], previous=second)
    assert third.matcher is not first.matcher


def test_an_edit_compiles_what_it_changed() -> None:
    tesla = replace(XIAOMI, id="w-tesla", name="Tesla", aliases=())
    lists = Watchlist(id="l1", name="EV", watches=(XIAOMI, tesla))
    edited = replace(lists, watches=(replace(XIAOMI, aliases=("Mi Auto",)),))
    second = Catalogue.build(Settings(), [WIRE], [edited], previous=catalogue(lists))
    fresh = Catalogue.build(Settings(), [WIRE], [edited])
    text = "Tesla, Mi Auto and Xaiomi"
    assert second.matcher.match(text, "") == fresh.matcher.match(text, "")
    assert [mention.text for mention in second.matcher.match(text, "")] == ["Mi Auto", "Xaiomi"]
