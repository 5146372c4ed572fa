"""``digest``: what waits, sent when asked for; when and how loudly a place is told, with undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.model import (
    Alert,
    AlertStatus,
    Budget,
    Decision,
    Deliver,
    Destination,
    Manner,
    Origin,
    Preferences,
    QuietHours,
    User,
    Verdict,
)
from bot.ports import Ingest
from tests.support.bench import Bench

IN_DESK = {"platform": "slack", "scope": "slack:T1", "channel": "C0EV"}


def person(name: str, **more: object) -> dict[str, object]:
    return {**IN_DESK, "user": User(id=f"slack:{name}"), **more}


OWNER = person("U0OWNER")
STRANGER = person("U0STRANGER")
DIRECT = person("U0STRANGER", channel="D042", direct=True)


async def hold(bench: Bench, title: str, destination: str) -> Alert:
    item = await bench.news(title, story=title)
    alert = Alert(
        id=f"a{item.id}", story_id="s1", destination=destination, item_id=f"{item.id}",
        watch_ids=("w1",), why="quiet hours until 18:00; Xiaomi", created=bench.now,
        status=AlertStatus.HELD, release=bench.now + timedelta(hours=6, minutes=30),
    )  # fmt: skip
    await bench.store.ingest([Ingest(item=replace(item, id=f"h{item.id}"), alerts=(alert,))])
    return alert


async def test_what_waits_is_shown_and_sent_when_asked_for(bench: Bench) -> None:
    assert "Nothing waits." in (await bench.say("digest", **OWNER)).fallback
    await hold(bench, "Xiaomi opens a foundry", "ev-desk")
    await hold(bench, "Tesla opens a foundry", "console")
    shown = await bench.say("digest", **OWNER)
    assert shown.fallback.splitlines() == [
        "At once, here",
        "no quiet hours · at most 20 per 10m, the rest as a digest · Europe/Berlin",
        "1 story waiting",
        "• Xiaomi opens a foundry · due 18:00 · quiet hours until 18:00",
        "Change it with digest daily 08:00, digest at once or digest quiet:22:00-07:00.",
    ]
    status = (await bench.say("status", **OWNER)).fallback
    assert "1 story waits here for a digest, the next due 18:00: digest" in status
    assert "Only editors" in (await bench.say("digest now", **STRANGER)).title
    assert (await bench.press(shown, "Send now", **OWNER)).title == "1 story on the way"
    assert bench.released == 1
    (due,) = await bench.store.held_due(bench.now)
    assert due.destination == "ev-desk"


async def test_quiet_hours_that_are_ended_are_none(bench: Bench) -> None:
    ended = await bench.say("digest quiet:none", **OWNER)
    assert "no quiet hours · at most" in ended.fallback


async def test_quiet_hours_that_are_now_are_said(bench: Bench) -> None:
    said = "until 18:00."
    begun = await bench.say("digest quiet:09:00-18:00", **OWNER)
    assert f"These are quiet hours, {said}" in begun.fallback
    assert f"Quiet hours here {said}" in (await bench.say("status", **OWNER)).fallback
    await bench.say("digest quiet:20:00-21:00", **OWNER)
    assert said not in (await bench.say("status", **OWNER)).fallback


async def test_quiet_hours_that_are_new_put_off_what_waits_already(bench: Bench) -> None:
    await hold(bench, "Xiaomi opens a foundry", "ev-desk")
    begun = (await bench.say("digest quiet:09:00-19:00", **OWNER)).fallback
    assert "What waits already: 1 story waits until quiet hours end. To have it now" in begun
    assert "due 19:00 · quiet hours until 18:00" in (await bench.say("digest", **OWNER)).fallback
    status = (await bench.say("status", **OWNER)).fallback
    assert "1 story waits here for a digest, the next due 19:00" in status
    recap = (await bench.say("recap", **OWNER)).fallback
    assert "the next digest is due 19:00" in recap


async def test_undone_quiet_hours_say_what_still_waits(bench: Bench) -> None:
    await bench.say("digest quiet:09:00-18:00", **OWNER)
    assert "What waits" not in (await bench.say("undo", **OWNER)).fallback
    await bench.say("digest quiet:09:00-18:00", **OWNER)
    await hold(bench, "Xiaomi opens a foundry", "ev-desk")
    undone = (await bench.say("undo", **OWNER)).fallback
    assert "What waits already: 1 story keeps its time. To have it now: digest now" in undone


async def test_a_reason_that_all_share_is_said_once(bench: Bench) -> None:
    await hold(bench, "Xiaomi opens a foundry", "ev-desk")
    await hold(bench, "Tesla opens a foundry", "ev-desk")
    shown = (await bench.say("digest", **OWNER)).fallback.splitlines()
    assert shown[2] == "2 stories waiting · due 18:00 · quiet hours until 18:00"
    assert set(shown[3:5]) == {"• Xiaomi opens a foundry", "• Tesla opens a foundry"}


async def test_what_was_held_and_told_alone_says_both(bench: Bench) -> None:
    item = replace(
        await bench.news("Xiaomi opens a foundry"), id="ilate", url="https://x.example/l"
    )
    why = "quiet hours until 07:00; Xiaomi"
    alert = Alert(
        id="alate", story_id="s1", destination="ev-desk", item_id=item.id, watch_ids=("w1",),
        why=why, created=bench.now,
    )  # fmt: skip
    held = Decision(destination="ev-desk", verdict=Verdict.HOLD, why=why, watch_ids=("w1",))
    await bench.store.ingest([Ingest(item=item, decisions=(held,), alerts=(alert,))])
    shown = (await bench.say("why alate", **OWNER)).fallback
    assert "Decision: held (ev-desk) — quiet hours until 07:00; Xiaomi" in shown
    assert "Then: told by a message of its own" in shown


async def test_an_address_tells_what_became_of_its_alert(bench: Bench) -> None:
    item = await bench.news("Xiaomi opens a foundry", url="https://x.example/1", told=("ev-desk",))
    shown = await bench.say("why https://x.example/1", **OWNER)
    (alert,) = await bench.store.alerts(destination="ev-desk")
    assert (alert.item_id, shown.ref) == (item.id, alert.id)
    assert "Not this" in [each.label for each in shown.actions]


async def test_a_stranger_sees_what_waits_and_no_buttons(bench: Bench) -> None:
    await hold(bench, "Xiaomi opens a foundry", "ev-desk")
    shown = await bench.say("digest", **STRANGER)
    assert "1 story waiting" in shown.fallback
    assert shown.actions == ()


async def test_a_channel_is_set_audited_and_taken_back(bench: Bench) -> None:
    card = await bench.say("digest daily 08:00 and 18:00 cooldown:30m budget:5/hour", **OWNER)
    assert card.fallback.splitlines() == [
        "Digest: daily 08:00, 18:00, here",
        "The next digest is due 18:00.",
        "no quiet hours · at most 5 per 1h, the rest as a digest · cooldown 30m · Europe/Berlin",
    ]
    assert bench.catalogue.destination("ev-desk").preferences == Preferences(
        deliver=Deliver(every="daily", at=(time(8), time(18))),
        budget=Budget(messages=5, window=timedelta(hours=1)),
        cooldown=timedelta(minutes=30),
    )
    assert (
        "set how ev-desk is told: daily 08:00, 18:00, budget 5 per 1h, cooldown 30m"
        in (await bench.say("history", **OWNER)).fallback
    )
    await bench.say("digest quiet:22:00-07:00", **OWNER)
    assert bench.catalogue.destination("ev-desk").preferences.deliver, "what was set stays"
    assert (await bench.say("undo", **STRANGER)).title == "There is nothing to undo"
    assert "quiet 22:00-07:00" in (await bench.say("undo", **OWNER)).title
    assert bench.catalogue.destination("ev-desk").preferences.quiet_hours is None
    assert (await bench.say("undo", **OWNER)).tone == "good"
    assert bench.catalogue.destination("ev-desk").preferences == Preferences()


async def test_default_takes_everything_back(bench: Bench) -> None:
    await bench.say("digest hourly mention:slack:U012AB3CD", **OWNER)
    assert len(await bench.store.arrangements()) == 1
    assert (await bench.say("digest default", **OWNER)).title == "At once, here"
    assert await bench.store.arrangements() == []
    await bench.say("undo", **OWNER)
    assert bench.catalogue.destination("ev-desk").preferences.mention == ("slack:U012AB3CD",)


async def test_ones_own_direct_messages_are_ones_own(bench: Bench) -> None:
    assert "Only editors" in (await bench.say("digest hourly", **STRANGER)).title
    card = await bench.say("digest hourly quiet:22:00-07:00 for:me", **STRANGER)
    assert card.title == "Digest: hourly, in your direct messages"
    assert bench.catalogue.destination("ev-desk").preferences == Preferences()
    own = bench.catalogue.destination("slack:U0STRANGER").preferences
    assert own.quiet_hours == QuietHours(start=time(22), end=time(7))
    shown = await bench.say("digest", **DIRECT)
    assert shown.title == card.title
    await bench.say("digest timezone:Asia/Shanghai", **DIRECT)
    assert bench.catalogue.destination("slack:U0STRANGER").timezone == "Asia/Shanghai"
    assert "U0STRANGER" not in (await bench.say("history", **OWNER)).fallback
    assert (await bench.say("undo", **OWNER)).title == "There is nothing to undo"
    assert "Asia/Shanghai" in (await bench.say("undo", **DIRECT)).title


async def test_another_place_only_from_the_console(bench: Bench) -> None:
    assert (
        "There is no “console” to tell"
        in (await bench.say("digest hourly for:console", **OWNER)).title
    )
    assert (await bench.say("digest hourly for:ev-desk")).title == "Digest: hourly, at ev-desk"
    assert (await bench.say("digest hourly")).title == "Digest: hourly, here"


async def test_what_a_file_says_is_the_operators(bench: Bench) -> None:
    place = Destination(
        name="ev-desk",
        platform="slack",
        address="C0EV",
        preferences=Preferences(deliver=Deliver(every="hourly")),
        origin=Origin(kind="file", where="config/tidings.yaml:7"),
    )
    bench.settings = replace(bench.settings, destinations=(place,))
    await bench.changed()
    refused = await bench.say("digest daily", **OWNER)
    assert refused.title == "“deliver” of ev-desk comes from a file and is read-only in chat"
    assert "config/tidings.yaml:7" in refused.fallback
    assert (await bench.say("digest quiet:22:00-07:00", **OWNER)).tone == "good"
    both = bench.catalogue.destination("ev-desk").preferences
    assert (both.deliver, bool(both.quiet_hours)) == (Deliver(every="hourly"), True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("digest dayly", "Did you mean 'daily'?"),
        ("digest budget:0/h", "at most 1,000"),
        ("digest quiet:late", "As in 22:00-07:00"),
        ("digest timezone:Shanghai", "Asia/Shanghai"),
        ("digest mention:@everyone", "everybody at once can't be mentioned"),
        ("digest for:nobody", "There is no “nobody” to tell"),
    ],
)
async def test_what_can_not_be_read(bench: Bench, line: str, words: str) -> None:
    card = await bench.say(line, **OWNER)
    assert words in card.fallback
    assert await bench.store.arrangements() == []


async def test_a_watch_is_told_in_its_own_way(bench: Bench) -> None:
    preview = await bench.say("watch add Rivian deliver:daily 9:00 severity:high cooldown:1h")
    assert "daily 09:00 · severity high · cooldown 1h" in preview.fallback
    await bench.press(preview, "Save")
    (made,) = await bench.store.watchlists("console")
    assert made.watches[0].manner.deliver == Deliver(every="daily", at=(time(9),))
    await bench.press(
        await bench.say("watch edit Rivian deliver:default mention:console:me"), "Save"
    )
    (made,) = await bench.store.watchlists("console")
    manner = made.watches[0].manner
    assert (manner.deliver, manner.severity, manner.mention) == (None, "high", ("console:me",))
    export = (await bench.say("export")).blocks
    assert any("severity: high" in getattr(block, "text", "") for block in export)
    assert "hint" not in (await bench.say("watch edit Rivian severity:loud")).fallback
    assert "is nobody to mention" in (await bench.say("watch edit Rivian mention:bob")).fallback


async def test_a_mute_in_direct_messages_holds_where_follows_come(bench: Bench) -> None:
    await bench.say("follow Tesla", **DIRECT)
    await bench.say("mute Tesla 2h", **DIRECT)
    (mute,) = await bench.store.mutes(bench.now)
    (followed,) = [each for each in bench.catalogue.watchlists if each.name == "Tesla, followed"]
    assert mute.destination == followed.post_to[0] == "slack:U0STRANGER"
    muted = await bench.say("mute outlet Electrek 1h", **DIRECT)
    assert muted.title.startswith("Muted Electrek")


async def test_at_the_terminal_a_followed_name_comes_where_everything_comes(bench: Bench) -> None:
    await bench.say("follow Tesla")
    (followed,) = [each for each in bench.catalogue.watchlists if each.name == "Tesla, followed"]
    assert followed.post_to == ("console",)
    assert "You follow Tesla" in (await bench.say("list")).fallback


async def test_watches_that_are_told_in_their_own_way_are_named(bench: Bench) -> None:
    (ev,) = bench.files
    xiaomi = replace(ev.watches[0], manner=Manner(severity="high", mention=("slack:U012AB3CD",)))
    daily = Manner(deliver=Deliver(every="daily"))
    bench.files = [replace(ev, watches=(xiaomi, *ev.watches[1:2]), manner=daily)]
    await bench.changed()
    shown = (await bench.say("digest", **OWNER)).fallback.splitlines()
    at = shown.index("Told in a way of their own:")
    assert shown[at + 1 : at + 3] == [
        "• Xiaomi: daily 08:00, severity high, mentions slack:U012AB3CD",
        "• Tesla: daily 08:00",
    ]
    assert (
        "ev-desk and console · daily 08:00 · hears" in (await bench.say("list EV makers")).fallback
    )
