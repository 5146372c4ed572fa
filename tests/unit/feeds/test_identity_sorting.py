"""What one poll brings: new, known, known under new keys, republished."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds import identity
from bot.feeds.identity import Sorted, content_hash, fold_title, identity_keys, sort_new, to_item
from bot.feeds.keys import is_telling
from bot.model import Entry, Feed
from tests.support.effort import effort

NOW = datetime(2025, 7, 14, 12, tzinfo=UTC)
FEED = Feed(id="fx", url="https://x.example/feed")
TEXT = "The ten-thousandth car left the line in Beijing on Monday, the company said."


def article(number: int, **changes: object) -> Entry:
    entry = Entry(
        guid=f"urn:post:{number}",
        url=f"https://x.example/2025/07/story-number-{number:04}",
        title=f"Xiaomi story number {number} with a telling headline",
        content=f"{number}. {TEXT}",
        published=NOW - timedelta(hours=number),
    )
    return replace(entry, **changes)  # type: ignore[arg-type] # names of fields


@dataclass
class Memory:
    """A feed's rows as the store keeps them."""

    keys: dict[str, str] = field(default_factory=dict)
    titles: dict[str, datetime | None] = field(default_factory=dict)

    def poll(
        self, *entries: Entry, first: bool = False, backfill: int = 0, site_url: str = ""
    ) -> Sorted:
        keys, titles = identity.lookups(entries)
        found = sort_new(
            entries,
            known_keys={key: self.keys[key] for key in keys if key in self.keys},
            known_titles={title: self.titles[title] for title in titles if title in self.titles},
            latest_titles=list(self.titles),
            first=first,
            backfill=backfill,
            site_url=site_url,
        )
        for each in (*found.new, *found.silent):
            item = to_item(FEED, each.entry, source="X", now=NOW, keys=each.keys)
            assert item.id not in self.keys.values(), "two items under one id"
            assert not set(item.keys) & set(self.keys), "a key of another item"
            self.keys.update(dict.fromkeys(item.keys, item.id))
            self.titles[fold_title(item.title)] = NOW
        for again in found.rekeyed:
            self.keys.update(dict.fromkeys(again.keys, again.item_id))
        return found


def following(*entries: Entry) -> Memory:
    memory = Memory()
    memory.poll(*entries, first=True)
    return memory


def new_titles(found: Sorted) -> list[str]:
    return [each.entry.title for each in found.new]


# ── baseline ─────────────────────────────────────────────────────────────────────────────


def test_first_sight_is_silent() -> None:
    found = Memory().poll(article(1), article(2), first=True)
    assert (found.new, len(found.silent)) == ((), 2)
    assert found.notes == ("first sight: 2 entries kept silently",)


def test_first_sight_with_backfill_takes_the_newest_by_date_then_place() -> None:
    undated = article(9, published=None)
    found = Memory().poll(article(3), article(1), undated, article(2), first=True, backfill=2)
    assert [each.entry.guid for each in found.new] == ["urn:post:1", "urn:post:2"]
    assert len(found.silent) == 2


def test_nothing_changed_nothing_new() -> None:
    found = following(article(1), article(2)).poll(article(2), article(1))
    assert (found.new, found.silent, found.rekeyed, found.known) == ((), (), (), 2)


def test_a_new_entry_is_new_however_old_it_claims_to_be() -> None:
    found = following(article(1)).poll(article(2, published=NOW - timedelta(days=900)), article(1))
    assert [each.entry.guid for each in found.new] == ["urn:post:2"]


# ── an old item in new clothes ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "changes",
    [
        {"published": NOW, "updated": NOW},
        {"url": "https://x.example/2025/07/story-number-0001?utm_source=rss"},
        {"url": "http://x.example/2025/07/story-number-0001/"},
        {"url": "https://mirror.example.net/2025/07/story-number-0001"},
        {"url": "https://x.example/moved/elsewhere-entirely-now"},
        {"title": "Another headline altogether"},
        {"content": "An edited text that is quite different from what stood here before."},
        {"guid": "https://x.example/?p=1"},
        {"guid": ""},
        {"guid": "urn:new:1", "content": "An edited text, quite different from before."},
        {"guid": "urn:new:1", "title": "Another headline altogether"},
        {"guid": "urn:new:1", "url": "https://x.example/elsewhere-entirely-now"},
        {"guid": "", "url": ""},
    ],
)
def test_is_never_new(changes: dict[str, object]) -> None:
    memory = following(article(1), article(2))
    clothed = article(1, **changes)
    found = memory.poll(clothed, article(2))
    assert found.new == ()
    assert memory.poll(clothed, article(2)).known == 2, "its new keys were not learnt"


