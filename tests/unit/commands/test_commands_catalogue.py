"""What other places derive from ``COMMANDS`` holds for every command."""

import re

import pytest

from bot.commands import COMMANDS, Command
from bot.commands.help import explain, overview
from bot.commands.line import words_of

EVERY = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.path)
ALONE = (
    "lookup figures recap story why history list status help mute unmute follow unfollow digest "
    "undo export not-this more amend confirm cancel"
)
GROUPS = {"watch": "add edit remove test", "feed": "add edit remove pause resume poll list"}
KNOWN = [
    *ALONE.split(" "),
    *(f"{group} {name}" for group, names in GROUPS.items() for name in names.split(" ")),
]


def test_all_commands_of_the_blueprint_are_there() -> None:
    assert sorted(each.path for each in COMMANDS) == sorted(KNOWN)


def test_no_name_is_taken_twice() -> None:
    names = [name for each in COMMANDS for name in (each.path, *each.other_names)]
    assert len(names) == len(set(names))


@EVERY
def test_names_suit_every_platform(command: Command) -> None:
    for name in filter(None, (command.name, command.group, *(p.name for p in command.params))):
        assert re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", name)
    assert 0 < len(command.summary) <= 100
    assert not command.summary.endswith(".")
    assert len(command.params) <= 25
    for param in command.params:
        assert 0 < len(param.summary) <= 100
        assert len(param.choices) <= 25
        assert bool(param.choices) == (param.kind == "choice")


@EVERY
def test_parameter_names_are_told_apart(command: Command) -> None:
    names = [name for p in command.params for name in (p.name, *p.other_names)]
    assert len(names) == len(set(names))


@EVERY
def test_required_parameters_come_first(command: Command) -> None:
    flags = [param.required for param in command.params]
    assert flags == sorted(flags, reverse=True)


@EVERY
def test_examples_start_with_the_command(command: Command) -> None:
    assert command.examples or command.internal
    for example in command.examples:
        typed = " ".join(word.text for word in words_of(example))
        assert typed.startswith(command.path)


@EVERY
def test_help_names_every_parameter_and_option(command: Command) -> None:
    text = explain(command).fallback
    for param in command.params:
        assert param.name in text
        assert param.summary in text


def test_the_overview_shows_what_can_be_typed_and_nothing_internal() -> None:
    shown = [each for each in COMMANDS if not each.internal]
    text = overview(shown, may_edit=False).fallback
    for each in COMMANDS:
        assert (f"• {each.path}" in text) != each.internal
    assert "you are not one" in text


def test_a_line_built_from_values_names_the_command() -> None:
    add = next(each for each in COMMANDS if each.path == "watch add")
    line = add.line({"name": "SU7 deliveries", "aliases": ["小米", "Mi"]})
    assert line == 'watch add name:"SU7 deliveries" aliases:"小米" aliases:"Mi"'
