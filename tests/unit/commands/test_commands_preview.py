"""The pure core of previews: items in, counts out."""

from dataclasses import replace
from datetime import timedelta

from bot.catalogue import Catalogue
from bot.commands.preview import Finder, Found, Preview, Side, count, subjects
from bot.figures import parse_condition
from bot.model import Feed, Item, Settings, Watch, Watchlist
from tests.support.bench import START

FEEDS = [
    Feed(id="f1", url="https://a.example/feed", tags=("ev",)),
    Feed(id="f2", url="https://b.example/feed"),
]
XIAOMI = Watch(id="w1", name="Xiaomi", kind="company", aliases=("小米",))
ALL = Watchlist(id="l1", name="All", watches=(XIAOMI,))
CATALOGUE = Catalogue.build(Settings(), FEEDS, [ALL])


def item(number: int, title: str, *, feed: str = "f1", content: str = "") -> Item:
    return Item(
        id=f"i{number}",
        feed_id=feed,
        title=title,
        content=content,
        seen=START + timedelta(minutes=number),
    )


def found(number: int, title: str, *, alerts: bool = True) -> Found:
    return Found(item=item(number, title), alerts=alerts)


def test_stories_are_counted_not_items() -> None:
    after = [found(1, "A"), found(2, "A again"), found(3, "B"), found(4, "b")]
    seen = count([], after, {"i1": "s1", "i2": "s1"})
    assert (seen.stories, seen.alerts) == (2, 2)
    assert seen.gained == ("B", "A")
    assert seen.sentence == "2 stories, 2 alerts; +2 −0 against today"


def test_gained_and_lost_are_told_apart_newest_first() -> None:
    before = [found(1, "A"), found(2, "B")]
    after = [found(2, "B"), found(3, "C"), found(4, "D", alerts=False)]
    seen = count(before, after, {})
    assert (seen.gained, seen.lost) == (("D", "C"), ("A",))
    assert seen.sentence == "3 stories, 2 alerts; +2 −1 against today"


def test_a_story_alerts_when_one_of_its_reports_does() -> None:
    after = [found(1, "A", alerts=False), found(2, "A, more", alerts=True)]
    assert count([], after, {"i1": "s1", "i2": "s1"}).alerts == 1


def test_a_finder_hears_only_the_feeds_of_its_watchlist() -> None:
    ev = Watchlist(id="l2", name="EV", feeds=("tag:ev",))
    finder = Finder(Side(watch=XIAOMI, watchlist=ev), CATALOGUE)
    assert finder.find(item(1, "Xiaomi SU7")) is not None
    assert finder.find(item(2, "Xiaomi SU7", feed="f2")) is None
    everywhere = Finder(Side(watch=XIAOMI, watchlist=ALL), CATALOGUE)
    assert everywhere.find(item(3, "小米SU7", feed="f2")) is not None
    assert everywhere.find(item(4, "Pomegranates are ripe")) is None


def test_a_figure_is_a_story_on_its_series_and_an_alert_on_its_condition() -> None:
    watch = Watch(
        id="w2",
        name="deliveries",
        kind="figure",
        subject="Xiaomi",
        metric=("deliveries", "delivered"),
        unit="vehicles",
        condition=parse_condition("> 10,000", "vehicles"),
    )
    finder = Finder(Side(watch=watch, watchlist=ALL), CATALOGUE)
    low = finder.find(item(1, "Deliveries", content="Xiaomi delivered 9,876 vehicles in May."))
    high = finder.find(item(2, "Deliveries", content="Xiaomi delivered 12,345 vehicles in June."))
    assert low is not None
    assert not low.alerts
    assert high is not None
    assert high.alerts
    assert finder.find(item(3, "Tesla delivered 12,345 vehicles in June.")) is None


def test_a_watch_that_expects_figures_counts_the_deadlines_they_missed() -> None:
    watch = Watch(
        id="w2",
        name="deliveries",
        kind="figure",
        subject="Xiaomi",
        metric=("deliveries",),
        condition=parse_condition("not seen by 18:00"),
    )
    finder = Finder(Side(watch=watch, watchlist=ALL), CATALOGUE)
    start = START.replace(hour=0, minute=0)
    for day, number in ((1, "9,876"), (2, "12,345")):
        said = replace(
            item(day, "Deliveries", content=f"Xiaomi delivered {number} vehicles."),
            seen=start + timedelta(days=day, hours=12),
        )
        found = finder.find(said)
        assert found is not None
        assert not found.alerts
    end = start + timedelta(days=4, hours=20)
    assert finder.missed(start, end) == 2, "on the first two days it came"


def test_a_finder_passes_over_a_pages_other_stories() -> None:
    paragraph = "Lawyers met in Wuhan on Friday and agreed on the terms, two of them said later."
    teaser = f"{paragraph}\nRead next\nXiaomi delivered 12,345 vehicles in June"
    assert (
        Finder(Side(watch=XIAOMI, watchlist=ALL), CATALOGUE).find(item(1, "T", content=teaser))
        is None
    )
    watch = Watch(
        id="w2", name="deliveries", kind="figure", subject="Xiaomi", metric=("delivered",)
    )  # fmt: skip
    finder = Finder(Side(watch=watch, watchlist=ALL), CATALOGUE)
    assert finder.find(item(2, "Terms", content=teaser)) is None
    assert finder.find(item(3, "Xiaomi delivered 12,345 vehicles in June")) is not None


def test_the_subject_of_a_figure_brings_the_aliases_of_its_watch() -> None:
    def names(subject: str) -> list[str]:
        watch = Watch(id="w", name="x", kind="figure", subject=subject)
        return [each.name for each in subjects(watch, CATALOGUE)]

    assert names("xiaomi") == ["Xiaomi"]
    assert names("Xiaomi China") == ["Xiaomi"]
    assert names("Nio") == ["Nio"]


def test_nothing_stored_is_nothing_found() -> None:
    assert Preview().sentence == "0 stories, 0 alerts; +0 −0 against today"
