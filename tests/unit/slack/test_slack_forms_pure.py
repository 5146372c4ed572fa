"""Forms and the App Home as data: every command's form is one that Slack takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.card import Action, Card, Context, Paragraph, Table, line
from bot.commands import COMMANDS, Command
from bot.model import Request, User
from handlers.slack import fields
from handlers.slack.commands import BEGINNINGS, welcome
from handlers.slack.home import Answered, Part, home_view
from handlers.slack.modals import (
    Form,
    Kept,
    answer_view,
    form_path,
    form_view,
    kept_in,
    save_of,
)
from handlers.slack.talk import Call, Talk, Views
from tests.support.fakeslack.limits import wrong_option, wrong_view

BY_PATH = {command.path: command for command in COMMANDS}
WITH_FORMS = [
    command
    for command in COMMANDS
    if not command.internal and any(param.required for param in command.params)
]
HERE = Kept(channel="#desk", channel_id="C1", direct=False)


def ids(view: dict[str, Any]) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


@pytest.mark.parametrize("command", WITH_FORMS, ids=lambda command: command.path)
@pytest.mark.parametrize("figure", [False, True])
@pytest.mark.parametrize("more", [False, True])
def test_every_form_is_one_that_slack_takes(command: Command, figure: bool, more: bool) -> None:
    for name in ("", "Xiaomi"):
        kept = Kept(figure=figure, more=more, name=name)
        long = dict.fromkeys((param.name for param in command.params), "小米 & <b>" * 200)
        for values in ({}, long):
            view = form_view(Form(command=command, kept=kept, values=values))
            assert wrong_view(view) == []
            assert form_path(view) == command.path
            assert kept_in(view) == kept


def test_a_form_asks_first_for_what_is_always_wanted() -> None:
    view = form_view(Form(command=BY_PATH["watch add"], kept=HERE))
    assert ids(view) == [
        "name", "kind", "aliases", "tickers", "handles", "context", "exclude", "fuzzy",
    ]  # fmt: skip
    assert view["blocks"][-1]["elements"][0]["text"]["text"] == "More options"
    required = [block["block_id"] for block in view["blocks"] if block.get("optional") is False]
    assert required == ["name"]


def test_what_is_asked_for_nowhere_asks_where_to_post() -> None:
    assert "to" in ids(form_view(Form(command=BY_PATH["watch add"], kept=Kept())))


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ({}, {}),
        ({"values": {"name": {"value:name": {"value": " Nio "}}}}, {"name": "Nio"}),
        ({"values": {"name": {"value:name": {"value": None}}}}, {}),
        (
            {"values": {"aliases": {"value:aliases": {"value": "蔚来\n\n NIO Inc"}}}},
            {"aliases": "蔚来, NIO Inc"},
        ),
        (
            {"values": {"kind": {"shape:kind": {"selected_option": {"value": "person"}}}}},
            {"kind": "person"},
        ),
        ({"values": {"kind": {"shape:kind": {"selected_option": None}}}}, {}),
    ],
)
def test_what_was_filled_in(state: dict[str, Any], values: dict[str, str]) -> None:
    assert fields.filled_in(state) == values


def test_options_offer_what_is_known_and_what_is_typed() -> None:
    def offered(found: list[str], typed: str) -> list[str]:
        return [each["value"] for each in fields.options(found, typed)]

    assert offered(["Tesla", "Tesla China"], " tes ") == ["Tesla", "Tesla China", "tes"]
    assert offered(["Tesla"], "tesla") == ["Tesla"]
    assert offered([], "") == []
    assert offered(["x" * 151, " "], "y") == ["y"]
    many = fields.options([f"name {n} " + "长" * 60 for n in range(150)], "")
    assert len(many) == 100
    assert [wrong for each in many for wrong in wrong_option(each, "option")] == []


@pytest.mark.parametrize(
    ("words", "values", "field"),
    [
        ("A figure needs its subject:", {}, "subject"),
        ("Unknown unit “vehicels”", {"unit": "vehicels"}, "unit"),
        ("Nothing is watched as “Nio”", {"name": "Nio"}, "name"),
        ("“every:” can be from 1 minute", {"every": "1s"}, "every"),
        ("The database didn't answer", {}, "name"),
    ],
)
def test_an_error_stands_below_the_field_it_speaks_of(
    words: str, values: dict[str, str], field: str
) -> None:
    assert fields.blamed(words, values, ["name", "subject", "unit", "every"]) == field
    assert fields.blamed(words, values, []) == ""


def test_a_preview_is_saved_by_the_modal_itself() -> None:
    card = Card(
        title="Add Nio?",
        blocks=(Context(line("Nothing is saved yet.")),),
        actions=(
            Action("Save", "confirm abc", "primary"),
            Action("With alias 蔚来", "watch add Nio aliases:蔚来"),
            Action("Cancel", "cancel abc"),
        ),
    )
    view = answer_view(card, HERE)
    assert wrong_view(view) == []
    assert (view["submit"]["text"], view["close"]["text"]) == ("Save", "Back")
    assert kept_in(view).save == save_of(card) == "confirm abc"
    assert kept_in(view).channel == "#desk"
    assert [each["text"]["text"] for each in view["blocks"][-1]["elements"]] == ["With alias 蔚来"]


def test_an_answer_is_only_read() -> None:
    view = answer_view(Card(title="Tesla", actions=(Action("Why", "why a1"),)))
    assert wrong_view(view) == []
    assert "submit" not in view
    assert view["blocks"][-1]["elements"][0]["action_id"] == "go:0"
    assert kept_in({"private_metadata": "not ours"}) == Kept()
    assert kept_in({"private_metadata": '{"other": 1}'}) == Kept()


def test_the_home_leaves_out_what_has_nothing_to_say_and_is_never_too_long() -> None:
    long = Card(title="Feeds", blocks=tuple(Paragraph(line(f"feed {n}")) for n in range(200)))
    parts = [
        Answered(part=Part(commands=("feed list",), most=18), line="feed list", card=long),
        Answered(
            part=Part(commands=("story",), most=18),
            line="story",
            card=Card(title="No alert yet", tone="warning"),
        ),
        Answered(
            part=Part(commands=("status",), most=18, always=True),
            line="status",
            card=Card(title="2 failing feeds", tone="warning", blocks=(Table((), ()),)),
        ),
    ]
    view = home_view(parts, BEGINNINGS)
    assert wrong_view(view) == []
    text = str(view)
    assert "No alert yet" not in text
    assert "2 failing feeds" in text
    assert "`/tidings feed list`" in text
    assert len(view["blocks"]) == 1 + 1 + 18 + 1 + 1
    assert home_view([], ())["blocks"] == []


def talk_with(*commands: Command, editor: bool = True) -> Talk:
    """Slack isn't asked for anything here."""

    async def answer(request: Request) -> Card:
        refused = not editor and request.text.startswith(("watch", "feed"))
        return Card(title="Only editors may do that" if refused else "fine")

    async def complete(_request: Request, _parameter: str, _typed: str) -> Sequence[str]:
        return ()

    return Talk(
        answer=answer,
        complete=complete,
        commands=commands,
        slack=cast("Views", None),
        clock=lambda: datetime(2026, 7, 13, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("editor", "labels"),
    [(True, ["Digest", "Watch a name", "Add a feed"]), (False, ["Digest"])],
)
async def test_the_help_says_where_to_begin(editor: bool, labels: list[str]) -> None:
    call = Call(user=User(id="slack:U1"), scope="slack:T1", at=datetime(2026, 7, 13, tzinfo=UTC))
    card = Card(title="Help", actions=(Action("Digest", "digest"),))
    talk = talk_with(*COMMANDS, editor=editor)
    assert [each.label for each in (await welcome(talk, call, card)).actions] == labels
    assert (await welcome(talk_with(), call, Card(title="Help"))).actions == ()
