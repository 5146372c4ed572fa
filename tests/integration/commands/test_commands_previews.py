"""Previews go through the pipeline's own decisions: digests, budgets, cooldowns, feeds, figures."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.preview import Preview, Side, preview
from bot.figures import parse_condition
from bot.model import (
    AlertStatus,
    Budget,
    Deliver,
    Manner,
    Relation,
    Watch,
    Watchlist,
    make_id,
)
from tests.support.bench import Bench
from tests.support.editing import add

HOUR = timedelta(hours=1)


def watched(bench: Bench, name: str) -> Watch:
    return next(each for each in bench.catalogue.watches.values() if each.name == name)


async def tried(
    bench: Bench, name: str, *, feeds: tuple[str, ...] = (), **changes: object
) -> Preview:
    """An edit of a watch that is there, or a new one on a list of its own."""
    known = [each for each in bench.catalogue.watches.values() if each.name == name]
    if not known:
        watch = Watch(id=make_id("w", name), name=name, kind="company")
        new = replace(watch, **changes)  # type: ignore[arg-type] # whatever the test says
        made = Watchlist(id="lnew", name="New", watches=(new,), post_to=("ev-desk",), feeds=feeds)
        return await seen(bench, None, Side(watch=new, watchlist=made))
    old, watchlist = known[0], bench.catalogue.watchlist_of[known[0].id]
    new = replace(old, **changes)  # type: ignore[arg-type] # whatever the test says
    watches = tuple(new if each.id == old.id else each for each in watchlist.watches)
    after = replace(watchlist, watches=watches)
    return await seen(bench, Side(watch=old, watchlist=watchlist), Side(watch=new, watchlist=after))


async def seen(bench: Bench, before: Side | None, after: Side | None) -> Preview:
    return await preview(bench.store, bench.catalogue, before, after, now=bench.now)


async def test_a_digest_makes_no_alert(bench: Bench) -> None:
    await bench.news("Tesla opens a plant", ago=3 * HOUR)
    await bench.news("Tesla cuts prices", ago=50 * HOUR)
    made = await tried(bench, "Tesla", manner=Manner(deliver=Deliver(every="daily")))
    assert (made.stories, made.alerts, made.digested) == (2, 0, 2)
    assert len(made.later) == 2
    assert "2 stories, 0 alerts, 2 in digests (today 2 alerts)" in made.sentence


async def test_a_cooldown_puts_off_what_comes_soon_after(bench: Bench) -> None:
    for hours in (9, 8.5, 2):
        await bench.news(f"Tesla report {hours}", ago=hours * HOUR)
    made = await tried(bench, "Tesla", manner=Manner(cooldown=2 * HOUR))
    assert (made.stories, made.alerts) == (3, 3), "the one put off is told alone when it may be"
    made = await tried(bench, "Tesla", manner=Manner(cooldown=12 * HOUR))
    assert (made.alerts, made.digested) == (1, 2)


async def test_what_others_brought_there_counts_against_the_budget(bench: Bench) -> None:
    bench.settings = replace(bench.settings, budget=Budget(messages=2, window=HOUR))
    await bench.changed()
    for number in range(2):
        await bench.news(
            f"Xiaomi report {number}", ago=2 * HOUR - timedelta(minutes=number), told=("ev-desk",)
        )
    await bench.news("Lynk shows a van", ago=1.9 * HOUR)
    full = await tried(bench, "Lynk")
    assert (full.stories, full.alerts, full.digested) == (1, 1, 0), "put off, then told alone"
    await bench.news("Lynk shows a bus", ago=1.85 * HOUR)
    full = await tried(bench, "Lynk")
    assert (full.stories, full.alerts, full.digested) == (2, 0, 2)


async def test_a_report_of_a_told_story_is_no_alert_of_its_own(bench: Bench) -> None:
    await bench.news("Xiaomi and Lynk join hands", story="s", ago=3 * HOUR, told=("ev-desk",))
    await bench.news("Lynk works with Xiaomi", story="s", ago=2 * HOUR, relation=Relation.DUPLICATE)
    made = await tried(bench, "Lynk")
    assert (made.stories, made.alerts) == (1, 1)


async def test_only_feeds_of_the_watchlist_are_heard(bench: Bench) -> None:
    await bench.news("Lynk shows a van", of=bench.feeds[0])
    await bench.news("Lynk shows a bus", of=bench.feeds[1])
    assert (await tried(bench, "Lynk")).stories == 2
    assert (await tried(bench, "Lynk", feeds=("Electrek",))).newest[0].item.title.endswith("bus")


async def test_a_pages_other_stories_count_for_nothing(bench: Bench) -> None:
    paragraph = "Lawyers met in Wuhan on Friday and agreed on the terms, two of them said later."
    teaser = f"{paragraph}\nRead next\nLynk delivered 12,345 vehicles in June"
    await bench.news("Terms", teaser)
    assert (await tried(bench, "Lynk")).stories == 0


async def test_an_alias_brings_figures_and_misspellings_too(bench: Bench) -> None:
    await bench.news("Redstar delivered 12,345 vehicles in June 2026")
    await bench.news("Redstarr opens a shop")
    made = await tried(bench, "Xiaomi", aliases=("Redstar",))
    assert {each.title for each in made.gained} == {
        "Redstar delivered 12,345 vehicles in June 2026",
        "Redstarr opens a shop",
    }


async def test_each_example_says_why(bench: Bench) -> None:
    await add(bench, "watch add Lynk")
    await bench.news("Redstar delivered vans in June")
    await bench.news("Redstarr opens a shop")
    await bench.news("Lynk opens a plant", "A look at it", ago=3 * HOUR)
    await bench.news("Lynk owners club meets", ago=4 * HOUR)
    text = (await bench.say("watch edit Lynk aliases:+Redstar")).fallback
    assert "Redstar delivered vans in June · “Redstar” in the headline: " in text
    assert "Redstarr opens a shop · “Redstarr” in the headline: " in text
    text = (await bench.say('watch edit Lynk exclude:"Lynk owners"')).fallback
    assert "Lynk owners club meets · “Lynk” is not taken: " in text
    text = (await bench.say("watch test Lynk")).fallback
    assert "Lynk opens a plant — CnEVPost · 3 hours ago · “Lynk” in the headline: the name" in text


async def test_deadlines_that_nothing_came_by_are_alerts(bench: Bench) -> None:
    for day, number in ((12, "9,876"), (11, "12,345")):
        ago = timedelta(days=day - 0.1)
        await bench.news(f"Xiaomi delivered {number} vehicles", ago=ago)
    figure = watched(bench, "SU7 deliveries")
    made = await tried(bench, figure.name, condition=parse_condition("not seen by 18:00"))
    assert made.stories == 2
    assert made.alerts in (11, 12), "of thirteen days the figure came on two"


async def test_what_was_read_first_is_never_told(bench: Bench) -> None:
    await bench.news("Lynk shows a van", baseline=True)
    made = await tried(bench, "Lynk")
    assert (made.stories, made.alerts, made.silent) == (1, 0, 1)
    text = (await bench.say("watch add Lynk")).fallback
    assert "1 story was in a feed when it was first read: such are never told." in text


async def test_a_long_history_is_looked_at_from_its_end(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.backtest.trial.KEPT", 3)
    for number in range(6):
        await bench.news(f"Tesla report {number}", ago=(number + 1) * HOUR)
    made = await tried(bench, "Tesla", exclude=("Tesla report 1",))
    assert made.stories == 2
    assert [each.title for each in made.lost] == ["Tesla report 1"]
    assert made.reached == bench.now - 3 * HOUR
    assert (made.looked, made.total) == (3, 6)
    assert not made.complete


@pytest.mark.parametrize(
    ("title", "looked"),
    [("Redstar delivered {} vehicles", 2), ("Redstar builds a plant for {} MW", 6)],
)
async def test_figures_are_read_again_where_a_watch_waits_for_such_and_not_without_end(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, title: str, looked: int
) -> None:
    """That is most of the work; whose a figure is matters only where one of its kind is watched."""
    monkeypatch.setattr("bot.backtest.trial.REREAD", 2)
    monkeypatch.setattr("bot.backtest.trial._CHUNK", 1)
    for number in range(6):
        await bench.news(title.format(12_345 + number), ago=(number + 1) * HOUR)
    made = await tried(bench, "Xiaomi", aliases=("Redstar",))
    assert (made.looked, made.total, made.stories) == (looked, 6, looked)


async def test_nothing_is_written_and_others_have_their_turn(bench: Bench) -> None:
    for number in range(60):
        await bench.news(f"Tesla report {number}", ago=timedelta(minutes=20 * number + 20))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    before = await bench.store.totals(bench.now)
    task = asyncio.create_task(others())
    made = await tried(bench, "Tesla", fuzzy=False)
    task.cancel()
    assert made.stories == 60
    assert turns > 20
    assert await bench.store.totals(bench.now) == before
    assert await bench.store.alerts(status=AlertStatus.OPEN) == []
