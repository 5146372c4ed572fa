"""Small things that every card relies on: completion, suggestions, phrases, bounded lists."""

import pytest

from bot.card import line, text_of
from bot.commands.alerts import url_in
from bot.commands.complete import LIMIT, pick
from bot.commands.phrases import phrases_around
from bot.commands.say import bullets, some, web
from bot.commands.view import host_of, suggestion
from bot.model import Mention


def test_pick_prefers_beginnings_then_insides_then_likeness() -> None:
    names = ["Tesla China", "Rivian", "Xiaomi", "Nikola Tesla"]
    assert pick(names, "tes") == ["Tesla China", "Nikola Tesla"]
    assert pick(names, "Xaiomi") == ["Xiaomi"]
    assert pick(names, "") == names
    assert len(pick([f"name {n}" for n in range(100)], "name")) == LIMIT
    assert pick(["x" * 101, "", "x"], "x") == ["x"]


def test_suggestions() -> None:
    assert suggestion("Telsa", ["Tesla", "Rivian"]) == "did you mean “Tesla”?"
    assert suggestion("qqq", []) == "there are none yet"
    assert suggestion("qqq", [f"n{n}" for n in range(8)]).endswith("and 2 more")


def test_some() -> None:
    assert some([]) == ""
    assert some(["A"]) == "A"
    assert some(["A", "B", "C"]) == "A, B and C"
    assert some("ABCDEFG") == "A, B, C and 4 more"


def test_bullets_say_how_many_more() -> None:
    shown = bullets([line(str(n)) for n in range(12)], shown=3, total=1_000)
    assert text_of(shown.lines[-1]) == "… and 997 more"
    assert len(bullets([line("a")]).lines) == 1


def test_only_web_addresses_become_links() -> None:
    assert web("https://a.example/") == "https://a.example/"
    assert web("javascript:alert(1)") == ""
    assert host_of("https://www.a.example:8080/x") == "a.example"
    assert host_of("https://[broken") == ""


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("<https://a.example/x|a.example/x>", "https://a.example/x"),
        ("see https://a.example/x", ""),
        ("a7k2m9qx4tn", ""),
    ],
)
def test_url_in(text: str, url: str) -> None:
    assert url_in(text) == url


PHRASES = [
    ("Fresh apple pie for all", "apple", ["apple pie"]),
    ("apple pie", "apple", ["apple pie"]),
    ("He ate an apple. Pie followed", "apple", []),
    ("Apple's pie", "Apple", ["Apple's pie"]),
    ("在苹果树下", "苹果", ["苹果树下", "在苹果"]),
    ("one\nTesla\ntwo", "Tesla", []),
    ("Xiaomi raises 2026 delivery target", "Xiaomi", []),
    ("Xiaomi raises SU7 prices", "Xiaomi", ["Xiaomi raises SU7"]),
    ("Xiaomi Fan Festival Returns", "Xiaomi", ["Xiaomi Fan Festival"]),
    ("Ghost of Tesla coil seen", "Tesla", ["Tesla coil", "Ghost of Tesla"]),
    ("Tesla-Motors club", "Tesla", ["Tesla-Motors"]),
]


@pytest.mark.parametrize(("text", "name", "phrases"), PHRASES)
def test_phrases_around_a_mention(text: str, name: str, phrases: list[str]) -> None:
    start = text.index(name)
    mention = Mention(
        watch_id="w", field="title", start=start, end=start + len(name), text=name, score=1, why=""
    )
    assert phrases_around(text, mention) == phrases
