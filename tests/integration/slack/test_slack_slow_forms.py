"""Forms that take longer than Slack waits: always acknowledged, and shown when they are ready."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from bot.card import Card
from bot.errors import CommandError
from handlers.slack.forms import answer_view
from handlers.slack.talk import Call, Json, Talk
from tests.support.fakeslack.server import FakeSlack
from tests.support.slackbot import Bot, connected, slack_platform
from tests.support.wholeapp import until

FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Watch"},
    "submit": {"type": "plain_text", "text": "Next"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "external_select", "action_id": "name"},
        }
    ],
}


class SlowForms:
    """One form, whose every answer waits to be let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.response: Json | None = None
        self.error: Exception | None = None
        self.submissions = 0

    async def opened(self, talk: Talk, call: Call, text: str) -> bool:
        if text == "watch add":
            await talk.slack.open_view(call.trigger_id, FORM)
        if text == "watch odd":
            await talk.slack.open_view(call.trigger_id, {**FORM, "blocks": [{"type": "odd"}]})
        if text == "watch late":
            raise CommandError("not for you")
        return text == "watch add"

    async def pressed(
        self, talk: Talk, call: Call, action: Mapping[str, Any], view: Mapping[str, Any] | None
    ) -> None: ...

    async def submitted(self, talk: Talk, call: Call, view: Mapping[str, Any]) -> Json | None:
        self.submissions += 1
        await self.go.wait()
        if self.error is not None:
            raise self.error
        return self.response

    def again(self, talk: Talk, view: Mapping[str, Any], errors: Mapping[str, str]) -> Json:
        return answer_view(Card(title="; ".join(errors.values())))

    async def options(
        self, talk: Talk, call: Call, *, action_id: str, typed: str, view: Mapping[str, Any]
    ) -> list[Json]:
        await self.go.wait()
        if typed == "bug":
            raise RuntimeError("a bug")
        return [{"text": {"type": "plain_text", "text": typed}, "value": typed}]

    async def shortcut(self, talk: Talk, call: Call, callback_id: str) -> None: ...

    def answer_view(self, card: Card) -> Json:
        return answer_view(card)


@pytest.fixture
async def forms(slack: FakeSlack, bot: Bot) -> AsyncIterator[SlowForms]:
    forms = SlowForms()
    async with connected(slack, bot, slack_platform(slack, forms=forms)):
        await slack.people.type("/tidings watch add")
        await until(lambda: bool(slack.world.views))
        yield forms
        forms.go.set()
    assert slack.people.problems == []


def shown(slack: FakeSlack) -> str:
    """What stands in the modal."""
    return str(next(iter(slack.world.views.values())).view)


async def test_what_is_quick_answers_the_form_itself(slack: FakeSlack, forms: SlowForms) -> None:
    forms.go.set()
    forms.response = {"response_action": "errors", "errors": {"name": "watched already"}}
    deed = await slack.people.submit({})
    assert deed.ack == forms.response


@pytest.mark.parametrize(
    ("response", "words"),
    [
        ({"response_action": "update", "view": answer_view(Card(title="Preview"))}, "Preview"),
        ({"response_action": "errors", "errors": {"name": "watched already"}}, "watched already"),
        (None, "Done"),
    ],
)
async def test_what_is_slow_is_shown_later(
    slack: FakeSlack, forms: SlowForms, response: Json | None, words: str
) -> None:
    forms.response = response
    deed = await slack.people.submit({})
    assert deed.seconds < 1
    assert "One moment" in shown(slack)
    forms.go.set()
    await until(lambda: words in shown(slack))
    assert forms.submissions == 1


async def test_trouble_is_told_in_the_form(slack: FakeSlack, forms: SlowForms) -> None:
    forms.go.set()
    forms.error = CommandError("the database is away")
    await slack.people.submit({})
    assert "the database is away" in shown(slack)


async def test_a_fault_of_ours_closes_nothing_and_says_so(
    slack: FakeSlack, forms: SlowForms
) -> None:
    forms.go.set()
    forms.error = RuntimeError("a bug")
    await slack.people.submit({})
    assert "went wrong" in shown(slack)


async def test_suggestions_that_are_slow_are_none(slack: FakeSlack, forms: SlowForms) -> None:
    assert await slack.people.suggest("name", "name", "Xia") == []
    forms.go.set()
    (option,) = await slack.people.suggest("name", "name", "Xia")
    assert option["value"] == "Xia"
    assert await slack.people.suggest("name", "name", "bug") == []


@pytest.mark.usefixtures("forms")
async def test_a_form_that_is_refused_is_an_answer(slack: FakeSlack, bot: Bot) -> None:
    deed = await slack.people.type("/tidings watch late")
    assert "not for you" in (await deed.answered()).shown()
    assert bot.asked == []


@pytest.mark.usefixtures("forms")
async def test_a_form_that_slack_refuses_leaves_the_line_answered(slack: FakeSlack) -> None:
    deed = await slack.people.type("/tidings watch odd")
    assert "You said: watch odd" in (await deed.answered()).shown()
