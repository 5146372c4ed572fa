"""Our catalogue as Discord's commands, within its limits, and back as lines that mean the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from bot.commands import COMMANDS
from handlers.discord import commands, words
from handlers.kept import Kept
from tests.support.fakediscord import limits


def test_the_catalogue_is_within_every_limit() -> None:
    entries = commands.definitions(COMMANDS)
    assert limits.commands(entries) == []
    listed = {entry["name"] for entry in entries if entry["type"] == 1}
    assert listed == {each.path.split()[0] for each in COMMANDS if not each.internal}


def test_the_same_definitions_have_the_same_digest() -> None:
    one, two = commands.definitions(COMMANDS), commands.definitions(COMMANDS)
    assert commands.digest(one, "app") == commands.digest(two, "app")
    assert commands.digest(one, "app") != commands.digest(one[1:], "app")
    assert commands.digest(one, "app") != commands.digest(one, "other")


@pytest.mark.parametrize(
    ("data", "path", "values", "focused"),
    [
        ({"name": "list"}, "list", {}, ""),
        (
            {"name": "lookup", "options": [{"name": "name", "type": 3, "value": "小米"}]},
            "lookup",
            {"name": "小米"},
            "",
        ),
        (
            {
                "name": "watch",
                "options": [
                    {
                        "name": "add",
                        "type": 1,
                        "options": [{"name": "name", "type": 3, "value": "T", "focused": True}],
                    }
                ],
            },
            "watch add",
            {"name": "T"},
            "name",
        ),
        ({"name": "watch", "options": [{"name": "list", "type": 1}]}, "watch list", {}, ""),
        ({}, "", {}, ""),
    ],
)
def test_what_is_given(
    data: dict[str, object], path: str, values: dict[str, str], focused: str
) -> None:
    entered = commands.given(data)
    assert (entered.path, dict(entered.values), entered.focused) == (path, values, focused)


def test_choices_that_discord_would_refuse_are_left_out() -> None:
    offered = commands.offered(["", "x" * 101, "🚗" * 51, *(str(n) for n in range(40))])
    assert limits.choices({"choices": offered}) == []
    assert len(offered) == 25


def test_kept_commands_survive_and_are_cut(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    kept = Kept(file, most=3)
    for number in range(10):
        kept.keep({f"k:{number}": f"lookup {number}"})
    with file.open("a", encoding="utf-8") as half:
        half.write('["k:11", "loo')
    again = Kept(file, most=3)
    assert list(again)[-1] == "k:9"
    assert again["k:9"] == "lookup 9"
    assert len(again) == 3
    assert len(file.read_text("utf-8").splitlines()) <= 7


def test_keeping_from_two_threads_breaks_nothing(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept", most=1000)

    def keep(whose: str) -> None:
        for number in range(5000):
            kept.keep({f"k:{whose}{number}": "x" * 50})

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(keep, "ab"))
    again = Kept(tmp_path / "kept", most=1000)
    assert list(kept)[-500:] == list(again)[-500:]


def spoken(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of a command that has a name, with the way to it."""
    yield entry["name"], entry
    for part in (*entry.get("options", ()), *entry.get("choices", ())):
        yield from ((f"{entry['name']} {way}", each) for way, each in spoken(part))


def test_everything_is_named_and_described_in_every_language() -> None:
    """What fails here wants a line in handlers/discord/words.py."""
    every = [part for entry in commands.definitions(COMMANDS) for part in spoken(entry)]
    wanted = set(words.LOCALES)
    missing = [
        f"{way}: {key}"
        for way, part in every
        for key in ("name", "description")
        if key in part and set(part.get(f"{key}_localizations", ())) != wanted
    ]
    assert missing == []
    names = {part["name"] for _, part in every}
    for known in (words.COMMANDS, words.OPTIONS, words.CHOICES, words.MENUS):
        assert set(known) - names == set()
    texts = {text[:1].upper() + text[1:] for text in words.DESCRIPTIONS}
    used = {part["description"] for _, part in every if "description" in part}
    assert {text for text in texts if len(text) <= 100} - used == set()


def test_names_differ_from_their_neighbours_in_every_language() -> None:
    entries = commands.definitions(COMMANDS)
    for locale in words.LOCALES:
        for _, part in [("", {"name": "", "options": entries}), *chain(*map(spoken, entries))]:
            names = [
                each.get("name_localizations", {}).get(locale, each["name"])
                for each in part.get("options", ())
            ]
            assert len(set(names)) == len(names), names