def test_why_it_is_known_is_said() -> None:
    edited = article(1, guid="urn:new:1", content=f"Edited. {TEXT}")
    found = following(article(1)).poll(edited)
    assert [each.why for each in found.rekeyed] == ["same link and title under a new id"]


# ── new, though it shares something ──────────────────────────────────────────────────────


def test_a_guid_that_all_entries_share_identifies_nothing() -> None:
    same = [article(n, guid="https://x.example/feed-item") for n in range(1, 5)]
    memory = following(*same[:3])
    assert len(set(memory.keys.values())) == 3
    assert new_titles(memory.poll(same[3], *same[:3])) == [same[3].title]


@pytest.mark.parametrize(
    "changes", [{"guid": "urn:all"}, {"url": "https://x.example/all", "guid": ""}]
)
def test_what_all_share_is_remembered_when_bodies_show_only_what_is_new(
    changes: dict[str, object],
) -> None:
    same = [article(n, **changes) for n in range(6)]
    memory = following(*same[:3])
    for entry in same[3:]:
        assert new_titles(memory.poll(entry)) == [entry.title]
        assert memory.poll(entry).new == ()


def test_an_id_that_turns_out_to_be_shared_later() -> None:
    same = [article(n, guid="urn:all") for n in range(4)]
    memory = following(same[0])
    assert new_titles(memory.poll(same[1], same[0])) == [same[1].title]
    assert new_titles(memory.poll(same[2])) == [same[2].title]
    assert new_titles(memory.poll(same[3])) == [same[3].title]


@pytest.mark.parametrize("guid", ["", "0", "null", "https://x.example/", "https://x.example"])
def test_a_guid_that_names_nothing(guid: str) -> None:
    memory = following(article(1, guid=guid))
    found = memory.poll(article(2, guid=guid))
    assert len(found.new) == 1


def test_a_link_that_all_entries_share_identifies_nothing() -> None:
    same = [article(n, url="https://x.example/live", guid="") for n in range(1, 5)]
    memory = following(*same[:3])
    assert new_titles(memory.poll(same[3], *same[:3])) == [same[3].title]


def test_a_running_page_gets_a_new_post_at_its_old_address() -> None:
    memory = following(article(1, url="https://x.example/live"))
    found = memory.poll(article(2, url="https://x.example/live"))
    assert [each.why for each in found.new] == ["a new id and title at a link that many share"]


def test_the_sites_own_address_names_no_article() -> None:
    home = "https://x.example/the-daily-electric-2025"
    memory = Memory()
    memory.poll(article(1, url=home, guid=""), first=True, site_url=home)
    assert len(memory.poll(article(2, url=home, guid=""), site_url=home).new) == 1


def test_entries_without_id_and_link_are_told_apart_by_text() -> None:
    memory = following(article(1, guid="", url=""), article(2, guid="", url=""))
    assert len(set(memory.keys.values())) == 2
    assert len(memory.poll(article(3, guid="", url=""), article(1, guid="", url="")).new) == 1


@pytest.mark.parametrize("title", ["Update", "Market wrap", "Weekly digest #12", "", "快讯"])
def test_a_recurring_title_identifies_nothing(title: str) -> None:
    memory = following(article(1, title=title, content=""))
    assert len(memory.poll(article(2, title=title, content="")).new) == 1


def test_changelog_entries_at_fragments_of_one_page() -> None:
    versions = [article(n, guid="", url=f"https://x.example/changes#v1.{n}") for n in (1, 2, 3)]
    memory = following(*versions[:2])
    assert new_titles(memory.poll(*versions)) == [versions[2].title]


# ── within one body ──────────────────────────────────────────────────────────────────────


def test_entries_that_share_id_and_page_are_one_item() -> None:
    found = Memory().poll(article(1), article(1, title="Xiaomi, revised"), article(2), first=True)
    assert [each.entry.guid for each in found.silent] == ["urn:post:1", "urn:post:2"]


def test_the_same_entry_twice_under_two_ids_is_one_item() -> None:
    found = following(article(9)).poll(article(1), article(1, guid="urn:again"), article(9))
    assert len(found.new) == 1
    assert len(found.new[0].keys) == 4


# ── floods ───────────────────────────────────────────────────────────────────────────────


def republished(number: int) -> Entry:
    return article(
        number,
        guid=f"urn:regenerated:{number}",
        url=f"https://x.example/archive/piece-{number + 5000}",
        content=f"{number}. Re-edited. {TEXT}",
        published=NOW,
    )


