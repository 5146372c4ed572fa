"""Feeds that are added, paused and removed in chat."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.feeds.discovery import Found
from bot.feeds.identity import feed_id
from bot.model import FeedState
from tests.support.bench import Bench, feed
from tests.support.editing import OWNER, add

# ── feeds ────────────────────────────────────────────────────────────────────────────────

BLOG = Found(url="https://blog.example/feed", title="The Blog", kind="RSS 2.0")


async def test_a_site_is_enough_to_add_a_feed(bench: Bench) -> None:
    bench.sites["blog.example"] = [BLOG]
    card = await bench.say("feed add blog.example tags:EV every:10m name:Blog")
    assert card.title == "Add Blog?"
    assert "Heard by EV makers." in card.fallback
    saved = await bench.press(card, "Save")
    assert "Read once" in saved.fallback
    (made,) = await bench.store.chat_feeds("console")
    assert (made.name, made.tags, made.every) == ("Blog", ("ev",), timedelta(minutes=10))
    assert bench.polled == [feed_id(BLOG.url)]
    assert "followed already" in (await bench.say("feed add blog.example")).title
    assert "followed already" in (await bench.say(f"feed add {BLOG.url}")).title


async def test_the_first_reading_may_fail_and_says_so(bench: Bench) -> None:
    bench.sites["blog.example"] = [BLOG]
    bench.poll_error = "the server answered 403 Forbidden"
    saved = await add(bench, "feed add blog.example")
    assert "The first reading failed: the server answered 403 Forbidden" in saved.fallback


async def test_several_feeds_are_a_choice_that_keeps_the_options(bench: Bench) -> None:
    other = Found(url="https://blog.example/comments", title="Comments", kind="Atom 1.0")
    bench.sites["blog.example"] = [BLOG, other]
    bench.sites[other.url] = [other]
    card = await bench.say('feed add blog.example tags:"ev, china" full_text:yes')
    assert card.title == "That site has 2 feeds: which one?"
    saved = await bench.press(await bench.press(card, "2. Comments"), "Save")
    assert saved.tone == "good"
    (made,) = await bench.store.chat_feeds("console")
    assert (made.url, made.tags, made.full_text) == (other.url, ("ev", "china"), True)


async def test_a_site_without_feed_is_said_so(bench: Bench) -> None:
    assert "no feed was found" in (await bench.say("feed add nothing.example")).title.lower()
    assert "is no address" in (await bench.say("feed add nothing")).title


async def test_feeds_are_paused_resumed_removed_and_undone(bench: Bench) -> None:
    bench.sites["blog.example"] = [BLOG]
    await add(bench, "feed add blog.example")
    paused = await bench.say("feed pause blog.example")
    assert paused.title == "Paused the feed blog.example"
    assert (await bench.store.chat_feeds())[0].paused
    assert "paused" in (await bench.say("feed list paused")).fallback
    assert "paused already" in (await bench.say("feed pause blog.example")).title
    await bench.press(paused, "Undo")
    assert not (await bench.store.chat_feeds())[0].paused
    await bench.say("feed pause blog.example")
    await bench.say("feed resume blog.example")
    assert not (await bench.store.chat_feeds())[0].paused
    removed = await add(bench, "feed remove blog.example")
    assert await bench.store.chat_feeds() == []
    await bench.press(removed, "Undo")
    assert len(await bench.store.chat_feeds()) == 1
    assert "no feed “blag.example”" in (await bench.say("feed remove blag.example")).title


async def test_a_feed_is_changed_with_what_comes_of_it(bench: Bench) -> None:
    bench.sites["blog.example"] = [BLOG]
    bench.files = [replace(bench.files[0], feeds=("tag:ev",))]
    await bench.changed()
    await add(bench, "feed add blog.example tags:cars")
    as_it_is = await bench.say("feed edit blog.example")
    assert "tags: cars" in as_it_is.fallback
    assert "every: auto" in as_it_is.fallback
    card = await bench.say("feed edit blog.example tags:+EV name:Blog every:10m full_text:yes")
    assert "From now on heard by EV makers." in card.fallback
    assert (await bench.store.chat_feeds())[0].tags == ("cars",), "nothing is saved yet"
    await bench.press(card, "Save")
    (made,) = await bench.store.chat_feeds()
    assert (made.name, made.tags, made.full_text) == ("Blog", ("cars", "ev"), True)
    assert made.every == timedelta(minutes=10)
    back = await bench.say("feed edit Blog tags:-ev every:auto name:none")
    assert "No longer heard by EV makers." in back.fallback
    await bench.press(back, "Save")
    (made,) = await bench.store.chat_feeds()
    assert (made.name, made.tags, made.every) == ("", ("cars",), None)
    assert "Edit" in [each.label for each in (await bench.say("feed list blog.example")).actions]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("feed edit blog.example every:soon", "no length of time"),
        ("feed edit blog.example every:30d", "can be from"),
        ("feed edit CnEVPost tags:x", "read-only in chat"),
        ("feed edit blag.example tags:x", "There is no feed"),
    ],
)
async def test_what_cannot_be_changed_of_a_feed_is_said(bench: Bench, line: str, said: str) -> None:
    bench.sites["blog.example"] = [BLOG]
    await add(bench, "feed add blog.example")
    assert said in (await bench.say(line)).fallback


async def test_feed_list_chooses_and_explains(bench: Bench) -> None:
    bench.feeds.append(feed("https://paper.example/rss", "Paper"))
    await bench.changed()
    assert (await bench.say("feed list")).title == "3 feeds"
    assert (await bench.say("feed list tag:ev")).title == "2 feeds"
    assert "Next poll" in (await bench.say("feed list paper")).fallback
    assert "No feed is" in (await bench.say("feed list failing")).title


async def test_feeds_of_another_workspace_are_its_own(bench: Bench) -> None:
    bench.sites["blog.example"] = [BLOG]
    await add(bench, "feed add blog.example name:Blog", **OWNER)
    assert "Blog" in (await bench.say("feed list", **OWNER)).fallback
    assert "Blog" not in (await bench.say("feed list")).fallback
    assert "no feed “Blog”" in (await bench.say("feed remove Blog")).title
    assert "followed already" in (await bench.say("feed add blog.example")).title


async def test_a_feed_goes_by_its_own_title_too(bench: Bench) -> None:
    bench.sites["blog.example"] = [BLOG]
    await add(bench, "feed add blog.example")
    state = FeedState(feed_id=feed_id(BLOG.url), title="The Blog", items_per_day=2.5)
    await bench.store.save_state(state)
    card = await bench.say("feed remove the blog")
    assert card.title == "Remove the feed The Blog?"
    assert "about 2.5 new items a day" in card.fallback
    bench.sites["x.example"] = [Found(url="https://x.example/feed", title="X")]
    assert "“every:” can be from" in (await bench.say("feed add x.example every:1y")).title
