"""What a card says was before: a reading of ours, and never the event's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.figures import extract, parse_condition
from bot.model import Item, Relation, Settings, StoryChange, Watch, Watchlist
from bot.ports import Ingest
from bot.storage import Database, open_store
from bot.views import Views

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


class Bench:
    """Stores what items say, and asks what the next one means."""

    def __init__(self, store: Database) -> None:
        self.store = store
        watchlist = Watchlist(id="l1", name="EV", watches=(TESLA, WEEKLY))
        self.catalogue = Catalogue.build(Settings(), [], [watchlist])
        self.views = Views(store, lambda: self.catalogue)

    async def why(self, number: int, title: str, at: datetime, *, keep: bool = True) -> list[str]:
        item = Item(id=f"i{number}", feed_id="f1", title=title, seen=at, published=at)
        mentions = self.catalogue.matcher.match(title, "")
        names = self.catalogue.names
        figures = extract(title, "", published=at, mentions=mentions, names=names)
        change = StoryChange(
            story_id=f"s{number}", thread_id=f"s{number}", relation=Relation.NEW, why="new"
        )
        evidence = await self.views.evidence(item, mentions, figures, change)
        if keep:
            await self.store.ingest([Ingest(item=item, readings=tuple(evidence.readings))])
        return [hit.why for matched in evidence.matched for hit in matched.hits]


@pytest.fixture
async def bench(tmp_path: Path) -> Bench:
    return Bench(await open_store(f"sqlite:///{tmp_path}/tidings.db"))


async def test_the_reading_before_is_ours_even_when_the_text_repeats_it(bench: Bench) -> None:
    week = timedelta(days=7)
    assert await bench.why(1, "Tesla registrations reach 15,600 in week 27", MONDAY - week) == []
    (why,) = await bench.why(
        2, "Tesla registrations fall to 11,900 in week 28 from 15,600 in week 27", MONDAY
    )
    assert "15,600" in why
    assert "11,900" in why
    assert "week 27" in why.lower(), "said by the stored reading"
    await bench.store.close()


async def test_another_report_of_the_same_week_is_not_what_was_before(bench: Bench) -> None:
    await bench.why(1, "Tesla registrations reach 10,000 in week 26", MONDAY - timedelta(days=14))
    await bench.why(2, "Tesla registrations reach 15,600 in week 27", MONDAY - timedelta(days=7))
    again = MONDAY - timedelta(days=7) + timedelta(hours=2)
    (why,) = await bench.why(3, "Tesla registrations hit 15,600 in week 27", again)
    assert "10,000" in why
    await bench.store.close()
