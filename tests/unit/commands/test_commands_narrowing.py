"""The table of what is proposed for an alert that missed the point; what holds for all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands.narrowing import Choice, Earlier, Way, WayKind, choices, ranked
from bot.commands.narrowing_words import effect, label, what
from bot.commands.sharing import Spoken, shared_words
from bot.matching import Matcher
from bot.model import Item, Watch
from tests.support.bench import START

TABLE = Path(__file__).parents[2] / "data" / "feedback" / "not_this.yaml"
CASES = [
    (name, case) for row in yaml.safe_load(TABLE.read_text("utf-8")) for name, case in row.items()
]


def item(number: int, title: str, by: str = "Ledger") -> Item:
    seen = START - timedelta(hours=number)
    return Item(id=f"i{number}", feed_id=by, title=title, seen=seen, source=by)


def earlier(number: int, row: str) -> Earlier:
    title, _, rest = row.partition(" | ")
    words = rest.split(", ")
    by = next((word.removeprefix("by ") for word in words if word.startswith("by ")), "Ledger")
    return Earlier(
        items=(item(number, title, by),),
        outlets=next((int(word) for word in words if word.isdigit()), 2),
        good="good" in words,
        refused="refused" in words,
    )


def of_case(case: dict[str, Any]) -> tuple[Watch, Item, list[Earlier]]:
    given = {"kind": "company"} | {key: _tupled(value) for key, value in case["watch"].items()}
    watch = Watch(id="w", **given)
    title, _, by = case["wrong"].partition(" | by ")
    history = [earlier(number, row) for number, row in enumerate(case["history"], 1)]
    return watch, item(0, title, by or "Ledger"), history


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_what_is_proposed(case: dict[str, Any]) -> None:
    watch, wrong, history = of_case(case)
    matcher = Matcher.compile([watch])
    for each in (wrong, *(each.items[0] for each in history)):
        assert matcher.match(each.title, ""), f"{watch.name} isn't found in “{each.title}”"
    found = choices(watch, wrong, history)
    assert [f"{what(each.way, 'Noise')} · {effect(each, 30)}" for each in found] == case["offers"]


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_every_way_stops_the_alert_and_says_truly_what_else(case: dict[str, Any]) -> None:
    watch, wrong, history = of_case(case)
    for each in choices(watch, wrong, history):
        if each.way.kind == "mute":
            assert each.stops == tuple(e for e in history if e.items[0].feed_id == wrong.feed_id)
            continue
        stricter = Matcher.compile([each.way.watch])
        assert not stricter.match(wrong.title, "")
        kept = [e for e in history if stricter.match(e.items[0].title, "")]
        assert [e for e in history if e not in each.stops] == kept
        assert each.way.watch.name == watch.name


def test_the_loss_counts_before_the_kind_of_way() -> None:
    history = tuple(earlier(number, f"Story {number} | 2") for number in range(10))
    watch = Watch(id="w", name="Tesla", kind="company")

    def choice(kind: str, stops: int) -> Choice:
        way = Way(kind=kind, values=(kind,), watch=watch)  # type: ignore[arg-type] # one of them
        return Choice(way=way, stops=history[:stops], history=history)

    order = ranked(
        [choice("mute", 1), choice("exclude", 3), choice("context", 1), choice("alias", 0)]
    )
    assert [each.way.kind for each in order] == ["alias", "mute", "context", "exclude"]


def test_context_that_stops_other_news_is_no_way() -> None:
    """It is a guess about all that is to come: an exclude touches its phrase alone."""
    watch = Watch(id="w", name="Jaguar", kind="company")
    history = tuple(Earlier(items=()) for _ in range(10))

    def drastic(kind: WayKind) -> bool:
        way = Way(kind=kind, values=("x",), watch=watch)
        return Choice(way=way, stops=history[:3], history=history).drastic

    assert drastic("context")
    assert not drastic("exclude")


def test_what_was_muted_is_no_loss() -> None:
    kept, muted = earlier(1, "Tesla opens a plant | 2"), earlier(2, "Tesla coil | 2, refused")
    way = Way(kind="exclude", values=("Tesla coil",), watch=Watch(id="w", name="T", kind="company"))
    assert Choice(way=way, stops=(muted,), history=(kept, muted)).loss == 0
    assert Choice(way=way, stops=(kept,), history=(kept, muted)).loss == 1


def test_stories_that_made_no_alert_are_counted_apart() -> None:
    told, silent = earlier(1, "Tesla coil | 2"), replace(earlier(2, "A Tesla coil | 2"), told=False)
    way = Way(kind="exclude", values=("Tesla coil",), watch=Watch(id="w", name="T", kind="company"))
    both = Choice(way=way, stops=(told, silent), history=(told, silent))
    assert effect(both, 30) == (
        "would also have stopped 1 of 1 alert in 30 days: “Tesla coil”, "
        "and 1 story more that made no alert"
    )
    untold = Choice(way=way, stops=(silent,), history=(silent,))
    assert "1 of 1 story in 30 days" in effect(untold, 30)
    assert label(way, "") == "Not in “Tesla coil”"


def test_a_context_word_serves_several_stories_and_is_not_the_name() -> None:
    right = [Spoken("小米汽车第1次交付", 1), Spoken("小米汽车工厂", 1), Spoken("雷军谈小米汽车", 1)]
    assert shared_words(["小米"], "小米粥怎么煮", right) == ("汽车",)
    apart = [Spoken("Visa cuts fees", 1), Spoken("Visa sues Stripe", 1)]
    assert shared_words(["Visa"], "Visa office is late", apart) == ()
    cooks = [Spoken(f"Day {n}: Tim Cook, Apple and cider", 1) for n in range(3)]
    assert shared_words(["Apple"], "Apple harvest", cooks) == ("Tim Cook",)


def test_no_more_phrases_are_left_out_than_stop_it() -> None:
    """A name that stands there twice, and the same words around it each time."""
    watch = Watch(id="w", name="Xiaomi", aliases=("Mi",), kind="company")
    wrong = replace(
        item(0, "Rome bakery Mi closes after a century"),
        content="The bakery Mi baked its last loaf on Sunday.",
    )
    ways = [each.way.values for each in choices(watch, wrong, ()) if each.way.kind == "exclude"]
    assert ways == [("bakery Mi",)]
