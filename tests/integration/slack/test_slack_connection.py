"""Being reachable: sockets come and go, tokens die, and the bot says so and comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.model import Destination
from bot.ports import EVERY_ADDRESS
from handlers.slack.platform import SlackPlatform
from tests.support.fakeslack.faults import refused
from tests.support.fakeslack.server import FakeSlack
from tests.support.fakeslack.sockets import Reason
from tests.support.fakeslack.world import APP_TOKEN, BOT_TOKEN
from tests.support.slackbot import Bot, connected, slack_platform
from tests.support.wholeapp import until


async def answered(slack: FakeSlack, text: str) -> str:
    deed = await slack.people.type(f"/tidings {text}", channel=slack.channel("desk"))
    return (await deed.answered()).shown()


async def mended(platform: SlackPlatform) -> set[str]:
    """What it says to be mended, once it says so."""
    found: set[str] = set()

    def said() -> bool:
        found.update(platform.take_mended())
        return bool(found)

    await until(said)
    return found


async def test_it_is_connected_once_connect_returns(slack: FakeSlack, bot: Bot) -> None:
    async with connected(slack, bot) as platform:
        assert slack.sockets.live == 1
        assert platform.trouble == ""
    assert slack.count("auth.test") >= 1
    await until(lambda: slack.sockets.live == 0)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_friendly_goodbye_costs_nothing(slack: FakeSlack, bot: Bot, reason: Reason) -> None:
    async with connected(slack, bot):
        before = slack.sockets.connections
        await slack.sockets.disconnect(reason)
        await slack.sockets.reconnected(before)
        assert "You said: help" in await answered(slack, "help")


async def test_an_abrupt_loss_is_mended_at_once(slack: FakeSlack, bot: Bot) -> None:
    async with connected(slack, bot) as platform:
        before = slack.sockets.connections
        slack.sockets.abort()
        await slack.sockets.reconnected(before, limit=3)
        assert "You said: help" in await answered(slack, "help")
        await until(lambda: platform.trouble == "")


async def test_socket_mode_switched_off_is_told_with_its_mend(slack: FakeSlack, bot: Bot) -> None:
    async with connected(slack, bot) as platform:
        before = slack.sockets.connections
        await slack.sockets.disconnect("link_disabled")
        await until(lambda: "Socket Mode: switch it on" in platform.trouble)
        slack.sockets.enabled = True
        await slack.sockets.reconnected(before)
        await until(lambda: platform.trouble == "")


async def test_too_many_sockets_are_told(slack: FakeSlack, bot: Bot) -> None:
    async with connected(slack, bot) as platform:
        await slack.sockets.disconnect("too_many_websockets")
        await until(lambda: slack.sockets.connections > 1)
        await until(lambda: platform.trouble == "")


async def test_a_dead_ticket_is_not_tried_for_ever(slack: FakeSlack, bot: Bot) -> None:
    slack.sockets.dead = True
    async with connected(slack, bot) as platform:
        await until(lambda: slack.sockets.tickets_issued > 1)
        assert "socket" in platform.trouble
        slack.sockets.dead = False
        await slack.sockets.connected()
        await until(lambda: platform.trouble == "")


async def test_a_socket_that_says_nothing_is_given_up(slack: FakeSlack, bot: Bot) -> None:
    slack.sockets.mute = True
    async with connected(slack, bot):
        await until(lambda: slack.sockets.tickets_issued > 1)


@pytest.mark.parametrize("token", [BOT_TOKEN, APP_TOKEN])
async def test_a_token_that_is_refused_at_the_start(slack: FakeSlack, bot: Bot, token: str) -> None:
    slack.revoke(token, "invalid_auth")
    async with connected(slack, bot) as platform:
        name = "BOT" if token == BOT_TOKEN else "APP"
        await until(lambda: f"TIDINGS_SLACK_{name}_TOKEN" in platform.trouble)
        slack.restore(token)
        await slack.sockets.connected()
        await until(lambda: platform.trouble == "")


async def test_a_token_that_is_revoked_while_running(slack: FakeSlack, bot: Bot) -> None:
    async with connected(slack, bot) as platform:
        slack.revoke()
        await until(lambda: "was revoked" in platform.trouble)
        slack.restore()
        await until(lambda: platform.trouble == "")


@pytest.mark.parametrize("token", [BOT_TOKEN, APP_TOKEN])
async def test_a_token_that_was_replaced_is_taken_up(
    slack: FakeSlack, bot: Bot, token: str
) -> None:
    now = [("xoxb-old", APP_TOKEN) if token == BOT_TOKEN else (BOT_TOKEN, "xapp-old")]
    platform = slack_platform(slack, tokens=lambda: now[0])
    async with connected(slack, bot, platform):
        await until(lambda: "doesn't know" in platform.trouble)
        now[0] = (BOT_TOKEN, APP_TOKEN)
        await slack.sockets.connected()
        await until(lambda: platform.trouble == "")
        assert "You said: help" in await answered(slack, "help")


async def test_the_start_does_not_wait_for_a_dead_endpoint(slack: FakeSlack, bot: Bot) -> None:
    port = slack.port
    await slack.stop()
    async with asyncio.timeout(60), connected(slack, bot) as platform:
        assert "can't be reached" in platform.trouble
        await slack.start(port)
        await slack.sockets.connected()
        await until(lambda: platform.trouble == "")
        assert "You said: help" in await answered(slack, "help")


async def test_without_an_app_token_it_posts_and_says_what_is_missing(
    slack: FakeSlack, bot: Bot
) -> None:
    platform = slack_platform(slack, app_token="")
    async with connected(slack, bot, platform):
        assert "TIDINGS_SLACK_APP_TOKEN is not set" in platform.trouble


async def test_an_envelope_that_comes_twice_is_done_once(slack: FakeSlack, bot: Bot) -> None:
    async with connected(slack, bot):
        deed = await slack.people.type("/tidings save", channel=slack.channel("desk"), copies=3)
        await deed.answered()
        await until(lambda: len(slack.sockets.acks) == 3)
        await answered(slack, "help")
        assert [each.text for each in bot.asked] == ["save", "help"]


async def test_an_envelope_is_known_again_after_a_restart(
    slack: FakeSlack, bot: Bot, tmp_path: Path
) -> None:
    async with connected(slack, bot, slack_platform(slack, folder=tmp_path)):
        await answered(slack, "save")
        envelope = slack.sockets.acks[-1]
    async with connected(slack, bot, slack_platform(slack, folder=tmp_path)):
        await slack.sockets.again("slash_commands", {"command": "/tidings"}, envelope)
        await until(lambda: slack.sockets.acks.count(envelope) == 2)
        await answered(slack, "help")
        assert [each.text for each in bot.asked] == ["save", "help"]


async def test_a_deed_in_another_envelope_is_known_again(
    slack: FakeSlack, bot: Bot, tmp_path: Path
) -> None:
    deed = {"command": "/tidings", "text": "save", "user_id": "U0USER001", "team_id": "T1",
            "channel_id": "D1", "trigger_id": "1.2",
            "response_url": f"{slack.api_url}gone/1"}  # fmt: skip
    async with connected(slack, bot, slack_platform(slack, folder=tmp_path)):
        await slack.sockets.deliver("slash_commands", deed)
        await slack.sockets.deliver("slash_commands", deed)
    async with connected(slack, bot, slack_platform(slack, folder=tmp_path)):
        await slack.sockets.deliver("slash_commands", deed)
        await slack.sockets.deliver("slash_commands", deed | {"trigger_id": "1.3"})
        await until(lambda: len(bot.asked) == 2)
        await answered(slack, "help")
    assert [each.text for each in bot.asked] == ["save", "save", "help"]
    written = (tmp_path / "slack-seen").read_text()
    assert "deed " in written
    assert "gone/1" not in written, "whoever knows the address may answer"


async def test_slack_refusing_new_sockets_for_a_while(slack: FakeSlack, bot: Bot) -> None:
    slack.will("apps.connections.open", refused("internal_error", times=2))
    async with connected(slack, bot) as platform:
        await slack.sockets.connected()
        await until(lambda: platform.trouble == "")


async def test_an_invitation_and_a_channel_brought_back_are_taken_up(
    slack: FakeSlack, bot: Bot
) -> None:
    desk = slack.channel("desk")
    places = [Destination(name="desk", platform="slack", address="#desk")]
    async with connected(slack, bot, slack_platform(slack, places=lambda: places)) as platform:
        for mend in (slack.people.invite_bot, slack.people.unarchive):
            await mend(desk)
            assert await mended(platform) == {"#desk", desk.id}
            assert not platform.take_mended()


async def test_an_app_that_was_installed_anew_may_be_let_in_everywhere(
    slack: FakeSlack, bot: Bot
) -> None:
    slack.world.scopes.discard("chat:write")
    async with connected(slack, bot) as platform:
        assert not platform.take_mended()
        slack.world.scopes.add("chat:write")
        await until(lambda: EVERY_ADDRESS in platform.take_mended())
