"""What a recap is made of: weights, folding, noise and its mend, figures that moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.card import text_of
from bot.commands.moved import moved
from bot.commands.noise import COSTS, LEAST, Tally, mend, tallies
from bot.commands.ranges import Stretch
from bot.commands.readings import series_of
from bot.commands.weighing import Running, of_its_time, ranked, running, told_at
from bot.model import (
    Alert,
    AlertStatus,
    Edit,
    Manner,
    Period,
    Reading,
    Relation,
    Source,
    Story,
    Watch,
    Watchlist,
)
from bot.plain import write
from tests.support.alertdata import NOW, alert, mute, watch, watchlist

TESLA, APPLE = watch("Tesla"), watch("Apple", aliases=("AAPL",))
SU7 = watch("SU7 deliveries", kind="figure", subject="Xiaomi")
LOUD = watch("recalls", kind="topic", manner=Manner(severity="high"))
QUIET = watch("rumours", kind="topic", manner=Manner(severity="low"))
LIST = watchlist(TESLA, APPLE, SU7, LOUD, QUIET)
LISTS = {each.id: LIST for each in LIST.watches}
WATCHES = {each.id: each for each in LIST.watches}


def event(
    name: str, *, outlets: int = 1, ago: float = 1, thread: str = "", title: str = "", **more: Any
) -> Story:
    seen = NOW - timedelta(hours=ago)
    sources = tuple(
        Source(
            item_id=f"i{name}{n}", source=f"O{n}", url="", title=title or name, published=seen,
            seen=seen, relation=Relation.DUPLICATE if n else Relation.NEW,
        )
        for n in range(outlets)
    )  # fmt: skip
    given: dict[str, Any] = {"first_seen": seen, "last_seen": seen, "sources": sources} | more
    return Story(id=name, thread_id=thread or name, title=title or name, url="", **given)


def told(story: str, *watches: Watch, **more: Any) -> Alert:
    return alert(story, id=f"a{story}", watch_ids=tuple(each.id for each in watches), **more)


# ── stories ──────────────────────────────────────────────────────────────────────────────


def order(*stories: Story, alerts: tuple[Alert, ...] = ()) -> list[str]:
    found = running(stories, alerts, WATCHES)
    return [each.latest.id for each in ranked(found, LISTS, NOW)]


@pytest.mark.parametrize(
    ("heavy", "light"),
    [
        ((event("h", outlets=4), told("h", TESLA)), (event("l", outlets=2), told("l", TESLA))),
        ((event("h"), told("h", LOUD)), (event("l", outlets=5), told("l", TESLA))),
        ((event("h"), told("h", TESLA)), (event("l", outlets=4), told("l", QUIET))),
        ((event("h"), told("h", TESLA, SU7)), (event("l"), told("l", TESLA, APPLE))),
        ((event("h", ago=1), told("h", TESLA)), (event("l", ago=90), told("l", TESLA))),
    ],
)
def test_the_weightier_story_comes_first(
    heavy: tuple[Story, Alert], light: tuple[Story, Alert]
) -> None:
    pairs = (light, heavy)
    alerts = tuple(each for _, each in pairs)
    assert order(*(each for each, _ in pairs), alerts=alerts) == ["h", "l"]


def test_a_running_story_is_one_and_so_are_the_same_headlines() -> None:
    first, then = event("s1", ago=9), event("s2", ago=2, thread="s1", outlets=3)
    twin, other = event("s3", ago=5, title="S2"), event("s4")
    held = told("s2", TESLA, status=AlertStatus.HELD)
    found = {each.latest.id: each for each in running((then, twin, other, first), (held,), WATCHES)}
    assert found.keys() == {"s2", "s4"}
    one = found["s2"]
    assert [each.id for each in one.events] == ["s1", "s3", "s2"]
    assert one.outlets == ("O0", "O1", "O2")
    assert one.watches == (TESLA,)
    assert one.fate == "waits for a digest"
    assert found["s4"].fate == "no alert"


@pytest.mark.parametrize(
    ("statuses", "fate"),
    [
        ((), "no alert"),
        ((AlertStatus.OPEN,), ""),
        ((AlertStatus.DROPPED, AlertStatus.OPEN), ""),
        ((AlertStatus.DIGESTED, AlertStatus.HELD), "in a digest"),
        ((AlertStatus.DROPPED,), "left out of a digest"),
    ],
)
def test_what_became_of_a_story(statuses: tuple[AlertStatus, ...], fate: str) -> None:
    alerts = tuple(told("s", TESLA, status=each) for each in statuses)
    assert Running(events=(event("s"),), watches=(), alerts=alerts).fate == fate


def test_what_an_archive_brings_is_not_of_its_time() -> None:
    stretch = Stretch(since=NOW - timedelta(days=7))
    (source,) = event("s").sources
    old = replace(source, published=NOW - timedelta(days=25))
    undated = replace(source, published=None)
    never = replace(source, published=NOW.replace(year=1970))
    assert [told_at(each) for each in (undated, never)] == [source.seen] * 2
    assert not of_its_time(replace(event("s"), sources=(old,)), stretch)
    for fresh in (source, undated, never):
        assert of_its_time(replace(event("s"), sources=(old, fresh)), stretch)
    assert of_its_time(replace(event("s"), sources=(old,)), Stretch())


# ── noise ────────────────────────────────────────────────────────────────────────────────


def edit(kind: str, before: object, after: object, **more: Any) -> Edit:
    return Edit(
        id="e", scope="", kind=kind,  # type: ignore[arg-type] # one of the kinds
        target="t", summary="", by="u", at=NOW,
        before=None if before is None else write(before),
        after=None if after is None else write(after), **more,
    )  # fmt: skip


def stricter(of: Watch, **changes: Any) -> Watchlist:
    watches = (replace(each, **changes) if each.id == of.id else each for each in LIST.watches)
    return replace(LIST, watches=tuple(watches))


def counted(*edits: Edit, alerts: tuple[Alert, ...] = (), stories: tuple[Story, ...] = ()) -> Tally:
    return tallies(alerts, {each.id: each for each in stories}, WATCHES, edits)[0]


def test_what_nobody_confirms_is_noise_and_what_many_tell_is_none() -> None:
    lone = [event(f"s{n}") for n in range(3)]
    many = [event(f"m{n}", outlets=3) for n in range(9)]
    alerts = (*(told(each.id, APPLE) for each in lone), *(told(each.id, TESLA) for each in many))
    worst = counted(alerts=alerts, stories=(*lone, *many))
    assert (worst.watch, worst.alerts, worst.alone) == (APPLE, 3, 3)
    assert worst.newest == "as0"
    assert worst.words == "3 alerts, all of them told by one outlet only"
    found = tallies(alerts, {each.id: each for each in many}, WATCHES, ())
    tesla = next(each for each in found if each.watch == TESLA)
    assert (tesla.watch, tesla.noise, tesla.words) == (TESLA, 0, "9 alerts")


def test_of_the_only_outlet_nothing_can_be_confirmed() -> None:
    lone = [event(f"s{n}") for n in range(9)]
    alerts = [told(each.id, APPLE) for each in lone]
    stories = {each.id: each for each in lone}
    assert tallies(alerts, stories, WATCHES, ())[0].noise >= LEAST
    assert tallies(alerts, stories, WATCHES, (), confirmable=False)[0].noise == 0


@pytest.mark.parametrize(
    ("made", "refused", "muted"),
    [
        (edit("watchlist", LIST, stricter(APPLE, exclude=("apple pie",))), 1, 0),
        (edit("watchlist", LIST, stricter(APPLE, context=("iPhone",))), 1, 0),
        (edit("watchlist", LIST, stricter(APPLE, aliases=("Cupertino",))), 0, 0),
        (edit("watchlist", stricter(APPLE, exclude=("apple pie",)), LIST), 0, 0),
        (edit("watchlist", LIST, stricter(APPLE, exclude=("a",)), undone=True), 0, 0),
        (edit("watchlist", None, LIST), 0, 0),
        (replace(edit("watchlist", LIST, LIST), after={"name": "EV"}), 0, 0),
        (edit("mute", None, mute("name", "apple")), 0, 1),
        (edit("mute", None, mute("name", "aapl")), 0, 1),
        (edit("mute", None, mute("story", "s1")), 0, 1),
        (edit("mute", None, mute("story", "s9")), 0, 0),
        (edit("mute", None, mute("feed", "f1")), 0, 0),
        (edit("mute", mute("name", "apple"), None), 0, 0),
    ],
)
def test_refusals_and_mutes_are_counted_from_the_edits(
    made: Edit, refused: int, muted: int
) -> None:
    found = tallies(
        (told("s2", APPLE),), {"s2": event("s2", outlets=2, thread="s1")}, WATCHES, [made]
    )
    apple = next(each for each in found if each.watch == APPLE)
    assert (apple.refused, apple.muted) == (refused, muted)


@pytest.mark.parametrize(
    ("tally", "command", "yaml"),
    [
        (Tally(watch=APPLE, alerts=9, refused=2, newest="a1"), "not-this a1", ""),
        (Tally(watch=APPLE, alerts=9, muted=2, newest="a1"),
         'watch edit "Apple" in:"EV makers" severity:low', "severity: low"),
        (Tally(watch=APPLE, alerts=9, silent=20, newest="a1"),
         'watch edit "Apple" in:"EV makers" cooldown:4h', "cooldown: 4h"),
        (Tally(watch=APPLE, alerts=9, alone=9, newest="a1"),
         'watch edit "Apple" in:"EV makers" deliver:"daily 08:00"', "deliver: daily 08:00"),
        (Tally(watch=SU7, alerts=9, refused=2, newest="a1"),
         'watch edit "SU7 deliveries" in:"EV makers" deliver:"daily 08:00"',
         "deliver: daily 08:00"),
    ],
)  # fmt: skip
def test_the_mend_is_for_what_costs_most(tally: Tally, command: str, yaml: str) -> None:
    assert tally.noise >= LEAST
    found = mend(tally, LIST)
    assert (found.command, found.yaml) == (command, yaml)
    assert found.why


def test_every_cost_is_counted_and_told() -> None:
    whole = Tally(watch=APPLE, alerts=4, alone=1, silent=2, refused=1, muted=3, newest="a1")
    assert whole.costs.keys() == COSTS.keys()
    assert whole.words == (
        "4 alerts, 1 of them told by one outlet only, 2 more in silence, because they are only"
        " alike, made stricter once, muted 3 times"
    )


# ── figures ──────────────────────────────────────────────────────────────────────────────


def reading(
    week: int, value: float, *, days: float, unit: str = "vehicles", **more: Any
) -> Reading:
    start = NOW - timedelta(days=7 * (30 - week))
    given: dict[str, Any] = {
        "series": f"xiaomi|deliveries|{unit}|W|", "item_id": f"i{week}", "story_id": f"s{week}",
        "source": "Ledger", "metric": "deliveries", "subject": "Xiaomi", "status": "actual",
        "period": Period(
            label=f"week {week}", start=start, end=start + timedelta(days=7), freq="W"
        ),
        "seen": NOW - timedelta(days=days), "published": NOW - timedelta(days=days),
    }  # fmt: skip
    return Reading(value=value, unit=unit, **given | more)


WEEK = Stretch(since=NOW - timedelta(days=7))


def lines(*readings: Reading, stretch: Stretch = WEEK) -> list[str]:
    return [text_of(each.line) for each in moved(series_of(readings), stretch)]


def test_the_newest_of_a_series_against_the_one_before_it() -> None:
    rows = (reading(26, 9_300, days=15), reading(27, 9_900, days=8), reading(28, 12_000, days=1))
    assert lines(*rows) == [
        "Xiaomi deliveries: 12,000 vehicles, week 28, +21.2% on week 27, from 9,900 vehicles"
        " — Ledger"
    ]
    plant = reading(28, 4_000, days=0.5, item_id="p", source="Wire", about=("wuhan plant",))
    assert lines(*rows, plant) == lines(*rows), "a part stands for no whole"
    assert lines(
        *rows, stretch=Stretch(since=NOW - timedelta(days=9), until=NOW - timedelta(days=2))
    )[0].startswith("Xiaomi deliveries: 9,900 vehicles, week 27, +6.5% on week 26")


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (reading(28, 12_000, days=1),),
        (reading(27, 9_900, days=16), reading(28, 12_000, days=8)),
        (reading(27, 9_900, days=8), reading(28, 9_900, days=1)),
        (reading(27, 9_900, days=8), reading(28, 12_000, days=1, status="target")),
    ],
)
def test_what_did_not_move_then_is_left_out(rows: tuple[Reading, ...]) -> None:
    assert lines(*rows) == []


def test_the_furthest_move_comes_first() -> None:
    other = {"subject": "Tesla", "series": "tesla|deliveries|vehicles|W|"}
    rows = (
        reading(27, 100, days=8), reading(28, 110, days=1),
        reading(27, 100, days=8, **other), reading(28, 50, days=1, **other),
    )  # fmt: skip
    found = [
        each
        for owner in (rows[:2], rows[2:])
        for each in moved(series_of(owner), WEEK)
    ]  # fmt: skip
    assert [round(each.by) for each in found] == [10, -50]
    assert "−50.0%" in text_of(found[1].line)
