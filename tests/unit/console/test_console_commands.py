"""What is typed at the prompt: prefixes, choices, completion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.card import Action, Card
from bot.model import Request, User
from handlers.console.commands import CommandCompleter, spot, without_prefix
from handlers.console.platform import chosen, no_such


@dataclass(frozen=True)
class Param:
    name: str
    kind: str = "text"
    summary: str = ""
    required: bool = False
    option: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Command:
    path: str
    params: tuple[Param, ...] = ()
    summary: str = ""
    internal: bool = False
    audience: str = "everyone"

    def line(self, values: Mapping[str, str | Sequence[str]]) -> str:
        return " ".join([self.path, *(f"{name}:{value}" for name, value in values.items())])


COMMANDS = (
    Command("lookup", (Param("name", "watch"), Param("days", "number", option=True)), "Look up"),
    Command("mute", (Param("what", "text"), Param("time", "duration"))),
    Command("list"),
    Command("watch add", (Param("name", "rest"), Param("kind", "choice", option=True))),
    Command("watch remove", (Param("name", "watch"),)),
    Command("confirm", internal=True),
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("lookup Xiaomi", "lookup Xiaomi"),
        ("/lookup Xiaomi", "lookup Xiaomi"),
        ("/tidings lookup Xiaomi 7", "lookup Xiaomi 7"),
        ("  tidings   status ", "status"),
        ("/tidings", ""),
        ("/", ""),
        ("", ""),
        ("TIDINGS list", "list"),
        ("tidingsx", "tidingsx"),
    ],
)
def test_a_prefix_may_be_typed_or_not(line: str, expected: str) -> None:
    assert without_prefix(line) == expected


@pytest.mark.parametrize(
    ("line", "command", "param", "typed"),
    [
        ("", None, None, ""),
        ("lo", None, None, "lo"),
        ("lookup", None, None, "lookup"),
        ("lookup ", "lookup", "name", ""),
        ("lookup Li Au", "lookup", "name", "Li Au"),
        ("lookup Tesla days:1", "lookup", "days", "1"),
        ("/tidings lookup Te", "lookup", "name", "Te"),
        ("watch ", None, None, ""),
        ("watch ad", None, None, "ad"),
        ("watch add 小", "watch add", "name", "小"),
        ("watch add X kind:per", "watch add", "kind", "per"),
        ("mute Tesla", "mute", "what", "Tesla"),
        ("mute Tesla ", "mute", "time", ""),
        ("mute Tesla 1d more", "mute", "time", "more"),
        ("list x", "list", None, "x"),
        ("nonsense words", None, None, "words"),
    ],
)
def test_where_the_cursor_is(line: str, command: str | None, param: str | None, typed: str) -> None:
    here = spot(line, COMMANDS)
    assert (here.command and here.command.path, here.param and here.param.name, here.typed) == (
        command,
        param,
        typed,
    )


async def complete(request: Request, parameter: str, typed: str) -> Sequence[str]:
    assert request.scope == "console"
    known = {"lookup.name": ["Tesla", "Li Auto", "evil\x1b[1m"], "mute.time": ["1h", "1d"]}
    return [each for each in known.get(parameter, ()) if each.lower().startswith(typed.lower())]


def request(text: str) -> Request:
    return Request(
        text=text,
        user=User(id="console:me"),
        platform="console",
        scope="console",
        at=datetime(2026, 7, 1, tzinfo=UTC),
    )


async def offered(line: str) -> list[str]:
    """Whole lines that completion would make."""
    completer = CommandCompleter(COMMANDS, complete, request)
    document = Document(line)
    found = completer.get_completions_async(document, CompleteEvent())
    return [line[: len(line) + each.start_position] + each.text async for each in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("l", ["lookup", "list"]),
        ("wa", ["watch add", "watch remove"]),
        ("watch ", ["watch add", "watch remove"]),
        ("watch r", ["watch remove"]),
        ("/tidings lo", ["/tidings lookup"]),
        ("/lo", ["/lookup"]),
        ("lookup li", ["lookup Li Auto"]),
        ("lookup ", ["lookup Tesla", "lookup Li Auto", "lookup evil[1m"]),
        ("mute X ", ["mute X 1h", "mute X 1d"]),
        ("conf", []),
        ("xyz", []),
    ],
)
async def test_completion(line: str, expected: list[str]) -> None:
    assert await offered(line) == expected


SAVE = Card(
    title="Preview",
    actions=(Action("Save", "confirm t", "primary"), Action("Cancel", "cancel t")),
)
NO_PRIMARY = Card(title="Story", actions=(Action("Why", "why a"), Action("History", "story a")))


@pytest.mark.parametrize(
    ("typed", "card", "command"),
    [
        ("1", SAVE, "confirm t"),
        ("2", SAVE, "cancel t"),
        ("[1]", SAVE, "confirm t"),
        ("2.", SAVE, "cancel t"),
        ("[1", SAVE, "confirm t"),
        ("1] x", SAVE, None),
        ("3", SAVE, None),
        ("0", SAVE, None),
        ("y", SAVE, "confirm t"),
        ("Save", SAVE, "confirm t"),
        ("n", SAVE, "cancel t"),
        ("cancel", SAVE, "cancel t"),
        ("Cancel", SAVE, "cancel t"),
        ("2", NO_PRIMARY, "story a"),
        ("y", NO_PRIMARY, None),
        ("why", NO_PRIMARY, None),
        ("²", NO_PRIMARY, None),
        ("1", None, None),
        ("9" * 5000, SAVE, None),
    ],
)
def test_choosing_an_action(typed: str, card: Card | None, command: str | None) -> None:
    action = chosen(typed, card)
    assert (action.command if action else None) == command


def test_the_number_of_no_button() -> None:
    three = Card(title="?", actions=(*SAVE.actions, Action("More", "more")))
    told = [no_such(text, card) for text, card in (("3", SAVE), ("[0]", three), ("9.", three))]
    assert [each and each.title for each in told] == [
        "There are only 1 and 2",
        "There are only 1 to 3",
        "There are only 1 to 3",
    ]
    for text, card in (("2", SAVE), ("360", SAVE), ("3", None), ("x", SAVE)):
        assert no_such(text, card) is None
