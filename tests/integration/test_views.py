"""What a card says was before: a reading of ours, and never the event's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.alerts.view import FigureLine
from bot.catalogue import Catalogue
from bot.figures import extract, parse_condition
from bot.judging import Evidence
from bot.model import Item, Relation, Settings, StoryChange, Watch, Watchlist
from bot.ports import Ingest
from bot.storage import Database, open_store
from bot.views import Views
from tests.support.stores import sqlite_file

TESLA = Watch(id="w1", name="Tesla", kind="company")
WEEKLY = Watch(
    id="w2",
    name="Tesla weekly registrations",
    kind="figure",
    subject="Tesla",
    metric=("registrations",),
    period="week",
    condition=parse_condition("changes by 20%"),
)
MONDAY = datetime(2026, 7, 13, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Bench:
    """Stores what items say, and asks what the next one means."""

    def __init__(self, store: Database) -> None:
        self.store = store
        self.watch(WEEKLY)
        self.views = Views(store, lambda: self.catalogue)

    def watch(self, figure: Watch) -> None:
        watchlist = Watchlist(id="l1", name="EV", watches=(TESLA, figure))
        self.catalogue = Catalogue.build(Settings(), [], [watchlist])

    async def told(
        self,
        number: int,
        title: str,
        at: datetime,
        source: str = "Ledger",
        *,
        corrects: str = "",
        keep: bool = True,
    ) -> Evidence:
        """What an item of a story of its own means, which is stored."""
        item = Item(
            id=f"i{number}", feed_id="f1", title=title, seen=at, published=at, source=source
        )
        mentions = self.catalogue.matcher.match(title, "")
        names = self.catalogue.names
        figures = extract(title, "", published=at, mentions=mentions, names=names)
        story = corrects or f"s{number}"
        change = StoryChange(
            story_id=story,
            thread_id=story,
            relation=Relation.CORRECTION if corrects else Relation.NEW,
            why="because",
        )
        evidence = await self.views.evidence(item, mentions, figures, change)
        if keep:
            record = Ingest(
                item=item,
                mentions=tuple(mentions),
                figures=tuple(figures),
                readings=tuple(evidence.readings),
                story=change,
            )
            await self.store.ingest([record])
        return evidence

    async def why(self, number: int, title: str, at: datetime, **more: Any) -> list[str]:
        evidence = await self.told(number, title, at, **more)
        return [hit.why for matched in evidence.matched for hit in matched.hits]

    async def line(self, number: int, title: str, at: datetime, source: str = "") -> FigureLine:
        """The first figure on the card of a new item."""
        await self.told(number, title, at, source or "Ledger")
        return await self.again(number)

    async def again(self, number: int) -> FigureLine:
        """The first figure on the card of a stored item, by all that is known now."""
        item = await self.store.item(f"i{number}")
        assert item is not None
        evidence = await self.views.stored_evidence(item)
        lines = await self.views.figure_lines(tuple(evidence.matched), evidence)
        return lines[0]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    store = await open_store(sqlite_file(tmp_path / "tidings.db"))
    yield Bench(store)
    await store.close()


async def test_the_reading_before_is_ours_even_when_the_text_repeats_it(bench: Bench) -> None:
    week = timedelta(days=7)
    assert await bench.why(1, "Tesla registrations reach 15,600 in week 27", MONDAY - week) == []
    (why,) = await bench.why(
        2, "Tesla registrations fall to 11,900 in week 28 from 15,600 in week 27", MONDAY
    )
    assert "15,600" in why
    assert "11,900" in why
    assert "week 27" in why.lower(), "said by the stored reading"


async def test_another_report_of_the_same_week_is_not_what_was_before(bench: Bench) -> None:
    await bench.why(1, "Tesla registrations reach 10,000 in week 26", MONDAY - timedelta(days=14))
    await bench.why(2, "Tesla registrations reach 15,600 in week 27", MONDAY - timedelta(days=7))
    again = MONDAY - timedelta(days=7) + timedelta(hours=2)
    (why,) = await bench.why(3, "Tesla registrations hit 15,600 in week 27", again)
    assert "10,000" in why


async def test_a_number_repeated_days_later_is_no_change(bench: Bench) -> None:
    week = timedelta(days=7)
    await bench.why(1, "Tesla registrations reach 10,000 in week 27", MONDAY - week)
    assert await bench.why(2, "Tesla registrations reach 15,600 in week 28", MONDAY)
    later = MONDAY + timedelta(days=3)
    assert await bench.why(3, "Tesla registrations reached 15,600 in week 28", later) == []


async def test_a_month_to_date_number_is_no_fall(bench: Bench) -> None:
    monthly = replace(WEEKLY, id="w3", period="month")
    bench.watch(monthly)
    day = datetime(2026, 7, 1, 9, tzinfo=UTC)
    await bench.why(1, "Tesla registrations reached 60,000 in May", day - timedelta(days=30))
    await bench.why(2, "Tesla registrations reached 61,000 in June", day)
    assert await bench.why(3, "Tesla registrations reach 20,000 so far this month", MONDAY) == []
    (why,) = await bench.why(
        4, "Tesla registrations fell to 40,000 in July", datetime(2026, 8, 1, 9, tzinfo=UTC)
    )
    assert "61,000 → 40,000" in why, "June is what July is compared with"


async def test_a_comparison_with_last_year_is_no_change_of_a_week(bench: Bench) -> None:
    yearly = "Tesla registrations in week 28 rose 35% year on year to 15,600"
    assert await bench.why(1, yearly, MONDAY) == []
    weekly = "Tesla registrations in week 29 rose 35% week on week to 21,060"
    (why,) = await bench.why(2, weekly, MONDAY + timedelta(days=7), keep=False)
    assert "15,600 → 21,060" in why, "what is stored comes first"


async def test_a_stated_change_counts_where_nothing_is_stored(bench: Bench) -> None:
    (why,) = await bench.why(
        1, "Tesla registrations in week 28 rose 35% week on week to 15,600", MONDAY
    )
    assert why.endswith("+35% w/w as stated")


async def test_targets_are_not_what_was_before(bench: Bench) -> None:
    week = timedelta(days=7)
    await bench.why(1, "Tesla aims for 30,000 registrations in week 27", MONDAY - 2 * week)
    assert await bench.why(2, "Tesla registrations reach 15,600 in week 28", MONDAY) == []


async def test_a_card_shows_what_the_series_says(bench: Bench) -> None:
    """The course up to the figure, who says otherwise, and a later correction."""
    week = timedelta(days=7)
    for back, number in ((3, "10,000"), (2, "11,000"), (1, "12,000")):
        title = f"Tesla registrations reach {number} in week {28 - back}"
        await bench.why(back, title, MONDAY - back * week)
    line = await bench.line(10, "Tesla registrations fall to 9,000 in week 28", MONDAY)
    assert (line.spark, line.said, line.corrected) == ("▃▆█▁", (), None)
    assert line.previous is not None
    assert (line.previous.value, line.previous.period) == (12_000, line.previous.period)
    other = MONDAY + timedelta(hours=1)
    line = await bench.line(11, "Tesla registrations fall to 8,000 in week 28", other, "Wire")
    assert [(each.source, each.value) for each in line.said] == [("Ledger", 9000), ("Wire", 8000)]
    mended = MONDAY + timedelta(hours=2)
    await bench.why(
        12, "Correction: Tesla registrations fell to 8,000 in week 28", mended, corrects="s10"
    )
    line = await bench.again(10)
    assert line.corrected is not None
    assert (line.corrected.value, line.corrected.correction, line.said) == (8000, True, ())


async def test_a_plan_is_compared_with_the_plan_before(bench: Bench) -> None:
    bench.watch(replace(WEEKLY, id="w3", period="", condition=parse_condition("any")))
    await bench.why(1, "Tesla registrations reached 9,500 in June", MONDAY)
    line = await bench.line(2, "Tesla targets 30,000 registrations in July", MONDAY + HOUR)
    assert line.figure.status == "target"
    assert (line.previous, line.spark) == (None, "")
    assert "9,500" not in line.why
    line = await bench.line(3, "Tesla targets 32,000 registrations in July", MONDAY + 30 * HOUR)
    assert line.previous is not None
    assert line.previous.value == 30_000


async def test_a_part_is_called_so_where_the_whole_is_told(bench: Bench) -> None:
    bench.watch(replace(WEEKLY, id="w3", period="", condition=parse_condition("any")))
    await bench.why(1, "Tesla registrations reached 30,000 in June", MONDAY)
    line = await bench.line(2, "Tesla truck registrations reached 900 in June", MONDAY + HOUR)
    assert line.part == ("truck",)
    assert (line.said, line.contradicts) == ((), ())


async def test_who_says_the_right_number_is_not_corrected_to_it(bench: Bench) -> None:
    bench.watch(replace(WEEKLY, id="w3", period="", condition=parse_condition("any")))
    await bench.told(1, "Tesla registrations reached 12,000 in June", MONDAY)
    await bench.told(
        2, "Tesla registrations reached 8,000 in June", MONDAY + 3 * HOUR, corrects="s1"
    )
    line = await bench.line(3, "Tesla registrations hit 8,000 in June", MONDAY + 9 * HOUR, "Wire")
    assert line.corrected is None
    other = await bench.line(4, "Tesla registrations hit 9,900 in June", MONDAY + 9 * HOUR, "Post")
    assert other.corrected is None
    assert {each.value for each in other.said} == {8_000, 9_900}
    first = await bench.again(1)
    assert first.corrected is not None
    assert first.corrected.value == 8_000
