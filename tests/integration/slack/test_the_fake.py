"""The pretended Slack keeps to the protocol, as the real client sees it."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.support.fakeslack.faults import dropped, rate_limited
from tests.support.fakeslack.server import FakeSlack, fake_slack
from tests.support.fakeslack.sockets import NotAnsweredError
from tests.support.fakeslack.world import APP_TOKEN, BOT_TOKEN, TEAM, World

KEY = {"event_type": "test", "event_payload": {"key": "k1"}}


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(BOT_TOKEN, base_url=slack.api_url, retry_handlers=[])


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


# ── the Web API ──────────────────────────────────────────────────────────────────────────


async def test_a_message_is_found_by_metadata_only_with_the_flag(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    desk = slack.channel("desk")
    await client.chat_postMessage(channel="#desk", text="hello", metadata=KEY)
    with_flag = await client.conversations_history(channel=desk.id, include_all_metadata=True)
    without = await client.conversations_history(channel=desk.id)
    assert with_flag["messages"][0]["metadata"] == KEY
    assert "event_payload" not in without["messages"][0]["metadata"]


async def test_history_comes_in_pages_newest_first(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    desk = slack.channel("desk")
    sent = [await client.chat_postMessage(channel=desk.id, text=str(n)) for n in range(5)]
    texts = [
        message["text"]
        async for page in await client.conversations_history(channel=desk.id, limit=2)
        for message in page["messages"]
    ]
    assert texts == ["4", "3", "2", "1", "0"]
    later = await client.conversations_history(channel=desk.id, oldest=sent[3]["ts"])
    assert [each["text"] for each in later["messages"]] == ["4"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "#nowhere", "text": "x"}, "channel_not_found"),
        ({"channel": "#old", "text": "x"}, "is_archived"),
        ({"channel": "#private", "text": "x"}, "channel_not_found"),
        ({"channel": "#desk", "text": ""}, "no_text"),
        ({"channel": "#desk", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": "#desk", "text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        (
            {
                "channel": "#desk",
                "text": "x",
                "blocks": [
                    {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
                    for _ in range(5)
                ],
            },
            "msg_blocks_too_long",
        ),
    ],
)
async def test_refusals_have_their_real_names(
    slack: FakeSlack, client: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    slack.channel("old", archived=True)
    slack.channel("private", private=True, member=False)
    assert await refusal(client.api_call("chat.postMessage", json=arguments)) == error


async def test_a_token_needs_its_scopes_and_to_be_alive(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.world.scopes.discard("users:read")
    assert await refusal(client.users_info(user="U0ADMIN01")) == "missing_scope"
    slack.revoke()
    assert await refusal(client.auth_test()) == "token_revoked"
    stranger = AsyncWebClient("xoxb-unknown", base_url=slack.api_url)
    assert await refusal(stranger.auth_test()) == "invalid_auth"
    assert await refusal(client.apps_connections_open(app_token=BOT_TOKEN)) != ""


async def test_a_lost_answer_is_sent_twice_by_the_default_client(slack: FakeSlack) -> None:
    slack.will("chat.postMessage", dropped(commit=True))
    default = AsyncWebClient(BOT_TOKEN, base_url=slack.api_url)
    await default.chat_postMessage(channel="#desk", text="once")
    assert [each.text for each in slack.messages] == ["once", "once"]


async def test_rate_limits_are_per_method_and_channel(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    desk, other = slack.channel("desk"), slack.channel("other")
    slack.will("chat.postMessage", rate_limited(7, channel=desk.id))
    await client.chat_postMessage(channel=other.id, text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=desk.id, text="x")
    assert caught.value.response.headers["Retry-After"] == "7"


async def test_files_go_up_in_three_steps(client: AsyncWebClient) -> None:
    png = b"\x89PNG\r\n\x1a\nfake"
    done = await client.files_upload_v2(filename="chart.png", content=png)
    blocks = [{"type": "image", "slack_file": {"id": done["files"][0]["id"]}, "alt_text": "x"}]
    await client.chat_postMessage(channel="#desk", text="x", blocks=blocks)
    blocks[0]["slack_file"] = {"id": "F404"}
    error = await refusal(client.chat_postMessage(channel="#desk", text="x", blocks=blocks))
    assert error == "invalid_blocks"


# ── Socket Mode ──────────────────────────────────────────────────────────────────────────


async def test_a_ticket_is_good_for_one_socket(slack: FakeSlack, client: AsyncWebClient) -> None:
    opened = await client.apps_connections_open(app_token=APP_TOKEN)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as ws:
        assert (await ws.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"])
        assert slack.sockets.live == 1


async def test_the_eleventh_socket_is_told_to_go(client: AsyncWebClient) -> None:
    kept = []
    async with aiohttp.ClientSession() as session:
        for number in range(11):
            opened = await client.apps_connections_open(app_token=APP_TOKEN)
            kept.append(await session.ws_connect(opened["url"]))
            said = await kept[-1].receive_json()
            assert said["type"] == ("hello" if number < 10 else "disconnect")
    assert said["reason"] == "too_many_websockets"


async def test_an_event_that_nobody_acknowledges_comes_again(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.sockets.ack_within = 0.02
    opened = await client.apps_connections_open(app_token=APP_TOKEN)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as ws:
        await ws.receive_json()
        with pytest.raises(NotAnsweredError):
            await slack.people.open_home()
        attempts = [(await ws.receive_json())["retry_attempt"] for _ in range(4)]
    assert attempts == [0, 1, 2, 3]


async def test_a_command_is_answered_through_bolt(slack: FakeSlack, client: AsyncWebClient) -> None:
    app = AsyncApp(client=client)

    @app.command("/tidings")
    async def answer(ack: Any, respond: Any, command: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=MODAL)
        await respond(f"you said {command['text']}")

    @app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"name": "too short"})

    handler = AsyncSocketModeHandler(app, APP_TOKEN, web_client=client)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.sockets.connected()
        deed = await slack.people.type("/tidings lookup Xiaomi", channel=slack.channel("desk"))
        assert (await deed.answered()).text == "you said lookup Xiaomi"
        sent = await slack.people.submit({"name": {"typed": {"type": "x", "value": "y"}}})
        assert sent.ack == {"response_action": "errors", "errors": {"name": "too short"}}
        assert slack.people.problems == []
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0)


MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "typed"},
        }
    ],
}


async def test_a_trigger_lasts_three_seconds_and_once() -> None:
    now = 1_700_000_000.0
    async with fake_slack(World(now=lambda: now)) as slack:
        late = slack.people._views.trigger("U0ADMIN01")
        now += 3.5
        good = slack.people._views.trigger("U0ADMIN01")
        api = AsyncWebClient(BOT_TOKEN, base_url=slack.api_url)
        error = await refusal(api.views_open(trigger_id=late, view=MODAL))
        assert error == "expired_trigger_id"
        await api.views_open(trigger_id=good, view=MODAL)
        error = await refusal(api.views_open(trigger_id=good, view=MODAL))
        assert error == "exchanged_trigger_id"
        assert (await api.auth_test())["team_id"] == TEAM
