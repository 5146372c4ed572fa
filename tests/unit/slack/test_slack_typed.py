"""Commands that an answer names are shown as they are typed in Slack."""

from __future__ import annotations

import pytest

from bot.card import Bullets, Card, Context, Paragraph, Quote, Run, line, text_of
from bot.commands import COMMANDS
from bot.commands.command import Command
from bot.commands.help import explain
from handlers.slack.typed import as_typed


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("lookup <name>", "/tidings lookup <name>"),
        ("help", "/tidings help"),
        ("watch add <name>", "/tidings watch add <name>"),
        ("watch", "watch"),
        ("context: …", "context: …"),
        ("tidings apply", "tidings apply"),
        ("/tidings story ab12", "/tidings story ab12"),
        ("https://feeds.example/rss", "https://feeds.example/rss"),
        ("confirm 1234", "confirm 1234"),
    ],
)
def test_what_is_set_as_code(written: str, typed: str) -> None:
    code = line("Type ", Run(written, "code"), ".")
    card = as_typed(Card(title="T", blocks=(Paragraph(code), Context(code))), COMMANDS)
    assert [text_of(each.line) for each in card.blocks] == [f"Type {typed}."] * 2  # type: ignore[union-attr]  # both have one


def test_words_that_are_not_code_stay() -> None:
    blocks = (Quote(line("help ", Run("is near", "bold"))), Bullets((line("status is unclear"),)))
    card = Card(title="help", blocks=blocks)
    assert as_typed(card, COMMANDS) == card


@pytest.mark.parametrize("command", [each for each in COMMANDS if not each.internal])
def test_help_on_every_command_can_be_copied_into_slack(command: Command) -> None:
    shown = as_typed(explain(command), COMMANDS).fallback
    assert f"/tidings {command.usage}" in shown
    for example in command.examples:
        assert f"/tidings {example}" in shown
    for param in command.params:
        assert f"/tidings {param.name} " not in shown.replace(f"/tidings {command.path}", "")
