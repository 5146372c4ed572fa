"""HTTP mode: only what Slack signed, each request once."""

from __future__ import annotations

import io
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from handlers.slack.manifest import PATH
from handlers.slack.platform import SlackPlatform
from handlers.slack.web import Listen
from tests.support.fakeslack.server import FakeSlack
from tests.support.fakeslack.sockets import NotAnsweredError
from tests.support.fakeslack.web_mode import WebLine
from tests.support.slackbot import Bot, connected, slack_platform
from tests.support.wholeapp import until


@pytest.fixture
async def platform(
    slack: FakeSlack, bot: Bot, listen: Listen, tmp_path: Path
) -> AsyncIterator[SlackPlatform]:
    platform = slack_platform(slack, listen=listen, folder=tmp_path)
    async with connected(slack, bot, platform):
        yield platform


@pytest.fixture
def line(slack: FakeSlack, listen: Listen) -> WebLine:
    line = WebLine(f"http://{listen}{PATH}")
    slack.people.line = line
    return line


async def test_commands_and_buttons_are_answered(
    slack: FakeSlack, bot: Bot, platform: SlackPlatform, line: WebLine
) -> None:
    answer = await (await slack.people.type("/tidings help & more")).answered()
    assert "You said: help & more" in answer.shown()
    await (await slack.people.press(answer, "More")).answered()
    assert [each.text for each in bot.asked] == ["help & more", "more"]
    assert (platform.trouble, slack.sockets.tickets_issued) == ("", 0)
    assert line.statuses == [200, 200]


@pytest.mark.usefixtures("platform")
async def test_a_request_that_slack_repeats_is_done_once(
    slack: FakeSlack, bot: Bot, line: WebLine
) -> None:
    await (await slack.people.type("/tidings help", copies=2)).answered()
    event = slack.people.event({"type": "message", "channel_type": "im", "channel": "D1",
                                "user": "U0USER001", "text": "list", "ts": "1.0"})  # fmt: skip
    slack.world.direct("U0USER001")
    await line.send("events_api", event)
    await line.send("events_api", event, **{"X-Slack-Retry-Num": "1"})
    await until(lambda: len(bot.asked) == 2)
    assert [each.text for each in bot.asked] == ["help", "list"]


@pytest.mark.usefixtures("platform")
async def test_a_repetition_that_is_signed_anew_is_known_again(
    slack: FakeSlack, bot: Bot, line: WebLine
) -> None:
    deed = await slack.people.type("/tidings help")
    await deed.answered()
    payload = {"command": "/tidings", "text": "list", "user_id": "U0USER001", "team_id": "T1",
               "channel_id": "D1", "trigger_id": "1.2"}  # fmt: skip
    await line.send("slash_commands", payload)
    line.age = 2
    await line.send("slash_commands", payload, **{"X-Slack-Retry-Num": "1"})
    await until(lambda: len(bot.asked) == 2)
    assert line.statuses == [200, 200, 200]
    assert [each.text for each in bot.asked] == ["help", "list"]


@pytest.mark.usefixtures("platform")
async def test_odd_requests_are_turned_away(line: WebLine) -> None:
    async with aiohttp.ClientSession() as session:
        for headers, body in (
            ({"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=1"}, b"text=help"),
            (line.signed("x"), b"\xff\xfe"),
            (line.signed("x"), b"x" * 2_100_000),
            (line.signed("x"), b"x"),
            (line.signed("payload={"), b"payload={"),
        ):
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            async with session.post(
                line.url, data=io.BytesIO(body), headers=headers | form
            ) as response:
                assert response.status in {400, 401, 413}


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize(
    "body",
    [
        '{"type": "event_callback", "event": "x"}',
        '{"type": "event_callback", "authorizations": [5]}',
        '{"type": "block_actions", "team": [1], "actions": [{}]}',
        '{"type": "view_submission", "view": {}, "user": {"id": "U1"}}',
        '{"command": 5, "text": 7}',
        '{"a":' * 5000,
    ],
)
async def test_signed_json_of_an_unknown_shape_is_no_fault_of_the_server(
    line: WebLine, body: str
) -> None:
    headers = line.signed(body) | {"Content-Type": "application/json; charset=x-unheard-of"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(line.url, data=body.encode(), headers=headers) as response,
    ):
        assert response.status in {200, 400, 404}


@pytest.mark.usefixtures("platform")
async def test_a_signature_of_other_letters_is_turned_away(line: WebLine) -> None:
    headers = {**line.signed("x"), "X-Slack-Signature": "v0=é"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(line.url, data="x", headers=headers) as response,
    ):
        assert response.status == 401


@pytest.mark.usefixtures("platform")
async def test_slacks_look_at_the_certificate_is_answered(bot: Bot, line: WebLine) -> None:
    line.signing = False
    status, _ = await line.send("slash_commands", {"ssl_check": "1", "token": "t"})
    assert status == 200
    assert bot.asked == []


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("forged", ["secret", "age", "unsigned"])
async def test_what_slack_did_not_sign_is_turned_away(
    slack: FakeSlack, bot: Bot, line: WebLine, forged: str
) -> None:
    if forged == "secret":
        line.secret = "another"
    elif forged == "age":
        line.age = 600
    else:
        line.signing = False
    with pytest.raises(NotAnsweredError):
        await slack.people.type("/tidings help")
    assert line.statuses == [401]
    assert bot.asked == []


@pytest.mark.usefixtures("platform")
async def test_slacks_question_whether_the_address_is_ours(line: WebLine) -> None:
    status, body = await line.send(
        "events_api", {"type": "url_verification", "challenge": "c1", "token": "t"}
    )
    assert (status, body) == (200, {"challenge": "c1"})


async def test_without_the_secret_nothing_is_taken(
    slack: FakeSlack, bot: Bot, listen: Listen
) -> None:
    platform = slack_platform(slack, listen=listen, signing_secret="")
    async with connected(slack, bot, platform):
        assert "TIDINGS_SLACK_SIGNING_SECRET is not set" in platform.trouble


async def test_a_taken_address_is_told(slack: FakeSlack, bot: Bot, listen: Listen) -> None:
    with socket.create_server((listen.host, listen.port)):
        async with connected(slack, bot, slack_platform(slack, listen=listen)) as platform:
            await until(lambda: "TIDINGS_SLACK_LISTEN" in platform.trouble)
