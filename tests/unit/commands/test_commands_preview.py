"""The pure core of previews: what is found on both sides in, counts out."""

from collections.abc import Sequence
from datetime import timedelta

from bot.backtest.outcome import How, Told
from bot.backtest.trial import Found
from bot.catalogue import Catalogue
from bot.commands.examples import Headline
from bot.commands.preview import Preview, count, subjects
from bot.model import Feed, Item, Relation, Settings, StoryChange, Watch, Watchlist
from tests.support.bench import START

FEEDS = [Feed(id="f1", url="https://a.example/feed", tags=("ev",))]
XIAOMI = Watch(id="w1", name="Xiaomi", kind="company", aliases=("小米",))
CATALOGUE = Catalogue.build(Settings(), FEEDS, [Watchlist(id="l1", name="All", watches=(XIAOMI,))])


def found(number: int, title: str, how: How | None = "alert", *, story: str = "") -> Found:
    """``how``: told so; ``None``: not at all. Without a story it was stored silently."""
    item = Item(id=f"i{number}", feed_id="f1", title=title, seen=START + timedelta(minutes=number))
    change = StoryChange(story_id=story, thread_id=story, relation=Relation.NEW, why="new")
    told = Told(
        destination="desk", story_id=story, item_id=item.id, at=item.seen, how=how or "alert"
    )
    return Found(item=item, change=change if story else None, told=told if how and story else None)


def titles(found: Sequence[Headline]) -> tuple[str, ...]:
    return tuple(each.title for each in found)


def test_stories_are_counted_not_items() -> None:
    after = [
        found(1, "A", story="s1"),
        found(2, "A again", story="s1"),
        found(3, "B", story="s2"),
        found(4, "b", story="s2"),
    ]
    seen = count([], after)
    assert (seen.stories, seen.alerts) == (2, 2)
    assert titles(seen.gained) == ("B", "A")
    assert seen.sentence == "2 stories, 2 alerts; +2 −0 against today"


def test_gained_and_lost_are_told_apart_newest_first() -> None:
    before = [found(1, "A", story="s1"), found(2, "B", story="s2")]
    after = [
        found(2, "B", story="s2"),
        found(3, "C", story="s3"),
        found(4, "D", None, story="s4"),
    ]
    seen = count(before, after)
    assert (titles(seen.gained), titles(seen.lost)) == (("C", "D"), ("A",))
    assert [each.how for each in seen.gained] == ["alert", ""]
    assert seen.sentence == "3 stories, 2 alerts; +2 −1 against today"


def test_what_was_stored_silently_is_a_story_and_no_alert() -> None:
    seen = count([], [found(1, "A"), found(2, "a"), found(3, "B", story="s2")])
    assert (seen.stories, seen.alerts, seen.silent) == (2, 1, 1)


def test_what_waits_for_a_digest_is_no_alert() -> None:
    before = [found(1, "A", story="s1"), found(2, "B", "digest", story="s2")]
    after = [found(1, "A", "digest", story="s1"), found(2, "B", "alert", story="s2")]
    seen = count(before, after)
    assert (seen.alerts, seen.digested) == (1, 1)
    assert (titles(seen.later), titles(seen.sooner)) == (("A",), ("B",))
    assert seen.sentence == (
        "2 stories, 1 alert, 1 in a digest (today 1 alert and 1 in a digest); +0 −0 against today"
    )


def test_what_is_told_otherwise_is_told_apart() -> None:
    before = [found(1, "A", "digest", story="s1"), found(2, "B", None, story="s2")]
    after = [found(1, "A", None, story="s1"), found(2, "B", "digest", story="s2")]
    seen = count(before, after)
    assert (titles(seen.told), titles(seen.untold)) == (("B",), ("A",))
    assert (seen.sooner, seen.later) == ((), ())
    assert "(today 0 alerts and 1 in a digest)" in seen.sentence


def test_missed_deadlines_are_alerts() -> None:
    assert count([], [found(1, "A", None, story="s1")], missed=2).alerts == 2


def test_the_subject_of_a_figure_brings_the_aliases_of_its_watch() -> None:
    def names(subject: str) -> list[str]:
        watch = Watch(id="w", name="x", kind="figure", subject=subject)
        return [each.name for each in subjects(watch, CATALOGUE)]

    assert names("xiaomi") == ["Xiaomi"]
    assert names("Xiaomi China") == ["Xiaomi"]
    assert names("Nio") == ["Nio"]


def test_nothing_stored_is_nothing_found() -> None:
    assert Preview().sentence == "0 stories, 0 alerts; +0 −0 against today"
