"""Names that may be confused."""

from dataclasses import replace

import pytest

from bot.catalogue import Catalogue
from bot.commands.rivals import bare, like_a_word, rivals, symbol
from bot.commands.view import View
from bot.model import Request, Settings, User, Watch, Watchlist
from tests.support.bench import START


def company(name: str, **more: object) -> Watch:
    return Watch(id=f"w{name}", name=name, kind="company", **more)  # type: ignore[arg-type] # as given


def likeness(new: Watch, other: Watch) -> str:
    there = Watchlist(id="l", name="There", watches=(other,))
    request = Request(
        text="", user=User(id="console:me"), platform="console", scope="console", at=START
    )
    view = View(Catalogue.build(Settings(), [], [there]), request)
    return next((each.likeness for each in rivals(new, view)), "")


LIKE = [
    ("Tesla", "tesla", "same"),
    ("Apple Inc", "Apple", "entity"),
    ("Apple", "Apple, Inc.", "entity"),
    ("騰訊", "腾讯", "entity"),
    ("小米有限公司", "小米", "entity"),
    ("Telsa", "Tesla", "near"),
    ("Nividia", "Nvidia", "near"),
    ("Lei June", "Lei Jun", "near"),
    ("Nvidia", "Tesla", ""),
    # Short names and Chinese ones have neighbours everywhere; no misspellings of them are taken.
    ("Nio", "Rio", ""),
    ("小米", "小麦", ""),
]


@pytest.mark.parametrize(("new", "other", "expected"), LIKE)
def test_how_two_names_are_alike(new: str, other: str, expected: str) -> None:
    assert likeness(company(new), company(other)) == expected


def test_one_symbol_is_one_company() -> None:
    mine, theirs = company("A1", tickers=("$TSLA",)), company("B2", tickers=("TSLA.US",))
    assert likeness(mine, theirs) == "ticker"
    assert symbol("1810.HK") == "1810.HK"
    assert likeness(company("A1", tickers=("1810.HK",)), company("B2", tickers=("1810.T",))) == ""


def test_where_no_misspelling_counts_none_is_taken_for_another() -> None:
    exact = company("Telsa", fuzzy=False)
    assert likeness(exact, company("Tesla", fuzzy=False)) == ""
    assert likeness(exact, company("Tesla")) == "near"


def test_a_figure_has_no_near_names() -> None:
    figure = Watch(id="f", name="Tesla sales", kind="figure", subject="Tesla", metric=("sales",))
    assert likeness(figure, replace(figure, id="g", name="Tesla sale")) == ""


def test_bare() -> None:
    assert bare("Xiaomi Co., Ltd.") == "xiaomi"
    assert bare("Inc") == "inc"


def test_a_slip_in_a_word() -> None:
    assert "the word “house”" in like_a_word(company("Housse"), {})
    assert like_a_word(company("Strype"), {}) == ""
    assert like_a_word(company("Strype"), {"Stryppe": 2}).endswith(
        "as would be “Stryppe” in 2 stories"
    )
    assert like_a_word(company("Housse", fuzzy=False), {}) == ""
    assert like_a_word(company("Xiaomi"), {}) == ""
