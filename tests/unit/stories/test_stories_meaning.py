"""What words stand for: the tables are whole, and what they tell apart."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bot.stories.contrast import ALTERNATIVES
from bot.stories.meaning import concept, elsewhere, goes_further, places, reacts, stages
from bot.stories.words import stem, stems_of


def test_words_for_one_thing_are_one() -> None:
    assert concept(stem("shuts")) == concept(stem("closed"))
    assert concept(stem("earthquake")) == concept(stem("quake"))
    assert concept(stem("finnish")) == concept(stem("finland"))
    assert concept(stem("opens")) != concept(stem("closed"))
    assert concept("unheard") == "unheard"


def test_no_word_stands_in_two_classes() -> None:
    text = files("bot.stories").joinpath("data/paraphrases.txt").read_text("utf-8")
    lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
    where: dict[str, int] = {}
    for number, words in enumerate(lines):
        for each in {stem(word) for word in words}:
            assert where.setdefault(each, number) == number, each


def test_opposites_are_never_one_thing() -> None:
    for row in ALTERNATIVES:
        columns = [{concept(stem(word)) for word in column.split()} for column in row]
        for i, one in enumerate(columns):
            for other in columns[i + 1 :]:
                assert not one & other


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Quake strikes northern Chile", "Quake strikes eastern Taiwan", True),
        ("Dutch museum returns statue", "Amsterdam museum gives statue to Sri Lanka", False),
        ("Shooting at Michigan church", "Shooting in Ohio", True),
        ("Shooting at Michigan church", "Shooting in the US", False),
        ("广东阳江发生3.2级地震", "云南大理发生3.5级地震", True),
        ("台风登陆广东", "台风在阳江登陆", False),
    ],
)
def test_places_tell_events_apart(one: str, other: str, apart: bool) -> None:
    found = elsewhere(places(one, stems_of(one)), places(other, stems_of(other)))
    assert bool(found) == apart


def test_a_later_stage_is_later_than_all_that_was_told() -> None:
    def of(title: str) -> frozenset[tuple[str, int]]:
        return stages(title, stems_of(title))

    assert goes_further(of("Ex-minister sentenced"), of("Ex-minister found guilty"))
    assert not goes_further(of("Ex-minister found guilty"), of("Ex-minister sentenced"))
    assert not goes_further(of("Ex-minister found guilty"), of("Ex-minister convicted"))
    assert not goes_further(of("Ex-minister sentenced"), of("Ex-minister wins a seat"))


def test_reactions_are_known_in_both_languages() -> None:
    assert reacts("Unions condemn job cuts", stems_of("Unions condemn job cuts"))
    assert reacts("官方回应", stems_of("官方回应"))
    assert not reacts("Nestle to cut jobs", stems_of("Nestle to cut jobs"))
