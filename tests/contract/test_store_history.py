"""The history as it was judged, on every database."""

from __future__ import annotations

from datetime import timedelta

from bot.matching import Matcher, sought
from bot.model import Decision, Verdict, Watch
from bot.ports import Past
from bot.storage import Database
from tests.support.records import DAY, HOUR, MINUTE, NOW, a_figure, a_mention, a_record

DECIDED = (Decision(destination="desk", verdict=Verdict.POST, why="a new story"),)


async def everything(store: Database, since_hours: int = 100, until_hours: int = 100) -> list[Past]:
    batches = store.history(NOW - since_hours * HOUR, NOW + until_hours * HOUR)
    return [each async for batch in batches for each in batch]


async def test_items_come_with_all_that_was_found_in_them_oldest_first(store: Database) -> None:
    figures = (a_figure(value=1.0), a_figure(value=2.0))
    mentions = (a_mention("w1"), a_mention("w2", start=9, end=10))
    later = a_record("later", mentions=mentions, figures=figures, decisions=DECIDED)
    at = {"seen": NOW - HOUR}
    silent = a_record("silent", item=at, story=None, source=None, decisions=())
    await store.ingest([later, silent])
    first, second = await everything(store)
    assert (first.item, first.change, first.decisions) == (silent.item, None, ())
    assert second == Past(
        item=later.item,
        change=later.story,
        mentions=mentions,
        figures=figures,
        decisions=DECIDED,
    )
    assert await store.past([later.item.id, "unknown", silent.item.id]) == [first, second]
    assert await store.past([]) == []
    assert await store.threads(["slater", "unknown"]) == {"slater": "slater"}


async def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(
    store: Database,
) -> None:
    names = ("before", "first", "last", "end")
    times = (NOW - HOUR - MINUTE, NOW - HOUR, NOW + HOUR - MINUTE, NOW + HOUR)
    await store.ingest([a_record(n, item={"seen": t}) for n, t in zip(names, times, strict=True)])
    assert [each.item.id for each in await everything(store, 1, 1)] == ["ifirst", "ilast"]
    assert await store.count_since(NOW - HOUR) == 3


async def test_long_histories_come_in_batches_none_twice(store: Database) -> None:
    many = [a_record(f"n{n}", item={"seen": NOW}) for n in range(510)]
    await store.ingest(many)
    ids = [each.item.id for each in await everything(store)]
    assert ids == [each.item.id for each in many]


XIAOMI = Watch(id="w9", name="Xiaomi", kind="company", aliases=("小米", "Xiaomi EV"))
GM = Watch(id="w9", name="General Motors Company", kind="company", tickers=("GM",))


CASES = (
    (XIAOMI, "Xiaomi delivers"),
    (XIAOMI, "Xaiomi delivers its cars"),
    (XIAOMI, "Xiaom delivers its cars"),
    (XIAOMI, "新款小米汽车发布"),
    (GM, "Strike at General Motors ends"),
    (GM, "Genral Motors builds a plant"),
    (GM, "Buy (NYSE: GM) now"),
    (Watch(id="w9", name="AT&T", kind="company"), "AT&T raises prices"),
    (Watch(id="w9", name="Škoda", kind="company"), "New Skoda arrives"),
    (Watch(id="w9", name="华为", kind="company"), "華為發布新手機"),
)


async def test_what_may_mention_a_watch_is_found(store: Database) -> None:
    titles = [*(title for _, title in CASES), "Pomegranates are ripe in 北京"]
    await store.ingest(
        [
            a_record(f"n{n}", item={"title": title, "content": ""}, mentions=())
            for n, title in enumerate(titles)
        ]
    )
    for number, (watch, title) in enumerate(CASES):
        assert Matcher.compile([watch]).match(title, ""), f"nothing to find in {title}"
        found = await store.touching(sought(watch), [], since=NOW - DAY, limit=50)
        assert f"in{number}" in found, title
        assert "in10" not in found, title


async def test_the_newest_are_found_by_words_and_by_watch(store: Database) -> None:
    times = {"old": 50, "third": 3, "second": 2, "first": 1}
    await store.ingest(
        [
            a_record(
                name,
                item={
                    "title": "Xiaomi" if name != "second" else "Nothing",
                    "content": "",
                    "seen": NOW - hours * HOUR,
                },
                mentions=(a_mention("w9"),) if name == "second" else (),
            )
            for name, hours in times.items()
        ]
    )
    found = await store.touching(sought(XIAOMI), ["w9"], since=NOW - DAY, limit=10)
    assert found == ["ithird", "isecond", "ifirst"]
    some = await store.touching(sought(XIAOMI), ["w9"], since=NOW - DAY, limit=2)
    assert some == ["isecond", "ifirst"]
    assert await store.touching([], [], since=NOW - timedelta(days=99), limit=9) == []
    assert await store.touching([((),), (("'&|!",),)], [], since=NOW - DAY, limit=9) == []
