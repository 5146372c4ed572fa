"""``recap``: what mattered, from the real pipeline and store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.card import Card
from bot.model import AlertStatus, Destination, User
from bot.ports import Ingest
from tests.support.storyroom import StoryRoom

QUAKE = "An earthquake in Chile kills 3 people near Iquique"
OWNER = User(id="console:me", name="me", admin=True)


def block_of(card: Card, head: str) -> list[str]:
    """The lines below a bold line."""
    lines = card.fallback.splitlines()
    start = lines.index(head) + 1
    rest = lines[start:]
    return rest[: next((n for n, each in enumerate(rest) if not each.startswith("•")), len(rest))]


async def week(room: StoryRoom) -> None:
    """Two weeks of deliveries; a quake by three outlets that goes on and is corrected."""
    day = 24 * 60
    await room.report("Xiaomi delivers 9,300 vehicles in week 26", by="Ledger")
    await room.report("Xiaomi delivers 9,900 vehicles in week 27", by="Ledger", after=6 * day)
    await room.report("Tesla opens a showroom in Oslo", by="Ledger", after=2 * day)
    await room.report(QUAKE, by="Ledger", after=60)
    await room.report("An earthquake in Chile kills three people", by="Gazette", after=4)
    await room.report("An earthquake in Chile kills three people", by="Herald", after=4)
    await room.report("An earthquake in Chile kills 9 people near Iquique", by="Herald", after=90)
    await room.report(
        "Correction: An earthquake in Chile kills 7 people near Iquique, not 9", by="Herald"
    )


async def test_a_recap_of_the_channel_is_weighed_folded_and_complete(room: StoryRoom) -> None:
    await week(room)
    card = await room.bench.say("recap 7d")
    assert card.title == "Recap of this channel: 3 stories, the last 7 days"
    lines = card.fallback.splitlines()
    assert lines[1] == "7 reports by 3 outlets · 4 told at once"
    first, *others = [line for line in lines if line.startswith("•")][:3]
    assert "• An earthquake in Chile kills 7" in first, "the weightiest, by its latest"
    assert "Ledger and 2 more · 2 developments · corrected" in first
    assert any("Xiaomi delivers 9,900 vehicles in week 27" in line for line in others)
    assert any("Tesla opens a showroom in Oslo · Tesla" in line for line in others)
    toll, moved = block_of(card, "Figures that moved")
    assert toll == "• quake Chile deaths: 7 people, +133.3%, from 3 people — Herald"
    assert moved.startswith("• Xiaomi deliveries: 9,900 vehicles, week 27, +6.5% on week 26")
    assert ", from 9,300 vehicles — Ledger" in moved
    (corrected,) = block_of(card, "Corrected")
    assert "· 7, not 9" in corrected


async def test_where_outlets_differ_on_a_number_it_says_so(room: StoryRoom) -> None:
    await week(room)
    await room.report("Xiaomi delivers 9,100 vehicles in week 27, a count says", by="Herald")
    await room.report("Tesla sells 5,000 vehicles in week 27 in Norway", by="Ledger", after=9)
    await room.report("Tesla sells 5,600 vehicles in week 27 in Norway", by="Gazette", after=9)
    card = await room.bench.say("recap 7d")
    moved = "\n".join(block_of(card, "Figures that moved"))
    assert "— Ledger, but Herald says 9,100 vehicles" in moved
    (differ,) = block_of(card, "Sources differ")
    assert differ.startswith("• Tesla Norway sales, week 27: 5,000 vehicles — Ledger, but Gazette")
    assert "says 5,600 vehicles" in differ
    assert "Sources differ" not in (await room.bench.say("recap Xiaomi 7d")).fallback


async def test_the_history_of_a_name_has_its_corrections(room: StoryRoom) -> None:
    await week(room)
    (corrected,) = block_of(await room.bench.say("history quake"), "Corrected")
    assert "An earthquake in Chile kills 7 people near Iquique" in corrected
    assert "· 7, not 9" in corrected
    assert "Corrected" not in (await room.bench.say("history Tesla")).fallback


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("recap", "Recap of this channel: 2 stories, the last 24 hours"),
        ("recap today", "Recap of this channel: 2 stories, today"),
        ("recap here yesterday", "Nothing was told here, yesterday"),
        ("recap Xiaomi", "Recap of Xiaomi: 1 story, the last 7 days"),
        ("recap Xiaomi 30d", "Recap of Xiaomi: 2 stories, the last 30 days"),
        ("recap 小米 30d", "Recap of 小米: 2 stories, the last 30 days"),
        ("recap SU7 deliveries 30d", "Recap of SU7 deliveries: 2 stories, the last 30 days"),
        ("recap Disasters", "Recap of Disasters: 1 story, the last 7 days"),
        ('recap "EV makers" July', "Recap of EV makers: 3 stories, July 2026"),
        ("recap quake all", "Recap of quake: 1 story, all that is kept"),
        ("summary Tesla this week", "Recap of Tesla: 1 story, 20 July 2026 to 26 July 2026"),
        ("recap Telsa", "Nothing is watched as “Telsa”"),
        ("recap Tesla June", "Nothing on Tesla, June 2026"),
    ],
)
async def test_of_whom_and_of_when(room: StoryRoom, words: str, title: str) -> None:
    await week(room)
    assert (await room.bench.say(words)).title == title


async def test_silence_is_explained(room: StoryRoom) -> None:
    await room.report("Tesla opens a showroom in Oslo", by="Ledger")
    room.bench.now += timedelta(days=3)
    for words in ("recap", "recap Tesla 24h"):
        card = await room.bench.say(words)
        assert "The last was 3 days ago: Tesla opens a showroom in Oslo" in card.fallback
        assert "Oslo" in (await room.bench.press(card, "7 days")).fallback
    assert "nothing before it" in (await room.bench.say("recap Xiaomi")).fallback
    elsewhere = {"platform": "slack", "scope": "slack:T9", "channel": "C9"}
    assert "No watchlist posts here" in (await room.bench.say("recap", **elsewhere)).fallback
    unknown = await room.bench.say("recap Telsa")
    assert (
        "Tesla"
        in (
            await room.bench.press(
                unknown,
                "Tesla",
            )
        ).title
    )
    assert any(each.command == 'lookup name:"Telsa"' for each in unknown.actions)


NEWS = (
    "opens a showroom in Oslo", "hires a baker in Graz", "paints its cars in matt lilac",
    "sues a tenant in Nevada", "drops leather from its seats", "sponsors a choir in Wales",
    "recalls chargers sold in Peru", "names a lawyer as its chair", "rents an office in Accra",
    "plants oak trees in Gruenheide", "tests a ferry in Bergen", "quits a fair in Turin",
)  # fmt: skip


async def test_pages_lead_through_all_stories(room: StoryRoom) -> None:
    for each in NEWS:
        await room.report(f"Tesla {each}", by="Ledger")
    card = await room.bench.say("recap Tesla today")
    assert card.title == "Recap of Tesla: 12 stories, today"
    assert card.fallback.endswith("1–8 of 12")
    second = await room.bench.press(card, "Show more (4)")
    assert second.fallback.endswith("9–12 of 12")
    shown = [line for each in (card, second) for line in each.fallback.splitlines()]
    assert all(any(f"Tesla {each}" in line for line in shown) for each in NEWS)
    assert not any(each.label.startswith("Show more") for each in second.actions)
    assert (await room.bench.say("recap Tesla today page:3")).title == "There is no page 3"


async def test_the_noisiest_watch_and_the_command_that_mends_it(room: StoryRoom) -> None:
    for each in NEWS[:6]:
        await room.report(f"Tesla {each}", by="Ledger")
    assert "Most noise" not in (await room.bench.say("recap")).fallback, "nobody could confirm it"
    await room.report("Council debates bus lanes", by="Wire")
    card = await room.bench.say("recap")
    assert "Most noise: Tesla made 6 alerts, all of them told by one outlet only." in card.fallback
    assert (
        "To mend it (tell it once a day), write deliver: daily 08:00 at"
        " watchlists/ev.yaml:5" in card.fallback
    ), "a file is not edited in chat"
    await room.bench.press(await room.bench.say("watch add Rivian"), "Save")
    for each in NEWS[:7]:
        await room.report(f"Rivian {each}", by="Ledger")
    card = await room.bench.say("recap", user=OWNER)
    assert "Most noise: Rivian made 7 of 13 alerts" in card.fallback
    preview = await room.bench.press(card, "Mend Rivian", user=OWNER)
    await room.bench.press(preview, "Save", user=OWNER)
    (rivian,) = [w for w in room.bench.catalogue.watches.values() if w.name == "Rivian"]
    assert rivian.manner.deliver is not None
    assert rivian.manner.deliver.every == "daily"


async def test_what_people_muted_counts_as_noise(room: StoryRoom) -> None:
    await room.bench.press(await room.bench.say("watch add Rivian"), "Save")
    await room.report("Rivian hires a baker in Graz", by="Ledger")
    await room.report("Rivian hires a baker in Graz", by="Gazette")
    assert "Most noise" not in (await room.bench.say("recap")).fallback
    await room.bench.say("mute Rivian 1h")
    await room.bench.say("unmute Rivian")
    await room.bench.say("mute Rivian 1h")
    card = await room.bench.say("recap", user=OWNER)
    assert "Rivian made 1 alert, muted twice" in card.fallback
    assert "severity:low" in card.fallback


async def test_what_was_held_is_told_with_its_reasons(room: StoryRoom) -> None:
    await room.report("Tesla opens a showroom in Oslo", by="Ledger")
    (alert,) = await room.bench.store.alerts()
    item = await room.bench.store.item(alert.item_id)
    assert item is not None
    held = [
        replace(
            alert, id=f"aheld{n}-{place}", story_id=f"s{n}", destination=place,
            why=f"quiet hours until 1{n}:00; Tesla", status=status,
            release=room.bench.now + timedelta(hours=6),
        )
        for n, status in enumerate((AlertStatus.HELD, AlertStatus.DIGESTED, AlertStatus.DROPPED))
        for place in ("console", "elsewhere")
    ]  # fmt: skip
    # Neither is a reason: it was told at once here, and that waits with another.
    elsewhere = replace(held[1], id="aheld3", story_id=alert.story_id)
    along = replace(held[0], id="aheld4", why="it waits with its story; Tesla")
    held += [elsewhere, along]
    other = item.__class__(id="iother", feed_id=item.feed_id, title="x", seen=item.seen)
    await room.bench.store.ingest([Ingest(item=other, alerts=tuple(held))])
    counted = "1 told at once, 1 told in digests, 1 waiting for a digest, 1 left out of digests"
    text = (await room.bench.say("recap")).fallback
    assert counted in text
    assert "Held back: quiet hours (3) · the next digest is due 17:35" in text
    # Of a name it is what was told anywhere: one story at two places is one.
    text = (await room.bench.say("recap Tesla")).fallback
    assert counted in text
    assert "Held back: quiet hours (3) ·" in text


async def test_another_workspaces_watches_are_not_told(room: StoryRoom) -> None:
    there = {"platform": "slack", "scope": "slack:T9", "channel": "C9",
             "user": User(id="slack:U9", admin=True)}  # fmt: skip
    await room.bench.press(await room.bench.say("watch add Zeekr", **there), "Save", **there)
    await room.report("Zeekr opens a showroom in Oslo", by="Ledger")
    assert (await room.bench.say("recap", **there)).title.endswith("1 story, the last 24 hours")
    assert "Zeekr" not in (await room.bench.say("recap all")).fallback
    assert "Nothing is watched" in (await room.bench.say("recap Zeekr")).title


# ── of all channels ──────────────────────────────────────────────────────────────────────

DESKS = (
    Destination(name="desk", platform="slack", address="C1"),
    Destination(name="board", platform="slack", address="G2"),
)


async def desks(room: StoryRoom) -> None:
    """Tesla is told at the desk, quakes at the board, Rivian where it was made in chat."""
    bench = room.bench
    bench.settings = replace(bench.settings, destinations=DESKS, editors=("slack:U7",))
    tesla, quake = bench.files
    bench.files = [replace(tesla, post_to=("desk",)), replace(quake, post_to=("board",))]
    await bench.changed()
    made = slack(channel="C3", user=User(id="slack:U1", admin=True))
    await bench.press(await bench.say("watch add Rivian", **made), "Save", **made)
    await bench.say("follow Lynk", **slack(direct=True, user=User(id="slack:U2")))
    for title in ("Tesla opens a showroom in Oslo", QUAKE, "Rivian hires a baker in Graz",
                  "Lynk names a lawyer as its chair"):  # fmt: skip
        await room.report(title, by="Ledger")


def slack(**more: object) -> dict[str, object]:
    return {"platform": "slack", "scope": "slack:T1", "channel": "D9", **more}


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ({"user": User(id="slack:U7")}, "Tesla quake"),
        ({"user": User(id="slack:U7"), "reads": ("C3",)}, "Tesla quake Rivian"),
        ({"user": User(id="slack:U1", admin=True)}, ""),
        ({"user": User(id="slack:U1", admin=True), "reads": ("C3",)}, "Rivian"),
        ({"user": User(id="slack:U2")}, "Lynk"),
        ({"user": User(id="slack:U2"), "reads": ("C1", "C3")}, "Tesla Rivian Lynk"),
        ({"user": User(id="slack:U3"), "reads": ("G2",)}, "quake"),
        ({"user": User(id="slack:U3"), "reads": ("C1",), "scope": "slack:T8"}, "Tesla"),
        ({"user": User(id="slack:U3")}, ""),
        ({"user": User(id="slack:U3"), "direct": False, "channel": "C3"}, "Rivian"),
    ],
)
async def test_all_channels_are_those_that_somebody_may_read(
    room: StoryRoom, who: dict[str, object], told: str
) -> None:
    await desks(room)
    card = await room.bench.say("recap everywhere", **slack(**{"direct": True, **who}))
    found = [name for name in ("Tesla", "quake", "Rivian", "Lynk") if name in card.fallback]
    assert found == told.split()
    many = {0: "Nothing was told anywhere", 1: "Recap of all channels: 1 story"}
    assert card.title.startswith(many.get(len(found), f"Recap of all channels: {len(found)} stor"))


async def test_a_recap_that_finds_nothing_here_leads_to_all_channels(room: StoryRoom) -> None:
    await desks(room)
    editor = slack(direct=True, user=User(id="slack:U7"))
    card = await room.bench.say("recap today", **editor)
    assert card.title == "Nothing was told here, today"
    wide = await room.bench.press(card, "All channels", **editor)
    assert wide.title == "Recap of all channels: 2 stories, today"
    assert "all channels" in (await room.bench.press(wide, "7 days", **editor)).title
    nobody = slack(direct=True, user=User(id="slack:U3"))
    card = await room.bench.say("recap today", **nobody)
    assert not any(each.label == "All channels" for each in card.actions)
    card = await room.bench.say("recap everywhere", **nobody)
    assert "named as editor sees all" in card.fallback
