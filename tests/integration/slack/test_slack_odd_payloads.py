"""Signed payloads of a shape that Slack isn't known to send: answered in words, never a fault."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from handlers.slack.manifest import PATH
from handlers.slack.platform import SlackPlatform
from handlers.slack.web import Listen
from tests.support.fakeslack.server import FakeSlack
from tests.support.fakeslack.web_mode import WebLine
from tests.support.slackbot import Bot, connected, slack_platform

USER = {"id": "U0ADMIN01", "team_id": "T1"}
FORM = {"id": "V1", "type": "modal", "callback_id": "form:watch add", "state": {"values": {}}}
METADATA = json.dumps({"channel": 5, "channel_id": [], "direct": "x", "name": 7})


@pytest.fixture
async def platform(
    slack: FakeSlack, bot: Bot, listen: Listen, tmp_path: Path
) -> AsyncIterator[SlackPlatform]:
    platform = slack_platform(slack, listen=listen, folder=tmp_path)
    async with connected(slack, bot, platform):
        yield platform


@pytest.fixture
def line(listen: Listen) -> WebLine:
    return WebLine(f"http://{listen}{PATH}")


async def sent(line: WebLine, payload: Any) -> tuple[int, str]:
    body = json.dumps(payload)
    headers = line.signed(body) | {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(line.url, data=body.encode(), headers=headers) as response,
    ):
        return response.status, await response.text()


SUBMISSIONS: dict[str, dict[str, Any]] = {
    "nothing in it": {"view": {**FORM, "state": None}},
    "state is text": {"view": {**FORM, "state": "x"}},
    "values are a list": {"view": {**FORM, "state": {"values": ["x"]}}},
    "a value is a number": {"view": {**FORM, "state": {"values": {"name": 5}}}},
    "an element is a number": {"view": {**FORM, "state": {"values": {"name": {"v:name": 5}}}}},
    "a field that isn't": {"view": {**FORM, "state": {"values": {"no": {"v:no": {"value": "x"}}}}}},
    "blocks are text": {"view": {**FORM, "blocks": "x"}},
    "metadata is a list": {"view": {**FORM, "private_metadata": "[1, 2]"}},
    "metadata of other kinds": {"view": {**FORM, "private_metadata": METADATA}},
    "metadata is an object": {"view": {**FORM, "private_metadata": {"a": 1}}},
    "an unknown form": {"view": {**FORM, "callback_id": "form:no such"}},
    "a callback that is a number": {"view": {**FORM, "callback_id": 5}},
    "view is text": {"view": "x"},
    "no view": {},
    "no user": {"view": FORM, "user": None},
    "user is a list": {"view": FORM, "user": [1]},
    "user without an id": {"view": FORM, "user": {"id": {"x": 1}}},
    "team is a list": {"view": FORM, "team": [1]},
    "channel is a number": {"view": FORM, "channel": 5},
    "container is text": {"view": FORM, "container": "x"},
}


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("what", SUBMISSIONS)
async def test_a_form_of_another_shape_is_answered_in_words(line: WebLine, what: str) -> None:
    payload = {"type": "view_submission", "user": USER, "team": {"id": "T1"}, "trigger_id": "1.2"}
    status, text = await sent(line, payload | SUBMISSIONS[what])
    assert status == 200, text
    told = json.loads(text) if text else {}
    if told.get("response_action") == "update":
        assert told["view"]["type"] == "modal"


OTHERS: dict[str, dict[str, Any]] = {
    "options without an action": {"type": "block_suggestion", "value": 5},
    "options of a text view": {"type": "block_suggestion", "action_id": "pick:name", "view": "x"},
    "a command of a list": {"command": ["/tidings"], "text": "help"},
    "a command's channel": {"command": "/tidings", "text": "help", "channel": 5},
    "actions are nothing": {"type": "block_actions", "actions": None},
    "an action is text": {"type": "block_actions", "actions": ["x"]},
    "a shortcut without a name": {"type": "shortcut", "callback_id": None},
    "a shortcut on nothing": {"type": "message_action", "callback_id": "why", "message": 5},
    "an event that is a list": {"type": "event_callback", "event": [1]},
    "a message without a sender": {"type": "event_callback", "event": {"type": "message"}},
    "a home without a person": {"type": "event_callback", "event": {"type": "app_home_opened"}},
    "of a kind that nobody knows": {"type": "telegram"},
}


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("what", OTHERS)
async def test_whatever_else_comes_is_no_fault(line: WebLine, what: str) -> None:
    status, text = await sent(line, {"user": USER, "team": {"id": "T1"}} | OTHERS[what])
    assert status in {200, 400}, text
    assert status == 200 or text == "not a request that is understood here"


@pytest.mark.usefixtures("platform")
async def test_what_could_not_be_read_is_shown_and_logged(
    line: WebLine, caplog: pytest.LogCaptureFixture
) -> None:
    payload = {"type": "view_submission", "user": USER, "view": {**FORM, "callback_id": 5}}
    with caplog.at_level(logging.ERROR):
        status, text = await sent(line, payload)
    assert (status, "the log says why" in text) == (200, True)
    assert "view_submission of Slack's could not be" in caplog.text


async def test_on_a_socket_too(slack: FakeSlack, bot: Bot, tmp_path: Path) -> None:
    platform = slack_platform(slack, folder=tmp_path)
    async with connected(slack, bot, platform):
        payload = {"type": "view_submission", "user": USER, "view": {**FORM, "callback_id": 5}}
        ack = await slack.people.line.deliver("interactive", payload)
        assert "the log says why" in json.dumps(ack.payload)
        answer = await (await slack.people.type("/tidings help")).answered()
        assert "You said: help" in answer.shown()
