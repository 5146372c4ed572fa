"""Edits: checked, tried on the history, saved, audited, undone."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.card import Card, File
from bot.commands.edits import PATIENCE, preview_blocks
from bot.commands.preview import Preview
from bot.commands.say import begin
from bot.commands.say import card as answer
from bot.commands.view import View
from bot.config import read_watchlists
from bot.feeds.discovery import Found
from bot.feeds.identity import feed_id
from bot.model import Destination, FeedState, User
from tests.support.bench import Bench, feed

STRANGER = {
    "user": User(id="slack:U0STRANGER", name="Kim"),
    "platform": "slack",
    "scope": "slack:T1",
    "channel": "C0EV",
}
OWNER = {**STRANGER, "user": User(id="slack:U0OWNER", name="Ada")}
ADMIN = {**STRANGER, "user": User(id="slack:U0BOSS", name="Bo", admin=True)}


async def add(bench: Bench, line: str, **request: object) -> Card:
    return await bench.press(await bench.say(line, **request), "Save", **request)


# ── watch add ────────────────────────────────────────────────────────────────────────────


async def test_adding_shows_what_it_would_have_done_and_saves_only_then(bench: Bench) -> None:
    await bench.news("Rivian R2 spied in Munich")
    await bench.news("Rivian raises its guidance", ago=timedelta(days=3))
    await bench.news("Rivian founded", ago=timedelta(days=20))
    await bench.news("Pomegranates are ripe")
    card = await bench.say("watch add Rivian aliases:R1T")
    text = card.fallback
    assert card.title == "Add Rivian to Console?"
    assert "Last 14 days: 2 stories, 2 alerts; +2 −0 against today" in text
    assert "• Rivian R2 spied in Munich" in text
    assert "Tried on all 3 items stored in those 14 days." in text
    assert "A new watchlist, Console, posting to console." in text
    assert await bench.store.watchlists() == []

    saved = await bench.press(card, "Save")
    assert saved.title == "Added Rivian (company) to Console"
    (made,) = await bench.store.watchlists("console")
    assert made.post_to == ("console",)
    assert [watch.name for watch in made.watches] == ["Rivian"]
    assert made.watches[0].aliases == ("R1T",)
    assert bench.catalogue.matcher.match("Rivian again", "")[0].watch_id == made.watches[0].id


async def test_a_channel_gets_a_watchlist_of_its_own_in_its_workspace(bench: Bench) -> None:
    await add(bench, "watch add Zeekr", **OWNER)
    await add(bench, "watch add Lynk", **OWNER)
    (made,) = await bench.store.watchlists("slack:T1")
    # By its configured name: the same channel under two names would get everything twice.
    assert made.post_to == ("ev-desk",)
    assert [watch.name for watch in made.watches] == ["Zeekr", "Lynk"]
    await add(bench, "watch add Smart context:EV", **{**OWNER, "channel": "C0OTHER"})
    places = {each.post_to for each in await bench.store.watchlists("slack:T1")}
    assert places == {("ev-desk",), ("slack:C0OTHER",)}
    assert "Zeekr" in (await bench.say("list", **OWNER)).fallback
    elsewhere = {**OWNER, "scope": "slack:T2", "channel": "C9"}
    assert "Zeekr" not in (await bench.say("list", **elsewhere)).fallback


async def test_a_preview_is_saved_once_in_its_time_and_place(bench: Bench) -> None:
    card = await bench.say("watch add Zeekr", **OWNER)
    other = {**OWNER, "scope": "slack:T2"}
    assert "too old" in (await bench.press(card, "Save", **other)).title
    assert (await bench.press(card, "Save", **OWNER)).tone == "good"
    assert "too old" in (await bench.press(card, "Save", **OWNER)).title
    late = await bench.say("watch add Lynk", **OWNER)
    bench.now += PATIENCE
    assert "too old" in (await bench.press(late, "Save", **OWNER)).title
    dropped = await bench.say("watch add Smart", **OWNER)
    assert (await bench.press(dropped, "Cancel", **OWNER)).title.startswith("Not saved")
    assert "too old" in (await bench.press(dropped, "Save", **OWNER)).title


async def test_a_name_that_another_watch_knows_is_of_its_kind(bench: Bench) -> None:
    assert (await add(bench, "watch add 雷军")).title == "Added 雷军 (person) to Console"
    given = await add(bench, "watch add Lei Jun kind:topic")
    assert given.title == "Added Lei Jun (topic) to Console"
    assert (await add(bench, "watch add Zeekr")).title == "Added Zeekr (company) to Console"


async def test_two_people_at_once_lose_nothing(bench: Bench) -> None:
    await add(bench, "watch add Zeekr", **OWNER)
    one = await bench.say("watch add Lynk", **OWNER)
    other = await bench.say("watch add Smart context:EV", **ADMIN)
    assert (await bench.press(one, "Save", **OWNER)).tone == "good"
    late = await bench.press(other, "Save", **ADMIN)
    assert "Somebody changed that meanwhile" in late.title
    (made,) = await bench.store.watchlists("slack:T1")
    assert [watch.name for watch in made.watches] == ["Zeekr", "Lynk"]


async def test_pressing_at_the_same_moment_saves_one(bench: Bench) -> None:
    one = await bench.say("watch add Zeekr", **OWNER)
    other = await bench.say("watch add Lynk", **OWNER)
    pressed = [bench.press(one, "Save", **OWNER), bench.press(one, "Save", **OWNER)]
    answers = await asyncio.gather(*pressed, bench.press(other, "Save", **OWNER))
    assert sorted(each.tone for each in answers) == ["good", "warning", "warning"]
    (made,) = await bench.store.watchlists("slack:T1")
    assert len(made.watches) == 1
    assert len(await bench.store.edits("slack:T1")) == 1


async def test_a_figure_is_read_like_in_a_file(bench: Bench) -> None:
    saved = await add(
        bench,
        'watch add "SU7 orders" kind:figure subject:Xiaomi metric:orders unit:vehicles '
        'when:"> 50,000"',
    )
    assert saved.tone == "good"
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert (made.kind, made.subject, made.metric, made.unit) == (
        "figure",
        "Xiaomi",
        ("orders",),
        "vehicles",
    )
    assert made.condition is not None
    assert (made.condition.op, made.condition.value) == (">", 50_000)
    assert made.condition.text == "> 50,000"


@pytest.mark.parametrize(
    ("when", "kind"),
    [
        ("conflict", "conflict"),
        ("来源不一致", "conflict"),
        ("not seen by Tuesday 18:00", "not seen"),
        ("周二18:00前未公布", "not seen"),
    ],
)
async def test_conditions_are_written_in_plain_words(bench: Bench, when: str, kind: str) -> None:
    line = f'watch add "SU7 orders" subject:Xiaomi metric:orders period:week when:"{when}"'
    assert (await add(bench, line)).tone == "good"
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert made.condition is not None
    assert (made.condition.kind, made.condition.text) == (kind, when)
    assert when in (await bench.say("list Console")).fallback
    exported = (await bench.say("export")).blocks
    (file,) = (each for each in exported if isinstance(each, File))
    (again,) = read_watchlists(file.text, "export.yaml")[0].watches
    assert again.condition == made.condition


WARNED = [
    ("watch add Apple", "“Apple” is an ordinary word too"),
    ("watch add VW aliases:V", "“V” is very short"),
    ("watch add 小米", "“小米” is watched on EV makers already (Xiaomi)"),
    ("watch add Tesla", "“Tesla” is watched on EV makers already"),
    (
        "watch add orders kind:figure subject:Nio metric:orders",
        "“Nio” is not watched, so only these very words count",
    ),
    (
        "watch add orders subject:Xiaomi metric:delivries",
        "“delivries” is an unusual metric; did you mean “deliveries”?",
    ),
    (
        'watch add orders subject:Xiaomi metric:orders period:month when:"not seen by Tue 6pm"',
        "“Tuesday 18:00” is no deadline for a number of a month",
    ),
]


@pytest.mark.parametrize(("line", "words"), WARNED)
async def test_warnings_are_given_before_saving(bench: Bench, line: str, words: str) -> None:
    card = await bench.say(line)
    assert card.tone == "warning"
    assert words in card.fallback


REFUSED = [
    ("watch add ???", "has no letter or digit"),
    ("watch add X" + "x" * 120, "longer than 100"),
    ("watch add orders kind:figure metric:orders", "needs its subject:"),
    ("watch add orders kind:figure subject:Nio", "needs its metric:"),
    ("watch add orders subject:Nio metric:orders unit:vehicels", "Unknown unit “vehicels”"),
    ("watch add orders subject:Nio metric:orders when:>>", "The condition can't be read"),
    (
        'watch add orders subject:Nio metric:orders when:"not seen by Teusday"',
        "'Teusday' is no day or time, at ▸ in “not seen by ▸Teusday”",
    ),
    ("watch add Nio kind:company when:5", "“when:” means nothing for a company"),
    ("watch add Nio to:nowhere", "Unknown destination “nowhere”"),
    ("watch add Nio in:EV makers", "comes from a file and is read-only"),
    ('watch add "Foo', "The quote before “Foo” is not closed"),
    ("cancel", "Which preview?"),
    ("watch edit Nio aliases:蔚来", "Nothing is watched as “Nio”"),
    ("watch edit Tesla aliases:TSLA", "comes from a file and is read-only"),
    ("watch remove Tesla", "comes from a file and is read-only"),
    ("watch remove Telsa", "Nothing is watched as “Telsa”"),
]


@pytest.mark.parametrize(("line", "words"), REFUSED, ids=[line[:40] for line, _ in REFUSED])
async def test_nonsense_is_refused_with_the_mend(bench: Bench, line: str, words: str) -> None:
    card = await bench.say(line)
    assert words in card.title
    assert card.tone == "warning"
    assert await bench.store.watchlists() == []


async def test_what_comes_from_a_file_names_file_and_line(bench: Bench) -> None:
    assert "Edit watchlists/ev.yaml:8" in (await bench.say("watch remove Tesla")).fallback
    assert "config/feeds.yaml:3" in (await bench.say("feed pause CnEVPost")).fallback


async def test_the_same_name_twice_on_one_list_is_refused(bench: Bench) -> None:
    await add(bench, "watch add Rivian")
    again = await bench.say("watch add rivian")
    assert again.title == "“Rivian” is on Console already"
    assert "watch edit" in again.fallback


# ── watch edit, remove, test ─────────────────────────────────────────────────────────────


async def test_editing_compares_with_today(bench: Bench) -> None:
    await add(bench, "watch add Rivian")
    await bench.news("Rivian R2 spied")
    await bench.news("R1T wins a rally")
    await bench.news("Rivian Adventure Network expands")
    card = await bench.say("watch edit Rivian aliases:+R1T exclude:+Rivian Adventure")
    text = card.fallback
    assert "2 stories, 2 alerts; +1 −1 against today" in text
    assert text.index("Gained") < text.index("R1T wins a rally") < text.index("Lost")
    assert text.index("Lost") < text.rindex("Rivian Adventure Network expands")
    await bench.press(card, "Save")
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert (made.aliases, made.exclude) == (("R1T",), ("Rivian Adventure",))
    await add(bench, "watch edit Rivian aliases:-R1T exclude:none fuzzy:no")
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert (made.aliases, made.exclude, made.fuzzy) == ((), (), False)
    await add(bench, "watch edit Rivian rename:Rivian Automotive")
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert made.name == "Rivian Automotive"
    shown = await bench.say("watch edit Rivian Automotive")
    assert "Say what to change" in shown.fallback


async def test_removing_shows_what_is_lost(bench: Bench) -> None:
    await add(bench, "watch add Rivian")
    await add(bench, "watch add Lynk")
    await bench.news("Rivian R2 spied")
    card = await bench.say("watch remove Rivian")
    assert "0 stories, 0 alerts; +0 −1 against today" in card.fallback
    assert (await bench.press(card, "Save")).title == "Removed Rivian from Console"
    await add(bench, "watch remove Lynk")
    assert await bench.store.watchlists() == []


async def test_testing_saves_nothing(bench: Bench) -> None:
    await bench.news("Rivian R2 spied")
    await bench.news("Tesla opens a plant")
    new = await bench.say("watch test Rivian")
    assert "1 story, 1 alert; +1 −0 against today" in new.fallback
    assert "1 story, 1 alert; +0 −0 against today" in (await bench.say("watch test Tesla")).fallback
    stricter = await bench.say("watch test Tesla exclude:Tesla opens")
    assert "0 stories, 0 alerts; +0 −1 against today" in stricter.fallback
    assert stricter.title == "Tesla, if it were watched like this"
    assert (await bench.press(new, "Watch Rivian")).title == "Add Rivian to Console?"
    assert await bench.store.watchlists() == []


async def test_a_figure_is_tested_on_its_numbers(bench: Bench) -> None:
    await bench.news("Xiaomi deliveries", "Xiaomi delivered 12,345 vehicles in June 2026.")
    await bench.news("Xiaomi deliveries again", "Xiaomi delivered 9,876 vehicles in May 2026.")
    await bench.news("Xiaomi opens a shop")
    text = (await bench.say("watch test SU7 deliveries")).fallback
    assert "2 stories, 1 alert; +0 −0 against today" in text


async def test_a_named_watchlist_posts_where_it_is_told(bench: Bench) -> None:
    await add(bench, "watch add Rivian in:Trucks to:ev-desk,here")
    await add(bench, "watch add Scania in:trucks")
    await add(bench, "watch add Lynk")
    trucks, console = sorted(await bench.store.watchlists(), key=lambda each: -len(each.watches))
    assert (trucks.name, trucks.post_to) == ("Trucks", ("ev-desk", "console"))
    assert [watch.name for watch in trucks.watches] == ["Rivian", "Scania"]
    assert console.name == "Console"
    await add(bench, "watch add Rivian")
    twice = await bench.say("watch remove Rivian")
    assert twice.title == "“Rivian” is watched 2 times"
    assert "in:“Trucks”" in twice.fallback
    assert "Remove Rivian from Trucks?" in (await bench.say("watch remove Rivian in:Trucks")).title


async def test_a_preview_that_ran_out_of_time_says_so(bench: Bench) -> None:
    seen = Preview(stories=1, looked=1_200, total=90_000, reached=bench.now)
    view = View(bench.catalogue, bench.request(""))
    text = answer("x", *preview_blocks(seen, view)).fallback
    assert "looked at the last 1,200 of 90,000 items, back to 14 Jul 11:30." in text


# ── undo and audit ───────────────────────────────────────────────────────────────────────


async def test_every_edit_is_audited_and_can_be_undone(bench: Bench) -> None:
    await add(bench, "watch add Rivian")
    saved = await add(bench, "watch edit Rivian aliases:R1T")
    assert "changed Rivian on Console · by me" in (await bench.say("history")).fallback
    undone = await bench.press(saved, "Undo")
    assert undone.title == "Undone: changed Rivian on Console"
    assert "It was done by you." in undone.fallback
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert made.aliases == ()
    assert "undone already" in (await bench.press(saved, "Undo")).title
    assert (await bench.say("undo")).title == "Undone: added Rivian (company) to Console"
    assert await bench.store.watchlists() == []
    assert bench.catalogue.matcher.match("Rivian R2", "") == []
    assert (await bench.say("undo")).title == "There is nothing to undo"
    audit = (await bench.say("history")).fallback
    assert audit.count("took back “") == 2
    assert "took back “added Rivian (company) to Console” · by" in audit
    assert audit.count("· undone") == 2


async def test_an_older_edit_is_not_undone_over_a_newer_one(bench: Bench) -> None:
    first = await add(bench, "watch add Rivian")
    await add(bench, "watch add Lynk")
    assert "it was changed again since" in (await bench.press(first, "Undo")).title


# ── who may ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("line", ["watch add Nio", "feed add a.example", "export", "not-this"])
async def test_only_editors_edit(bench: Bench, line: str) -> None:
    refused = await bench.say(line, **STRANGER)
    assert refused.title.startswith("Only editors may")
    assert "U0OWNER" in refused.fallback
    for allowed in (OWNER, ADMIN):
        assert not (await bench.say(line, **allowed)).title.startswith("Only editors may")


async def test_a_stranger_cannot_press_save_undo_or_read_the_audit(bench: Bench) -> None:
    card = await bench.say("watch add Zeekr", **OWNER)
    assert (await bench.press(card, "Save", **STRANGER)).title.startswith("Only editors")
    assert (await bench.press(card, "Cancel", **STRANGER)).title.startswith("Only editors")
    saved = await bench.press(card, "Save", **OWNER)
    assert saved.tone == "good"
    assert (await bench.press(saved, "Undo", **STRANGER)).title.startswith("Only editors")
    assert (await bench.say("undo", **STRANGER)).title == "There is nothing to undo"
    assert (await bench.say("history", **STRANGER)).title.startswith("Only editors")


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


# ── mute, follow, export ─────────────────────────────────────────────────────────────────


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


async def test_export_is_read_back_as_it_was(bench: Bench) -> None:
    assert "Nothing has been made" in (await bench.say("export")).title
    await add(bench, "watch add Rivian aliases:R1T,R1S exclude:Rivian Adventure")
    card = await bench.say("export")
    (file,) = [block for block in card.blocks if isinstance(block, File)]
    (back,) = read_watchlists(file.text, file.name)
    (made,) = await bench.store.watchlists("console")
    assert (back.name, back.post_to) == (made.name, made.post_to)
    (was,), (now,) = made.watches, back.watches
    assert replace(now, id=was.id, origin=was.origin) == was


# ── not this ─────────────────────────────────────────────────────────────────────────────


async def test_one_press_applies_a_phrase_and_undo_takes_it_back(bench: Bench) -> None:
    await add(bench, "watch add Rivian")
    await bench.news("New Rivian Adventure Network expands", told=("console",))
    await bench.news("Rivian R2 spied", told=("console",), ago=timedelta(hours=2))
    alert = (await bench.store.alerts(destination="console"))[0].id
    card = await bench.say("not-this")
    labels = [action.label for action in card.actions]
    assert labels == ["Not in “Rivian Adventure”", "Mute instead"]
    assert "would have stopped nothing else of 1 alert in 30 days" in card.fallback
    done = await bench.press(card, "Not in “Rivian Adventure”")
    assert done.title == "Kept “Rivian Adventure” out: Rivian on Console"
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert made.exclude == ("Rivian Adventure",)
    assert (await bench.press(card, "Not in")).title == "Rivian on Console is so already"
    assert "doesn't count there any more" in (await bench.say(f"not-this {alert}")).fallback
    assert (await bench.press(done, "Undo")).title.startswith("Undone: kept “Rivian Adventure”")
    (again,) = (await bench.store.watchlists("console"))[0].watches
    assert again.exclude == ()
    assert (await bench.say(f"why {alert} not-this")).title == card.title


async def test_a_phrase_that_is_typed_is_previewed(bench: Bench) -> None:
    await add(bench, "watch add Rivian")
    await bench.news("New Rivian Adventure Network expands", told=("console",))
    shown = await bench.say('not-this exclude:"rivian adventure"')
    assert "0 stories, 0 alerts; +0 −1 against today" in shown.fallback
    assert (await bench.press(shown, "Save")).tone == "good"
    again = await bench.say('not-this exclude:"rivian adventure"')
    assert "kept out already" in again.title
    assert "doesn't contain" in (await bench.say("not-this exclude:pie")).title


async def test_one_press_asks_for_context_and_undo_takes_it_back(bench: Bench) -> None:
    await add(bench, "watch add Apple")
    for number, title in enumerate((
        "Apple unveils an iPhone with a thinner frame",
        "Apple cuts iPhone prices in China",
        "Apple sues a maker of iPhone clones",
    )):  # fmt: skip
        await bench.news(title, ago=timedelta(hours=number + 2), told=("console",))
    await bench.news("Washington likes its Apple harvest", told=("console",))
    card = await bench.say("not-this")
    assert (
        "Count it only near iPhone · would have stopped nothing else of 3 alerts" in card.fallback
    )
    done = await bench.press(card, "Only near iPhone")
    assert done.title == "Asked for iPhone near it: Apple on Console"
    assert [w.context for w in (await bench.store.watchlists("console"))[0].watches] == [
        ("iPhone",)
    ]
    await bench.press(done, "Undo")
    assert [w.context for w in (await bench.store.watchlists("console"))[0].watches] == [()]


async def test_one_press_mutes_the_outlet_that_is_the_cause(bench: Bench) -> None:
    bench.feeds.append(feed("https://gazette.example/feed", "Gazette"))
    await bench.changed()
    noise, *others = bench.feeds
    told, hour = ("console",), timedelta(hours=1)
    for number, title in enumerate(("finished", "broken", "a myth", "down"), 2):
        await bench.news(f"Tesla is {title}", of=noise, ago=number * hour, told=told)
    await bench.news("Lei Jun is here", of=noise, ago=9 * hour, told=told)
    for number, title in enumerate(("Tesla opens a plant", "Tesla cuts prices"), 2):
        for by in others:
            url = f"https://{by.name}.example/{number}"
            await bench.news(title, of=by, story=title, ago=number * hour, url=url, told=told)
    await bench.news("Tesla is doomed", of=noise, told=told)
    card = await bench.say("not-this")
    assert "Mute CnEVPost here for a week · would also have stopped 4 of 6 alerts" in card.fallback
    assert ", and 1 alert of other names" in card.fallback
    done = await bench.press(card, "Mute CnEVPost, 1 week")
    (mute,) = await bench.store.mutes(bench.now)
    assert (mute.kind, mute.target) == ("feed", noise.id)
    await bench.press(done, "Undo")
    assert await bench.store.mutes(bench.now) == []


async def test_not_this_on_a_file_names_the_place(bench: Bench) -> None:
    await bench.news("Tesla Semi enters production", told=("console",))
    card = await bench.say("not-this")
    assert "watchlists/ev.yaml:8" in card.fallback
    assert "exclude: [Tesla Semi]" in card.fallback
    assert [action.label for action in card.actions] == ["Mute instead"]


async def test_not_this_never_offers_what_would_hide_the_name_itself(bench: Bench) -> None:
    for number, end in enumerate(("its target", "wages", "10 billion", "the bar")):
        await bench.news(f"Tesla raises {end}", ago=timedelta(hours=2 + number))
    await bench.news("Tesla raises hopes", told=("console",))
    card = await bench.say("not-this")
    assert "exclude:" not in card.fallback
    assert [action.label for action in card.actions] == ["Mute instead"]
    assert "No words beside it are particular to it" in card.fallback


async def test_not_this_counts_news_from_before_the_watch_was_made(bench: Bench) -> None:
    await bench.news("Rivian coil lights up a hall", ago=timedelta(days=20))
    for number in range(3):
        await bench.news(f"Rivian opens plant {number}", ago=timedelta(hours=3 + number))
    await add(bench, "watch add Rivian")
    await bench.news("Boy builds Rivian coil", told=("console",))
    text = (await bench.say("not-this")).fallback
    stopped = "would also have stopped 1 of 4 stories in 30 days: “Rivian coil lights up a hall”"
    assert f"Leave out “Rivian coil” · {stopped}" in text


# ── small things that mislead ────────────────────────────────────────────────────────────


async def test_names_and_addresses_keep_their_case(bench: Bench) -> None:
    await add(bench, "watch add giga-casting kind:topic")
    again = await bench.say("watch add giga-casting kind:topic")
    assert again.title == "“giga-casting” is on Console already"
    elsewhere = await bench.say("watch add giga-casting kind:topic in:Other")
    assert "“giga-casting” is watched on Console already" in elsewhere.fallback
    assert "(giga-casting)" not in elsewhere.fallback
    assert begin("http://a.example/feed refuses") == "http://a.example/feed refuses"
    assert begin("nVidia is there") == "nVidia is there"
    assert begin("no feed was found") == "No feed was found"


async def test_a_bare_group_lists_its_commands(bench: Bench) -> None:
    for group in ("watch", "feed"):
        card = await bench.say(group)
        assert card.title.startswith(f"“{group}” what? add, ")
        assert card.actions == ()


async def test_watches_are_counted_not_their_aliases(bench: Bench) -> None:
    text = (await bench.say("history qqqqqq")).fallback
    assert "There is “Xiaomi”, “Tesla”, “Lei Jun”, “SU7 deliveries”" in text
    assert "more" not in text


async def test_a_test_shows_what_it_finds_and_what_was_told(bench: Bench) -> None:
    await bench.news("Tesla opens a plant", told=("console",), ago=timedelta(hours=2))
    for number in range(6):
        await bench.news(f"Tesla sells {number} cars")
    text = (await bench.say("watch test Tesla")).fallback
    assert text.count("Tesla sells") == 5
    assert "… and 2 more" in text
    await bench.news("Lei Jun speaks", told=("console",))
    assert "Lei Jun speaks — CnEVPost · 1 hour ago · told already" in (
        (await bench.say("watch test Lei Jun")).fallback
    )


async def test_the_file_words_are_understood_in_chat(bench: Bench) -> None:
    await add(bench, "watch add Rivian spelling:exact")
    await add(bench, "watch add orders subject:Rivian metric:orders period:weekly")
    plain, figure = (await bench.store.watchlists("console"))[0].watches
    assert not plain.fuzzy
    assert figure.period == "week"


async def test_a_feed_is_polled_out_of_turn_once_a_minute(bench: Bench) -> None:
    card = await bench.say("feed poll CnEVPost")
    assert card.title == "CnEVPost was read: nothing new"
    assert "was polled just now" in (await bench.say("feed poll CnEVPost")).title
    assert bench.polled == [bench.feeds[0].id]
    bench.poll_error = "https://electrek.example/feed says no"
    card = await bench.say("feed poll Electrek")
    assert card.title == "Electrek could not be read"
    assert bench.poll_error in card.fallback
    assert "Only editors" in (await bench.say("feed poll Electrek", **STRANGER)).title


async def test_everything_is_unmuted_at_once(bench: Bench) -> None:
    await bench.say("mute Tesla 1h")
    await bench.say("mute Xiaomi 1h")
    assert (await bench.say("unmute all")).title == "Unmuted Tesla and Xiaomi"
    assert await bench.store.mutes(bench.now) == []
    await bench.say("undo")
    assert len(await bench.store.mutes(bench.now)) == 1


async def test_muting_suggests_feeds_too(bench: Bench) -> None:
    assert "“Electrek”" in (await bench.say("mute Electrk 30m")).fallback


async def test_no_feed_is_failing(bench: Bench) -> None:
    assert (await bench.say("feed list failing")).title == "No feed is failing"
    assert (await bench.say("feed list qqq")).title == "No feed is “qqq”"


async def test_help_says_how_to_leave_only_where_one_can(bench: Bench) -> None:
    assert "To leave: exit" in (await bench.say("help")).fallback
    assert "To leave" not in (await bench.say("help", **STRANGER)).fallback


async def test_the_terminal_goes_by_its_configured_name(bench: Bench) -> None:
    terminal = Destination(name="terminal", platform="console")
    places = (*bench.settings.destinations, terminal)
    bench.settings = replace(bench.settings, destinations=places)
    await bench.changed()
    card = await bench.say("watch add Rivian")
    assert "A new watchlist, Console, posting to terminal." in card.fallback
    await bench.press(card, "Save")
    assert (await bench.store.watchlists("console"))[0].post_to == ("terminal",)


# ── figure watches as they are said ──────────────────────────────────────────────────────


async def test_a_figure_watch_that_is_said_is_one(bench: Bench) -> None:
    card = await bench.say("watch add NIO deliveries > 10,000")
    assert card.title == "Add NIO deliveries to Console?"
    assert "Read as a number to watch" in card.fallback
    await bench.press(card, "Save")
    (made,) = await bench.store.watchlists("console")
    (watch,) = made.watches
    assert (watch.kind, watch.subject, watch.metric) == ("figure", "NIO", ("deliveries",))
    assert watch.condition is not None
    assert (watch.condition.op, watch.condition.value) == (">", 10_000)


async def test_what_is_wrong_with_it_is_told_as_of_any_condition(bench: Bench) -> None:
    card = await bench.say("watch add NIO deliveries > 10,000 vehicels")
    assert "unknown unit 'vehicels'" in card.fallback
    assert "Did you mean 'vehicles'?" in card.fallback


async def test_a_metric_of_somebody_watched_is_offered_as_a_figure(bench: Bench) -> None:
    card = await bench.say("watch add Tesla registrations")
    assert card.title == "Add Tesla registrations to Console?"
    offered = await bench.press(card, "As a figure")
    assert "Tesla" in offered.fallback
    await bench.press(offered, "Save")
    (made,) = await bench.store.watchlists("console")
    assert [(each.kind, each.subject) for each in made.watches] == [("figure", "Tesla")]
    still = await bench.say('watch add "Tesla sales > 5" kind:company')
    assert "(company)" in (await bench.press(still, "Save")).title
