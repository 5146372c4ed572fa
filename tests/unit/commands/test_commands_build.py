"""Typed options → watches, and what is said about them before they are saved."""

from dataclasses import replace

import pytest

from bot.catalogue import Catalogue
from bot.commands import checks
from bot.commands.ambiguity import is_ordinary, is_short
from bot.commands.build import changed_watch, merged, new_watch, with_watch, without_watch
from bot.commands.command import Arguments
from bot.commands.preview import Preview
from bot.commands.rivals import rivals
from bot.commands.view import View
from bot.errors import CommandError
from bot.model import Condition, Feed, Request, Settings, User, Watch, Watchlist
from tests.support.bench import START

EMPTY = Watchlist(id="l1", name="Cars", scope="console")
FEED = Feed(id="f1", url="https://a.example/feed")


def view(*watchlists: Watchlist, feeds: tuple[Feed, ...] = (FEED,)) -> View:
    request = Request(
        text="", user=User(id="console:me"), platform="console", scope="console", at=START
    )
    return View(Catalogue.build(Settings(), feeds, watchlists), request)


MERGED = [
    (("a", "b"), ("c",), ("c",)),
    (("a", "b"), ("+c",), ("a", "b", "c")),
    (("a", "b"), ("+A",), ("a", "b")),
    (("a", "b"), ("-A", "+c"), ("b", "c")),
    (("a", "b"), ("none",), ()),
    (("a",), ("-",), ()),
    ((), ("c", "C", " c  "), ("c",)),
]


@pytest.mark.parametrize(("before", "given", "after"), MERGED)
def test_merged(before: tuple[str, ...], given: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert merged(before, given) == after


def test_the_kind_is_guessed_from_the_options() -> None:
    assert new_watch("Nio", Arguments(), EMPTY).kind == "company"
    figure = new_watch("x", Arguments({"metric": ("orders",), "subject": "Nio"}), EMPTY)
    assert figure.kind == "figure"
    assert figure.condition == Condition()
    assert new_watch("Lei Jun", Arguments({"kind": "person"}), EMPTY).kind == "person"


def test_ids_follow_the_name_and_kind() -> None:
    watch = new_watch("Nio", Arguments(), EMPTY)
    assert changed_watch(watch, Arguments({"aliases": ("蔚来",)}), EMPTY).id == watch.id
    assert changed_watch(watch, Arguments({"rename": "NIO Inc"}), EMPTY).id != watch.id
    assert changed_watch(watch, Arguments(), EMPTY) == watch


def test_a_condition_that_cannot_be_read_is_shown_where() -> None:
    arguments = Arguments({"metric": ("orders",), "subject": "Nio", "when": "> ten potatoes"})
    with pytest.raises(CommandError, match="▸"):
        new_watch("x", arguments, EMPTY)


def test_watches_keep_their_place() -> None:
    one, two = new_watch("A1", Arguments(), EMPTY), new_watch("B2", Arguments(), EMPTY)
    both = with_watch(with_watch(EMPTY, one), two)
    other = changed_watch(one, Arguments({"rename": "C3"}), EMPTY)
    assert [w.name for w in with_watch(both, other, replaced=one.id).watches] == ["C3", "B2"]
    assert without_watch(both, one.id).watches == (two,)


def warnings(
    watch: Watch, watchlist: Watchlist, view: View, seen: Preview | None = None, replaced: str = ""
) -> list[str]:
    alike = rivals(watch, view, replaced=replaced)
    return checks.warnings(watch, watchlist, view, seen or Preview(), alike)


# ── checks ───────────────────────────────────────────────────────────────────────────────


def watch(name: str, **more: object) -> Watch:
    return Watch(id=f"w{name}", name=name, kind="company", **more)  # type: ignore[arg-type] # free


@pytest.mark.parametrize(
    ("name", "short"),
    [("V", True), ("VW", True), ("BMW", False), ("米", True), ("小米", False), ("X-1", True)],
)
def test_is_short(name: str, short: bool) -> None:
    assert is_short(name) is short


@pytest.mark.parametrize(
    ("name", "ordinary"),
    [("Apple", True), ("Target", True), ("Xiaomi", False), ("BYD", False), ("Lei Jun", False)],
)
def test_is_ordinary(name: str, ordinary: bool) -> None:
    assert is_ordinary(name) is ordinary


def test_topics_are_made_of_ordinary_words() -> None:
    topic = Watch(id="w", name="battery", kind="topic")
    assert not any("ordinary" in each for each in warnings(topic, EMPTY, view()))


def test_context_answers_the_warning_about_ordinary_words() -> None:
    plain, helped = watch("Apple"), watch("Apple", context=("iPhone",))
    assert any("ordinary word" in each for each in warnings(plain, EMPTY, view()))
    assert not any("ordinary word" in each for each in warnings(helped, EMPTY, view()))


def test_collisions_are_named_within_and_across_watchlists() -> None:
    here = replace(EMPTY, watches=(watch("Mi"),))
    there = Watchlist(id="l2", name="Phones", watches=(watch("Xiaomi", aliases=("小米",)),))
    new = watch("Xiaomi Auto", aliases=("小米", "mi"))
    notes = warnings(new, here, view(here, there))
    assert "“Mi” is a name of Mi too: one mention will count for both" in notes
    assert "“小米” is watched on Phones already (Xiaomi)" in notes
    again = warnings(watch("Mi"), here, view(here, there), replaced="wMi")
    assert not any("count for both" in each for each in again)


def test_a_list_that_hears_no_feed_or_posts_nowhere_is_said_so() -> None:
    deaf = replace(EMPTY, feeds=("tag:ev",), post_to=("nowhere", "slack:C1"))
    notes = warnings(watch("Nio"), deaf, view())
    assert "nowhere is not a known destination" in notes
    assert "Cars hears none of the 1 feed" in notes
    assert "there are no feeds yet" in warnings(watch("Nio"), EMPTY, view(feeds=()))[-1]


def test_a_busy_name_is_said_so() -> None:
    busy = Preview(stories=700, alerts=700, days=14)
    assert warnings(watch("Nio"), EMPTY, view(), busy) == ["that would be about 50 alerts a day"]
    assert warnings(watch("Nio"), EMPTY, view(), Preview(stories=9, alerts=2)) == []


def test_a_figure_and_its_company_may_share_a_name() -> None:
    figure = Watch(id="w9", name="Nio", kind="figure", subject="Nio", metric=("orders",))
    checks.refuse_nonsense(figure, replace(EMPTY, watches=(watch("Nio"),)))
    with pytest.raises(CommandError, match="is on Cars already"):
        checks.refuse_nonsense(watch("nio"), replace(EMPTY, watches=(watch("Nio"),)))
