"""In which senses a name stands: items in, counts out."""

from dataclasses import replace

import pytest

from bot.commands import survey as survey_module
from bot.commands.ambiguity import ambiguity
from bot.commands.beside import phrases_beside
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
        "Speech of the late Gerald Ford",
        "Boats ford the river",
        stories={"i0": "s1", "i2": "s1", "i1": "s2"},
    )
    (ford,) = seen.names
    # What happens once is not worth saying. None counts: the matcher knows the given names.
    assert (ford.stories, dict(ford.senses), ford.counted) == (4, {Sense.GIVEN: 2}, 0)


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


BESIDE = [
    ("Runners cross the Big Apple today", "Apple", ["Big Apple"]),
    ("Smoke rose over the Amazon rainforest", "Amazon", ["Amazon rainforest"]),
    ("A concert in the Ford Center tonight", "Ford", ["Ford Center"]),
    ("Shares of Lucid Motors rose", "Lucid", ["Lucid Motors"]),
    ("It is a Tesla coil", "Tesla", ["Tesla coil"]),
    # Its capital alone makes no term of what may be a product.
    ("It is a Tesla Coil", "Tesla", []),
    # Neither a verb, a product, a title nor the beginning of a sentence makes another name.
    ("Apple Releases iOS 7", "Apple", []),
    ("The new Apple iPhone is here", "Apple", []),
    ("Then Amazon workers voted", "Amazon", []),
    ("They met President Obama there", "Obama", []),
    ("It ended. Why Apple won", "Apple", []),
    ("It is a Twitter account", "Twitter", []),
]


@pytest.mark.parametrize(("text", "name", "phrases"), BESIDE)
def test_phrases_that_may_mean_something_else(text: str, name: str, phrases: list[str]) -> None:
    start = text.index(name)
    assert list(phrases_beside(text, start, start + len(name))) == phrases


def test_the_one_person_who_is_mostly_meant_is_no_other() -> None:
    watch = Watch(id="w", name="Obama", kind="person")
    seen = study(
        watch,
        *(f"There Barack Obama spoke {n} times" for n in range(4)),
        *(f"Mr. Obama spoke {n} times" for n in range(9)),
    )
    (obama,) = seen.names
    assert obama.full is not None
    assert (obama.full.text, obama.full.stories, obama.other) == ("Barack Obama", 4, 0)
    (williams,) = study(
        replace(watch, name="Williams"),
        *(f"There Robin Williams spoke {n} times" for n in range(4)),
        *(f"There Esther Williams swam {n} times" for n in range(4)),
    ).names
    assert williams.full is None
    assert williams.senses == {Sense.GIVEN: 8}


def test_a_term_is_known_by_how_often_it_is_met_in_whatever_case() -> None:
    amazon = Watch(id="w", name="Amazon", kind="company")
    fires = [f"Smoke rose over the Amazon rainforest on day {n}" for n in range(3)]
    seen = study(amazon, *fires, "Amazon Rainforest Burns", "Then Amazon hired people")
    (name,) = seen.names
    assert [(each.text, each.stories) for each in name.phrases] == [("Amazon rainforest", 4)]
    assert name.senses == {Sense.LONGER: 4}
    # Where it is met in capitals only, it may be a product.
    assert study(amazon, *(each.title() for each in fires)).names[0].phrases == ()


PIES = tuple(f"Bake an apple pie for {n}" for n in range(5))


def test_what_was_not_looked_at_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = study(APPLE, *PIES)
    assert not whole.cut
    assert "of 5 stories with it in 14 days, 5 have" in ambiguity(APPLE, whole, days=14)[0]
    monkeypatch.setattr(survey_module, "ITEMS", 4)
    part = study(APPLE, *PIES)
    assert part.cut
    assert "of 4 stories with it that were looked at, 4 have" in ambiguity(APPLE, part, days=14)[0]
    assert not study(APPLE, *PIES[:4], "No fruit at all").cut


def test_a_study_stops_when_time_is_up() -> None:
    def after(asked: int) -> Study:
        left = iter(range(asked))
        survey = Survey(APPLE)
        for number, text in enumerate(PIES):
            survey.read(item(number, text), [])
        return survey.study({}, lambda: next(left, None) is None)

    assert after(0) == Study(cut=True)
    assert after(100) == study(APPLE, *PIES)
    part = after(5)
    assert part.cut
    assert 0 < part.names[0].stories < 5
