"""Silence for a name, a story or a feed, and what people follow for themselves."""

from datetime import timedelta

import pytest

from tests.support.bench import Bench
from tests.support.editing import OWNER, STRANGER


async def test_mute_holds_for_the_channel_and_says_so(bench: Bench) -> None:
    card = await bench.say("mute tesla 2h", **STRANGER)
    assert card.title == "Muted Tesla until 13:30"
    assert "For everybody in this channel." in card.fallback
    (mute,) = await bench.store.mutes(bench.now)
    assert (mute.kind, mute.target, mute.destination) == ("name", "tesla", "slack:C0EV")
    direct = await bench.say("mute feed electrek", **{**STRANGER, "channel": "D1", "direct": True})
    assert "Only in your direct messages." in direct.fallback
    await bench.say("mute tesla 1w", **STRANGER)
    assert len(await bench.store.mutes(bench.now)) == 2
    assert "Tesla (name) until" in (await bench.say("unmute", **STRANGER)).fallback
    assert (await bench.say("unmute Tesla", **STRANGER)).title == "Unmuted Tesla"
    assert len(await bench.store.mutes(bench.now)) == 1
    assert (await bench.say("undo", **STRANGER)).title == "Undone: unmuted Tesla"
    assert len(await bench.store.mutes(bench.now)) == 2


async def test_an_alert_can_be_muted_by_name_story_or_feed(bench: Bench) -> None:
    await bench.news("Tesla opens a plant", told=("console",))
    alert = (await bench.store.alerts(destination="console"))[0]
    choice = await bench.say(f"mute {alert.id}")
    assert [action.label for action in choice.actions] == [
        "Tesla, 1 day",
        "This story, 1 week",
        "CnEVPost, 1 day",
    ]
    for label in ("Tesla", "This story", "CnEVPost"):
        assert (await bench.press(choice, label)).tone == "good"
    kinds = {each.kind: each for each in await bench.store.mutes(bench.now)}
    assert kinds["story"].target == alert.story_id
    assert kinds["feed"].target == bench.feeds[0].id
    assert (await bench.say("mute story", alert_id=alert.id)).tone == "good"
    assert "Nothing is watched as" in (await bench.say("mute Telsa 1h")).title


@pytest.mark.parametrize("word", ["mute", "unmute", "mute 2h"])
async def test_mute_and_unmute_alone_show_what_is_muted(bench: Bench, word: str) -> None:
    nothing = await bench.say(word)
    assert nothing.title == "Nothing is muted here"
    assert "mute Xiaomi 2h" in nothing.fallback, "how to"
    await bench.news("Tesla opens a plant", told=("console",))
    await bench.say("mute Xiaomi 1h")
    card = await bench.say(word)
    assert (card.title, "Xiaomi (name) until" in card.fallback) == ("Muted here", True)
    assert len(await bench.store.mutes(bench.now)) == 1, "nothing was muted by asking"
    assert "This story, 1 week" in [
        each.label for each in (await bench.press(card, "Mute the last alert")).actions
    ]
    assert (await bench.press(card, "Unmute Xiaomi")).title == "Unmuted Xiaomi"


async def test_what_is_muted_can_be_named_in_many_ways(bench: Bench) -> None:
    await bench.news("Tesla opens a plant", told=("console",), url="https://cnevpost.example/1")
    for line, label in (
        ("mute https://cnevpost.example/1 1h", "“Tesla opens a plant”"),
        ("mute story 1h", "“Tesla opens a plant”"),
        ("mute cnevpost.example 1h", "CnEVPost"),
        ("mute source electrek 1h", "Electrek"),
        ("mute 小米 kind:name 1h", "Xiaomi"),
    ):
        assert label in (await bench.say(line)).title
    assert len(await bench.store.mutes(bench.now)) == 4
    assert (await bench.say("unmute 1810.HK")).title == "Unmuted Xiaomi"
    assert (await bench.say("unmute feed CnEVPost")).title == "Unmuted CnEVPost"
    listed = await bench.say("unmute")
    assert (await bench.press(listed, "Unmute Electrek")).title == "Unmuted Electrek"
    assert "not muted here" in (await bench.say("unmute Tesla")).title
    assert "no feed “zzz”" in (await bench.say("mute feed zzz 1h")).title
    bench.now += timedelta(hours=2)
    assert (await bench.say("unmute")).title == "Nothing is muted here"


async def test_following_is_ones_own(bench: Bench) -> None:
    assert "follow nothing" in (await bench.say("follow", **STRANGER)).title
    assert "no name to look for" in (await bench.say("follow ???", **STRANGER)).title
    assert (await bench.say("follow tesla", **STRANGER)).title == "You follow Tesla"
    assert "already" in (await bench.say("follow Tesla", **STRANGER)).title
    bench.now += timedelta(minutes=1)
    assert "on no watchlist" in (await bench.say("follow Nio ET5", **STRANGER)).fallback
    assert "You follow Tesla and Nio ET5." in (await bench.say("list", **STRANGER)).fallback
    assert "You follow" not in (await bench.say("list", **OWNER)).fallback
    assert (await bench.say("undo", **OWNER)).title == "There is nothing to undo"
    assert "• Nio ET5" in (await bench.say("unfollow", **STRANGER)).fallback
    assert (await bench.say("unfollow nio et5", **STRANGER)).tone == "good"
    assert [each.name for each in await bench.store.follows("slack:U0STRANGER")] == ["Tesla"]
    assert "don't follow" in (await bench.say("unfollow Nio", **STRANGER)).title


async def test_an_outlet_that_nobody_is_called_is_not_muted(bench: Bench) -> None:
    card = await bench.say("mute source Electrik")
    assert card.title == "There is no outlet “Electrik”"
    assert "Did you mean “Electrek”?" in card.fallback
    assert await bench.store.mutes(bench.now) == []


async def test_everything_is_unmuted_at_once(bench: Bench) -> None:
    await bench.say("mute Tesla 1h")
    await bench.say("mute Xiaomi 1h")
    assert (await bench.say("unmute all")).title == "Unmuted Tesla and Xiaomi"
    assert await bench.store.mutes(bench.now) == []
    await bench.say("undo")
    assert len(await bench.store.mutes(bench.now)) == 1


async def test_muting_suggests_feeds_too(bench: Bench) -> None:
    assert "“Electrek”" in (await bench.say("mute Electrk 30m")).fallback
