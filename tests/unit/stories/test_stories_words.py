"""From a headline to comparable words."""

from __future__ import annotations

import pytest

from bot.stories.background import counts, rarity
from bot.stories.words import acronyms, stem, strip_boilerplate, words
from bot.text import correction_marker, without_marker


@pytest.mark.parametrize(
    ("forms", "same"),
    [
        ("launch launches launched launching", True),
        ("rise rises rising rose", True),
        ("company companies", True),
        ("stop stopped stopping", True),
        ("price prices priced pricing", True),
        ("crisis crisis", True),
        ("centre center", True),
        ("bus business", False),
        ("king kings", True),
        ("string sting", False),
        ("tesla teslas", True),
        ("小米 小米", True),
        ("gas gash", False),
    ],
)
def test_stems(forms: str, same: bool) -> None:
    stems = {stem(form) for form in forms.split()}
    assert (len(stems) == 1) is same, stems


@pytest.mark.parametrize(
    ("title", "source", "bare"),
    [
        ("UPDATE 1-Oil falls below $80", "", "Oil falls below $80"),
        ("WRAPUP 3-Oil falls below $80", "", "Oil falls below $80"),
        ("Breaking: Oil falls below $80", "", "Oil falls below $80"),
        ("Urgent - Oil falls", "", "Oil falls"),
        ("【快讯】小米交付破万", "", "小米交付破万"),
        ("突发：小米交付破万", "", "小米交付破万"),
        ("Oil falls below $80 a barrel - Reuters", "", "Oil falls below $80 a barrel"),
        ("Oil falls below $80 | The Daily Post", "", "Oil falls below $80"),
        ("Oil falls - CnEVPost", "CnEVPost", "Oil falls"),
        ("Oil falls - CnEVPost", "", "Oil falls - CnEVPost"),  # too short to be sure
        ("Xiaomi SU7 sells out in a day - 10,000 cars", "", None),
        ("Latest news bulletin of the day – Morning", "", None),
        ("Live: Pakistan vs USA – T20 World Cup", "", None),
    ],
)
def test_boilerplate(title: str, source: str, bare: str | None) -> None:
    assert strip_boilerplate(title, source) == (title if bare is None else bare)


@pytest.mark.parametrize(
    ("title", "marker", "rest"),
    [
        ("Correction: 23 girls missing", "Correction", "23 girls missing"),
        ("CORRECTED-Oil falls", "CORRECTED", "Oil falls"),
        ("CORRECTED (OFFICIAL)-Oil falls", "CORRECTED (OFFICIAL)", "Oil falls"),
        ("Clarification - what the minister said", "Clarification", "what the minister said"),
        ("更正：小米交付9000辆", "更正", "小米交付9000辆"),
        ("Oil price correction deepens", "", "Oil price correction deepens"),
        ("Corrective action at Tesla", "", "Corrective action at Tesla"),
    ],
)
def test_correction_marker(title: str, marker: str, rest: str) -> None:
    assert correction_marker(title) == marker
    assert without_marker(title) == rest


def test_names_are_capitalised_words_unless_everything_is() -> None:
    found = words("Regulators fine Goldman Sachs over SU7 ads")
    assert {stem("goldman"), stem("sachs"), "su7"} <= found.names
    assert words("Regulators Fine Goldman Sachs Over New Ads").names == frozenset()
    assert words("小米交付破万").names == frozenset()


def test_chinese_becomes_pairs() -> None:
    assert words("小米SU7交付").stems == ("小米", "su7", "交付")
    assert words("三").stems == ("三",)


def test_words_without_meaning_keep_their_place() -> None:
    found = words("The US and the EU")
    assert found.forms == ("the", "us", "and", "the", "eu")
    assert found.stems == ("", "us", "", "", "eu")


def test_odd_text() -> None:
    for text in ("", " ", "!!!", "\x00\ud800", "a" * 100_000, "🚗🚗"):
        found = words(text)
        assert len(found.forms) == len(found.stems)


def test_the_background_knows_common_from_rare() -> None:
    assert counts()["trump"] > counts()["xiaomi"] > 0
    assert rarity("trump", 0, 0) < rarity("xiaomi", 0, 0) < rarity("zzyzx", 0, 0)
    assert rarity("zzyzx", 50, 100) < rarity("zzyzx", 0, 100)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Jaguar Land Rover halts production after hack", ("jlr",)),
        ("Bank of England holds rates in split vote", ("boe",)),
        ("Tesla opens showroom in Delhi", ()),
        ("Every Word Of This Has A Capital", ()),
        ("World Health Organization", ()),
    ],
)
def test_full_names_give_the_letters_that_others_write(title: str, found: tuple[str, ...]) -> None:
    assert acronyms(title) == found