def test_a_republished_archive_stays_silent() -> None:
    memory = following(*(article(n) for n in range(30)))
    found = memory.poll(*(republished(n) for n in range(30)))
    assert (found.new, len(found.silent), found.flood) == ((), 30, False)
    assert found.notes == (
        "30 known entries came back under new ids or with other texts: kept silently",
    )
    assert memory.poll(republished(3)).known == 1


def test_real_news_among_a_republished_archive_is_news() -> None:
    memory = following(*(article(n) for n in range(30)))
    found = memory.poll(article(77), *(republished(n) for n in range(30)))
    assert [each.entry.guid for each in found.new] == ["urn:post:77"]
    assert found.flood is False


def test_much_unknown_along_with_an_archive_is_for_a_digest() -> None:
    memory = following(*(article(n) for n in range(30)))
    found = memory.poll(*(republished(n) for n in range(60)))
    assert (len(found.silent), len(found.new), found.flood) == (30, 30, True)
    assert "30 new entries at once: for a digest" in found.notes


def test_a_busy_feed_wholly_turned_over_is_news() -> None:
    memory = following(*(article(n) for n in range(10)))
    found = memory.poll(*(article(n) for n in range(10, 20)))
    assert (len(found.new), found.flood, found.notes) == (10, False, ())


def test_very_much_at_once_is_for_a_digest_even_when_unknown() -> None:
    found = following(article(0)).poll(*(article(n) for n in range(1, 61)))
    assert (len(found.new), found.flood) == (60, True)


HEADLINES = (
    "Xiaomi raises its delivery target for the year",
    "Volvo recalls 40,000 cars over a brake fault",
    "BYD opens its first factory in Hungary",
    "Lithium price falls to its lowest since 2021",
    "Toyota and Idemitsu plan a solid-state battery plant",
    "Norway ends its tax break for electric cars",
    "Rivian cuts a tenth of its staff",
    "Northvolt finds a buyer for its Gdansk works",
)
SAID_IN_CHINESE = (
    "小米汽车上调全年交付目标",
    "比亚迪匈牙利工厂正式投产",
    "碳酸锂价格跌至三年新低",
    "蔚来第三季度净亏损收窄",
    "宁德时代与丰田签署供货协议",
    "挪威取消电动汽车税收优惠",
)


def in_frame(number: int, title: str, *, edition: str = "") -> Entry:
    """The same report under another id, address and text in each edition."""
    return article(
        number,
        guid=f"urn:{edition}:{number}",
        url=f"https://x.example/{edition}/piece-{number}-{edition}-of-this-day",
        title=title,
        content=f"{number}. In edition {edition}. {TEXT}",
    )


@pytest.mark.parametrize("headlines", [HEADLINES, SAID_IN_CHINESE], ids=["latin", "chinese"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}", "{} | Loopback Motors"),
        ("{}", "{} - Loopback Motors News"),
        ("{}", "BREAKING: {}"),
        ("{}", "Breaking {}"),
        ("{}", "【快讯】{}"),
        ("{}", "[Cars] {} – Loopback"),
        ("{} | Loopback Motors", "{}"),
        ("Cars: {}", "{}"),
        ("{} | Loopback Motors", "{} :: loopback.example"),
        ("Loopback: {}", "{} (Loopback)"),
    ],
)
def test_titles_in_a_new_frame_are_no_news(
    before: str, after: str, headlines: tuple[str, ...]
) -> None:
    memory = following(
        *(in_frame(n, before.format(each), edition="one") for n, each in enumerate(headlines))
    )
    again = [in_frame(n, after.format(each), edition="two") for n, each in enumerate(headlines)]
    news = in_frame(99, after.format("Xpeng buys a maker of flying taxis"), edition="two")
    found = memory.poll(news, *again)
    assert new_titles(found) == [news.title]
    assert len(found.silent) == len(headlines)
    assert memory.poll(news, *again).new == (), "told once, and never again"


def test_many_titles_that_begin_alike_are_news_where_the_rest_is_new() -> None:
    memory = following(*(in_frame(n, f"Cars: {each}") for n, each in enumerate(HEADLINES[:4])))
    news = [in_frame(n, f"Cars: {each}", edition="two") for n, each in enumerate(HEADLINES[4:])]
    assert len(memory.poll(*news, in_frame(9, "Cars: Lucid names a new chief")).new) == 5


def test_what_is_left_without_its_frame_must_tell_an_article() -> None:
    memory = following(*(in_frame(n, f"Daily briefing: part {n}") for n in range(8)))
    again = [in_frame(n, f"Weekly digest: part {n}", edition="two") for n in range(8)]
    assert len(memory.poll(*again).new) == 8


# ── items ────────────────────────────────────────────────────────────────────────────────


