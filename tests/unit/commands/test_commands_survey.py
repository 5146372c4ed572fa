"""In which senses a name stands: items in, counts out."""

import pytest

from bot.commands.offers import offers
from bot.commands.places import MOST, Names
from bot.commands.senses import Name, Sense, is_full_name, sense_of
from bot.commands.survey import Study, Survey
from bot.matching import Matcher
from bot.model import Item, Watch
from tests.support.bench import START


def item(number: int, title: str, content: str = "") -> Item:
    return Item(id=f"i{number}", feed_id="f", title=title, content=content, seen=START)


def study(watch: Watch, *texts: str, stories: dict[str, str] | None = None) -> Study:
    survey, matcher = Survey(watch), Matcher.compile([watch])
    for number, text in enumerate(texts):
        each = item(number, text)
        survey.read(each, matcher.match(each.title, each.content))
    return survey.study(stories or {})


APPLE = Watch(id="w", name="Apple", kind="company")
FORD = Watch(id="w", name="Ford", kind="company")

SENSES = [
    ("Bake an apple pie", "Apple", Sense.LOWER),
    ("Today Apple sells phones", "Apple", Sense.PLAIN),
    ("There Harrison Ford signed hats", "Ford", Sense.GIVEN),
    ("There Harrison J. Ford signed hats", "Ford", Sense.GIVEN),
    ("Today Ford signed a deal", "Ford", Sense.PLAIN),
    # A word at a sentence's start has its capital from there.
    ("Will Ford sign a deal?", "Ford", Sense.PLAIN),
    ("Says @ford today", "Ford", Sense.PLAIN),
    ("一碗小米粥", "小米", Sense.INSIDE),
]


@pytest.mark.parametrize(("text", "name", "sense"), SENSES)
def test_the_sense_of_a_place(text: str, name: str, sense: Sense) -> None:
    (place,) = Names([name]).places(item(1, text), [])
    assert sense_of(place, Name.of(name, [name], person=False)) is sense


def test_given_names_that_the_watch_has_are_no_others() -> None:
    (place,) = Names(["Ford"]).places(item(1, "There Henry Ford built a car"), [])
    known = Name.of("Ford", ["Ford", "Henry Ford"], person=False)
    assert sense_of(place, known) is Sense.PLAIN


def test_names_are_found_whole_in_any_case_and_script() -> None:
    text = "FORD, ford's, Ford-built, but no Fordham and no afford; 騰訊"
    assert [each.text for each in Names(["Ford"]).places(item(1, text), [])] == [
        "FORD",
        "ford",
        "Ford",
    ]
    assert [each.text for each in Names(["腾讯"]).places(item(1, text), [])] == ["騰訊"]
    assert len(Names(["Ford"]).places(item(1, "Ford " * 99), [])) == MOST


def test_full_names() -> None:
    def full(phrase: str, name: str) -> bool:
        return is_full_name(phrase, Name.of(name, [name], person=False))

    assert full("Mark Zuckerberg", "Zuckerberg")
    assert full("Lucid Motors", "Lucid")
    assert not full("President Obama", "Obama")
    assert not full("Apple Watch", "Apple")
    assert not full("apple pie", "Apple")


def test_a_story_has_one_sense_and_the_plain_one_wins() -> None:
    seen = study(
        FORD,
        "Today Harrison Ford signed hats",
        "Today Harrison Ford came, and Ford sold him a truck",
        "Later Harrison Ford signed hats",
        stories={"i0": "s1", "i2": "s1", "i1": "s2"},
    )
    (ford,) = seen.names
    assert (ford.stories, dict(ford.senses), ford.counted) == (2, {Sense.GIVEN: 1}, 1)


def test_a_phrase_ends_where_its_word_ends() -> None:
    seen = study(
        APPLE,
        *(f"Bake an apple pie for {n}" for n in range(3)),
        "An apple pier is no pie",
    )
    (apple,) = seen.names
    assert [(each.text, each.stories, each.stops) for each in apple.phrases] == [
        ("apple pie", 3, 0)
    ]


def test_only_what_the_watch_does_not_have_is_offered() -> None:
    texts = [f"Tesla (特斯拉, NASDAQ: TSLA, @Tesla) builds {n} cars" for n in range(3)]
    bare = Watch(id="w", name="Tesla", kind="company")
    found = offers(bare, study(bare, *texts), [])
    assert {option: value for each in found for option, (value,) in each.adds.items()} == {
        "aliases": "特斯拉",
        "tickers": "TSLA",
        "handles": "@Tesla",
    }
    known = Watch(
        id="w",
        name="Tesla",
        kind="company",
        aliases=("特斯拉",),
        tickers=("TSLA.US",),
        handles=("tesla",),
    )
    assert offers(known, study(known, *texts), []) == []


def test_misspellings_that_count_are_counted() -> None:
    watch = Watch(id="w", name="Tesla", kind="company")
    assert study(watch, "Telsa opens one", "Telsa opens two", "Tesla opens three").slips == {
        "Telsa": 2
    }
