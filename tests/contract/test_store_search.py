"""Full text on every store: what is found is what a person would find by looking."""

from __future__ import annotations

import random

import pytest

from bot.ports import Ingest
from bot.storage import Database
from tests.support.records import HOUR, MINUTE, NOW, a_record, an_item

TEXTS = {
    "su7": ("小米汽车交付SU7", "雷军：小米SU7交付破万。"),
    "tesla": ("特斯拉上海工厂", "特斯拉在中国的保险登记量，上周1.2万辆"),
    "giga": ("Giga-casting at Citroën", "The O'Brien report: 4680 cells, Škoda & ＢＹＤ follow"),
    "runs": ("汽，车", "小、米；汽车小"),
    "query": ("NEAR AND OR NOT", 'quotes " and * stars : columns'),
    "other": ("ソニーの電気自動車", "현대자동차 판매 실적"),
}


@pytest.fixture
async def filled(store: Database) -> Database:
    await store.ingest(
        [Ingest(item=an_item(name, title=t, content=c)) for name, (t, c) in TEXTS.items()]
    )
    return store


QUERIES: tuple[tuple[str, set[str]], ...] = (
    ("小米", {"su7"}),
    ("米汽", {"su7"}),
    ("汽车", {"su7", "runs"}),
    ("汽车小", {"runs"}),
    ("小米汽车交付", {"su7"}),
    ("车交付s", set()),  # "s" is no word of its own
    ("万。", {"su7", "tesla"}),  # punctuation is nothing
    ("米", {"su7", "runs"}),
    ("车", {"su7", "runs"}),
    ("雷", {"su7"}),
    ("车小米", set()),
    ("米汽车小", set()),
    ("小米 su7", {"su7"}),
    ("SU7", {"su7"}),
    ("上海 特斯拉", {"tesla"}),
    ("特斯拉上海工厂特", set()),  # not across title and content
    ("giga casting", {"giga"}),
    ("giga-casting", {"giga"}),
    ("gigacasting", set()),
    ("citroen", {"giga"}),
    ("Citroën", {"giga"}),
    ("CITROËN skoda", {"giga"}),
    ("byd", {"giga"}),
    ("o'brien", {"giga"}),
    ("4680", {"giga"}),
    ("cast", set()),
    ("電気自動車", {"other"}),
    ("자동차", {"other"}),
    ("NEAR", {"query"}),
    ("NOT AND", {"query"}),
    ('NEAR("quotes" stars, 5)', set()),
    ('"quotes"', {"query"}),
    ("stars*", {"query"}),
    ("title:quotes", set()),
    ("words : quotes", set()),
    ("quotes OR xiaomi", set()),
    ("-quotes", {"query"}),
    ("^quotes", {"query"}),
    ("quotes & | ! <-> stars", {"query"}),
    ("'quotes' \\ ;", {"query"}),
    ("quo\0tes", set()),
    ("\ud800", set()),
    ("", set()),
    ("  ", set()),
    ('"*:()^-+', set()),
    ("🚗", set()),
)


async def test_queries(filled: Database) -> None:
    found = {query: {item.id[1:] for item in await filled.search(query)} for query, _ in QUERIES}
    assert found == dict(QUERIES)


async def test_newest_first_since_and_limit(store: Database) -> None:
    items = [an_item(str(n), seen=NOW + n * HOUR, title="小米") for n in (2, 0, 3, 1)]
    await store.ingest([Ingest(item=item) for item in items])
    assert [item.id for item in await store.search("小米")] == ["i3", "i2", "i1", "i0"]
    assert [item.id for item in await store.search("小米", limit=2)] == ["i3", "i2"]
    assert [item.id for item in await store.search("小米", since=NOW + 2 * HOUR)] == ["i3", "i2"]
    assert (await store.search("小米", limit=1))[0] == items[2]


async def test_very_long_queries_and_words(filled: Database) -> None:
    long = "x" * 5_000
    await filled.ingest([Ingest(item=an_item("long", title=long, content="y" + "汽" * 3_000))])
    assert [item.id for item in await filled.search(long)] == ["ilong"]
    assert [item.id for item in await filled.search("汽" * 1_000)] == ["ilong"]
    assert [item.id for item in await filled.search("汽" * 3_000)] == ["ilong"]
    assert await filled.search("汽" * 3_001) == []
    assert await filled.search(" ".join(f"word{n}" for n in range(20_000))) == []


async def test_words_deep_inside_a_long_article(store: Database) -> None:
    """Beyond the last position that PostgreSQL can store."""
    chance = random.Random(3)
    filler = "".join(chr(0x4E00 + chance.randrange(2_000)) for _ in range(40_000))
    await store.ingest([Ingest(item=an_item(content=filler + "龘靐齉爩。龘靐，齉爩"))])
    assert await store.search("龘靐齉爩")
    assert await store.search("靐齉")
    assert not await store.search("靐爩")
    assert await store.search(filler[20_000:20_012])


async def test_chinese_search_is_substring_search(store: Database) -> None:
    """Few characters and many marks between them make every kind of overlap."""
    chance = random.Random(20260301)
    alphabet = "小米汽车特，。 A"

    def some(least: int, most: int) -> str:
        return "".join(chance.choice(alphabet) for _ in range(chance.randint(least, most)))

    texts = {f"i{n}": (some(0, 12), some(0, 40)) for n in range(60)}
    await store.ingest(
        [Ingest(item=an_item(id=i, title=t, content=c, keys=())) for i, (t, c) in texts.items()]
    )
    for length in range(1, 7):
        for _ in range(12):
            query = "".join(chance.choice("小米汽车特") for _ in range(length))
            truth = {i for i, (t, c) in texts.items() if query in t or query in c}
            assert {item.id for item in await store.search(query, limit=100)} == truth, query


async def test_an_item_that_was_skipped_is_indexed_once(store: Database) -> None:
    await store.ingest([a_record(item={"title": "first"})])
    await store.ingest([a_record(item={"title": "second"})])
    assert len(await store.search("first")) == 1
    assert await store.search("second") == []


async def test_newest_first_however_they_were_stored(store: Database) -> None:
    """Items may be stored long after they were seen, among thousands that match too."""
    chance = random.Random(5)
    minutes = list(range(300))
    late = [minutes.pop(chance.randrange(200, len(minutes))) for _ in range(40)]
    order = [*late, *minutes]
    made = [an_item(f"{n}", seen=NOW + n * MINUTE, title="小米 news") for n in order]
    await store.ingest([Ingest(item=item) for item in made])
    newest = [f"i{n}" for n in range(299, -1, -1)]
    for query in ("news", "小米", "米"):
        for limit in (1, 7, 20, 150, 299, 300, 301, 50_000):
            assert [i.id for i in await store.search(query, limit=limit)] == newest[:limit]
    for back in (0, 3, 30, 299):
        since = NOW + (299 - back) * MINUTE
        assert [i.id for i in await store.search("news", since=since)] == newest[: back + 1][:20]
    assert await store.search("news", limit=0) == []