def test_to_item() -> None:
    entry = article(1, url="https://x.example/2025/07/story-number-0001?utm_source=rss")
    item = to_item(FEED, entry, source="X", now=NOW)
    assert item.canonical_url == "https://x.example/2025/07/story-number-0001"
    assert item.url == entry.url
    assert item.keys == identity_keys(entry)
    assert item.published == entry.published
    assert (item.seen, item.source, item.feed_id) == (NOW, "X", "fx")


def test_a_future_date_is_clamped_and_an_update_stands_in_for_none() -> None:
    future = to_item(FEED, article(1, published=NOW + timedelta(days=400)), source="", now=NOW)
    assert future.published == NOW
    touched = NOW - timedelta(days=1)
    item = to_item(FEED, article(1, published=None, updated=touched), source="", now=NOW)
    assert item.published == touched
    assert to_item(FEED, article(1, published=None), source="", now=NOW).published is None


def test_the_same_entry_gets_the_same_id_twice_and_another_in_another_feed() -> None:
    one = to_item(FEED, article(1), source="", now=NOW)
    assert to_item(FEED, article(1, title="x"), source="", now=NOW).id == one.id
    other = replace(FEED, id="fy")
    assert to_item(other, article(1), source="", now=NOW).id != one.id


def test_content_hash_ignores_case_and_space_but_not_the_border() -> None:
    assert content_hash("A  b", "C\nd") == content_hash("a b", "c D")
    assert content_hash("a b", "c") != content_hash("a", "b c")


def test_even_an_entry_that_says_nothing_has_a_key() -> None:
    assert len(identity_keys(Entry())) == 1


def test_long_ids_make_short_keys() -> None:
    keys = identity_keys(article(1, guid="x" * 2000, url="https://x.example/" + "y-" * 900))
    assert max(map(len, keys)) < 220
    assert keys[0] != identity_keys(article(1, guid="x" * 1999))[0]


def test_source_names() -> None:
    assert identity.source_from(replace(FEED, name="Named"), "Title") == "Named"
    assert identity.source_from(FEED, "Title") == "Title"
    assert identity.source_from(FEED) == "x.example"


@pytest.mark.parametrize(
    ("title", "telling"),
    [
        ("Xiaomi builds its 10,000th SU7", True),
        ("小米第一万辆SU7下线", True),
        ("Money market marvels at the sun", True),
        ("Daily news briefing: Monday, 14 July 2025", False),
        ("Weekly Market Wrap #28 (updated)", False),
        ("每日快讯 2025年7月14日 第28期", False),
        ("Release v1.2.3", False),
        ("Sold out", False),
        ("", False),
    ],
)
def test_titles_that_tell_an_article(title: str, telling: bool) -> None:
    assert is_telling(title) is telling


@pytest.mark.parametrize("piece", ["1", "mon", "a", "may ", "news-", "日", "v1."])
def test_no_title_takes_long_to_judge(piece: str) -> None:
    assert effort(lambda: is_telling(piece * 2_000 + "!")) < 0.5


@pytest.mark.parametrize("text", ["The wall is red.", "Deal runs for five years."])
def test_a_short_text_under_a_telling_title_comes_back_as_the_same_item(text: str) -> None:
    told = article(1, title="Huawei signs Turkish carrier for 5G core upgrade", content=text)
    memory = following(told)
    again = replace(told, guid="t2-v2", url="https://x.example/other/place-v2", published=NOW)
    assert new_titles(memory.poll(again, article(2))) == [article(2).title]


# ── edited in place ──────────────────────────────────────────────────────────────────────


def test_a_known_entry_with_another_text_is_edited() -> None:
    memory = following(article(1), article(2), article(3))
    changed = article(1, content=f"Corrected: {TEXT}")
    (edited,) = memory.poll(changed, article(2)).edited
    assert (edited.entry, edited.item_id) == (changed, memory.keys[identity_keys(article(1))[0]])
    assert memory.poll(changed, article(2)).edited == (), "seen already"
    assert memory.poll(article(1), article(2)).edited == (), "that was seen before, too"


def test_a_text_too_short_to_tell_an_entry_by_may_be_edited_as_well() -> None:
    memory = following(article(1, content=""))
    assert [e.entry.title for e in memory.poll(article(1, content="", title="Other")).edited] == [
        "Other"
    ]


def test_new_clothes_are_no_edit() -> None:
    found = following(article(1)).poll(article(1, guid="urn:new:1"))
    assert (len(found.rekeyed), found.edited) == (1, ())


def test_where_all_texts_change_none_was_edited() -> None:
    memory = following(*(article(number) for number in range(1, 9)))
    found = memory.poll(
        *(article(number, content=f"{number}. New. {TEXT}") for number in range(1, 9))
    )
    assert (len(found.rekeyed), found.edited) == (8, ())
