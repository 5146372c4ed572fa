"""Edits: checked, tried on the history, saved, audited, undone."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.card import File
from bot.commands.edits import PATIENCE, preview_blocks
from bot.commands.preview import Preview
from bot.commands.say import begin
from bot.commands.say import card as answer
from bot.commands.view import View
from bot.config import read_watchlists
from bot.model import Destination, User
from tests.support.bench import Bench
from tests.support.editing import ADMIN, OWNER, STRANGER, add

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


async def test_the_audit_names_people_as_they_are_called(bench: Bench) -> None:
    ana = User(id="slack:U012AB3CD", name="Ana", admin=True)
    card = await bench.say("watch add Rivian", user=ana)
    await bench.press(card, "Save", user=ana)
    assert "added Rivian (company) to Console · by Ana" in (await bench.say("history")).fallback
    assert "It was done by Ana." in (await bench.say("undo")).fallback


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


# ── export ───────────────────────────────────────────────────────────────────────────────


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
