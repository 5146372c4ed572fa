"""Which other names are tried for a watch, and which of them are worth proposing."""

from __future__ import annotations

from datetime import timedelta

from bot.commands.more import effect
from bot.commands.widening import Candidate, Gain, Near, candidates, names_in, ranked, with_name
from bot.model import Item, Watch
from tests.support.bench import START

XIAOMI = Watch(id="w", name="Xiaomi", kind="company")


def item(number: int, title: str) -> Item:
    return Item(id=f"i{number}", feed_id="f", title=title, seen=START - timedelta(hours=number))


def near(*titles: str, asked: bool = False) -> Near:
    missed = tuple(item(number, title) for number, title in enumerate(titles))
    return Near(missed=missed, asked=asked)


def names(found: list[Candidate]) -> list[str]:
    return [each.text for each in found]


def test_what_stands_in_several_stories_instead_of_the_name_is_tried() -> None:
    stories = [near("小米SU7交付量创新高"), near("雷军谈小米"), near("一辆电动车起火")]
    found = candidates(XIAOMI, stories, (), ())
    assert [(each.text, each.likeness, each.stories) for each in found] == [("小米", "twin", 2)]


def test_one_story_is_enough_for_a_variant() -> None:
    found = candidates(XIAOMI, [near("Xiao Mi opens a plant in Wuhan")], (), ())
    assert [(each.text, each.likeness) for each in found] == [("Xiao Mi", "variant")]


def test_names_of_others_and_of_outlets_are_left_alone() -> None:
    stories = [near(f"Gazette: Lei Jun speaks of the YU{n}") for n in range(3)]
    assert "Lei Jun" in names(candidates(XIAOMI, stories, (), ()))
    assert not {"Lei Jun", "Gazette"} & set(
        names(candidates(XIAOMI, stories, (), ("Lei Jun", "Gazette")))
    )


def test_the_whole_name_is_tried_and_not_its_parts() -> None:
    stories = [near(f"Beijing Redstar opens plant {n}") for n in range(3)]
    assert names(candidates(XIAOMI, stories, (), ())) == ["Beijing Redstar"]


def test_what_stands_beside_the_name_comes_first() -> None:
    stories = [near(f"Redstar opens plant {n}") for n in range(3)]
    found = candidates(XIAOMI, stories, [("tickers", "1810.HK"), ("aliases", "小米")], ())
    assert sorted(names(found)[:2]) == ["1810.HK", "小米"]
    assert names(found)[2:] == ["Redstar"]


def test_the_story_in_question_counts_more() -> None:
    stories = [near("Redstar opens"), near("Redstar and Bluemoon"), near("Bluemoon", asked=True)]
    assert names(candidates(XIAOMI, stories, (), ())) == ["Bluemoon", "Redstar"]


def gain(text: str, *ids: int, own: int, likeness: str = "near") -> Gain:
    made = Candidate(option="aliases", text=text, likeness=likeness)  # type: ignore[arg-type] # one
    return Gain(
        candidate=made,
        items=tuple(item(each, f"{text} {each}") for each in ids),
        stories=len(ids),
        own=own,
    )


def test_a_name_that_mostly_brings_other_things_is_not_proposed() -> None:
    other = gain("Beijing", *range(10), own=3)
    more = gain("Redstar", *range(10, 15), own=3)
    assert ranked([other, more, gain("nothing", own=0)]) == [more]
    assert ranked([gain("小米", 1, 2, own=0, likeness="beside")]), "texts say that it is the name"


def test_of_names_that_add_the_same_the_longest_is_proposed() -> None:
    short, long = gain("Redstar", 1, 2, own=2), gain("Beijing Redstar", 1, 2, own=2)
    assert ranked([long, short]) == [long]


def test_more_of_the_same_comes_before_more() -> None:
    sure, broad = gain("Redstar", 1, 2, own=2), gain("Bluemoon", *range(3, 13), own=6)
    assert ranked([broad, sure]) == [sure, broad]


def test_each_name_goes_where_it_belongs() -> None:
    made = with_name(XIAOMI, Candidate(option="tickers", text="1810.HK", likeness="beside"))
    assert (made.tickers, made.aliases) == (("1810.HK",), ())
    made = with_name(made, Candidate(option="handles", text="@Xiaomi", likeness="beside"))
    assert (made.handles, made.tickers) == (("@Xiaomi",), ("1810.HK",))


def test_what_may_be_a_name() -> None:
    assert "Lei Jun" in set(names_in("Today Lei Jun's speech was long"))
    assert "小米" in set(names_in("雷军谈小米"))
    assert "中国" not in set(names_in("在中国发布")), "an everyday word"


def test_the_effect_is_said_with_examples() -> None:
    assert effect(gain("Redstar", 1, 2, 3, own=2)) == (
        "+3 items in 30 days (2 of 3 stories it is in already): “Redstar 1” and “Redstar 2”"
    )
