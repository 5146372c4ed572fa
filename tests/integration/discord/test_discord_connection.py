"""The gateway in every mood: what is wrong is said, nothing is raised, it comes back by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import DeliveryError
from bot.ports import EVERY_ADDRESS
from handlers.discord.platform import create
from handlers.registry import Setup
from tests.support.discordbot import QUICK, Bot, alert, now, settled
from tests.support.fakediscord import FakeDiscord
from tests.support.fakediscord.gateway import Door
from tests.support.fakediscord.server import TOKEN


async def test_connected_it_has_no_trouble_and_asks_for_nothing_privileged(
    fake: FakeDiscord, bot: Bot
) -> None:
    await bot.connected()
    assert bot.platform.trouble == ""
    assert [each["intents"] for each in fake.gateway.identifies] == [1]
    await settled(lambda: fake.gateway.heartbeats)


async def test_nobody_there_at_the_start(fake: FakeDiscord, bot: Bot) -> None:
    fake.down()
    await bot.connect()
    assert "can't be reached" in bot.platform.trouble
    fake.up()
    await settled(lambda: fake.gateway.sessions)
    await settled(lambda: not bot.platform.trouble)
    await bot.post(alert())


@pytest.mark.parametrize("door", ["refuse", "close before hello", "close after hello"])
async def test_a_gateway_that_turns_everybody_away(fake: FakeDiscord, bot: Bot, door: Door) -> None:
    fake.gateway.door = door
    await bot.connect()
    await settled(lambda: "trying again" in bot.platform.trouble)
    before = fake.gateway.connects
    await asyncio.sleep(0.3)
    assert fake.gateway.connects - before < 40, "no tight loop"
    await bot.post(alert())  # posting needs no gateway
    fake.gateway.door = "open"
    await settled(lambda: not bot.platform.trouble)


@pytest.mark.parametrize(
    ("code", "word"),
    [(4004, "token"), (4013, "intent"), (4014, "intent"), (4011, "TIDINGS_DISCORD_SHARDS")],
)
async def test_fatal_closes_explain_themselves_and_are_survived(
    fake: FakeDiscord, bot: Bot, code: int, word: str
) -> None:
    fake.gateway.fatal = code
    await bot.connect()
    await settled(lambda: word in bot.platform.trouble)
    fake.gateway.fatal = 0
    await settled(lambda: not bot.platform.trouble)


async def test_a_token_revoked_while_running(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    fake.revoke()
    await settled(lambda: "TIDINGS_DISCORD_BOT_TOKEN" in bot.platform.trouble)
    bot.token = "a.new.token"
    fake.tokens.add("a.new.token")
    await settled(lambda: not bot.platform.trouble)
    pressed = fake.slash("list")
    assert (await pressed.answered())["embeds"][0]["title"] == "You said list"


async def test_a_wrong_token_from_the_start(fake: FakeDiscord, bot: Bot) -> None:
    bot.token = "wrong.token"
    await bot.connect()
    assert "refuses the bot's token" in bot.platform.trouble
    assert fake.gateway.identifies == []


async def test_something_else_answers(fake: FakeDiscord, bot: Bot) -> None:
    fake.fail("GET", "/users/@me", status=200, body={"hello": "world"}, times=1000)
    await bot.connect()
    await settled(lambda: "is not Discord" in bot.platform.trouble)


@pytest.mark.parametrize("how", ["reconnect", "resumable", "closed", "pulled"])
async def test_a_resume_replays_what_was_missed(fake: FakeDiscord, bot: Bot, how: str) -> None:
    await bot.connected()
    match how:
        case "reconnect":
            fake.run(fake.gateway.say(7))
        case "resumable":
            fake.run(fake.gateway.say(9, True))
        case "closed":
            fake.run(fake.gateway.close(4000))
        case "pulled":
            fake.run(fake.gateway.abort())
    pressed = fake.slash("list")
    assert (await pressed.answered())["embeds"][0]["title"] == "You said list"
    assert len(fake.gateway.identifies) == 1
    assert [each.text for each in bot.asked] == ["list"]


async def test_a_gateway_that_fell_silent_is_left_and_resumed(fake: FakeDiscord, bot: Bot) -> None:
    fake.gateway.interval = 50
    bot.pace = replace(QUICK, silence=0.3)
    await bot.again()
    await settled((bot.folder / "discord-commands").exists)
    await settled(lambda: fake.gateway.heartbeats >= 3)
    assert fake.gateway.resumes == 0
    fake.gateway.acks = False
    await settled(lambda: fake.gateway.resumes)
    fake.gateway.acks = True
    assert (await fake.slash("list").answered())["embeds"]


async def test_an_invalid_session_begins_anew(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    fake.run(fake.gateway.say(9, False))
    await settled(lambda: len(fake.gateway.sessions) == 2, limit=15)
    assert (await fake.slash("list").answered())["embeds"]


async def test_text_frames_are_understood(fake: FakeDiscord, bot: Bot) -> None:
    fake.gateway.text_only = True
    await bot.connected()
    assert (await fake.slash("list").answered())["embeds"]


async def test_sharded_when_asked_for(fake: FakeDiscord, tmp_path: Path) -> None:
    fake.gateway.shards = 2
    bot = Bot(fake, tmp_path, shards="auto")
    try:
        await bot.connect()
        await settled(lambda: len(fake.gateway.sessions) == 2)
        assert sorted(each["shard"] for each in fake.gateway.identifies) == [[0, 2], [1, 2]]
        await settled(lambda: fake.commands)
        assert fake.syncs == 1
        assert (await fake.slash("list").answered())["embeds"]
    finally:
        await bot.platform.close()


async def test_a_server_is_left_and_entered_again(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    assert not bot.platform.take_mended(), "what there is at the start is no news"
    fake.kick()
    with pytest.raises(DeliveryError) as caught:
        await bot.post(alert())
    assert f"client_id={fake.world.application}" in caught.value.hint
    fake.invite()
    await settled(lambda: bot.platform.take_mended() == (EVERY_ADDRESS,))
    assert not bot.platform.take_mended()
    await bot.post(alert())
    assert (await fake.slash("list").answered())["embeds"]
    assert bot.platform.trouble == ""


async def test_a_right_that_was_given_is_noticed(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    fake.run(fake.gateway.tell("CHANNEL_UPDATE", fake.world.channels[fake.channel]))
    await settled(lambda: bot.platform.take_mended() == (EVERY_ADDRESS,))


async def test_commands_are_registered_only_when_they_changed(fake: FakeDiscord, bot: Bot) -> None:
    asked = f"/applications/{fake.world.application}/commands"
    await bot.connected()
    assert fake.syncs == 1
    await bot.again()
    await settled(lambda: ("GET", asked) in [(each.method, each.path) for each in fake.calls])
    assert fake.syncs == 1
    (bot.folder / "discord-commands").unlink()
    await bot.again()
    await settled((bot.folder / "discord-commands").exists)
    assert fake.syncs == 2
    fake.commands = []  # somebody removed them
    await bot.again()
    await settled(lambda: fake.syncs == 3)
    names = {each["name"] for each in fake.commands}
    assert {"lookup", "watch", "feed", "Why this alert?"} <= names
    assert "confirm" not in names


async def test_a_server_that_says_the_charset_of_its_answers(fake: FakeDiscord, bot: Bot) -> None:
    fake.content_type = "application/json; charset=utf-8"
    await bot.connected()
    await bot.post(alert())
    pressed = fake.slash("list")
    assert (await pressed.answered())["embeds"][0]["title"] == "You said list"
    assert bot.platform.trouble == ""


async def test_an_application_without_what_may_be_left_out(fake: FakeDiscord, bot: Bot) -> None:
    least = {"id": fake.world.application, "name": "Tidings", "description": "", "icon": None}
    fake.fail("GET", "/applications/@me", status=200, body=least, times=1000)
    await bot.connected()
    assert (await bot.post(alert())).address == fake.channel


@pytest.mark.parametrize("unknown", ["nothing", "/gateway$"])
async def test_the_api_says_where_its_gateway_is(fake: FakeDiscord, unknown: str) -> None:
    fake.fail("GET", unknown, status=404, body={"message": "404: Not Found", "code": 0}, times=9)
    environ = {"TIDINGS_DISCORD_API_URL": fake.api_url}
    setup = Setup(clock=now, secret=lambda _: TOKEN)
    platform = create(setup, environ)
    try:
        await platform.connect(None, None)  # type: ignore[arg-type] # nobody asks
        await settled(lambda: fake.gateway.sessions)
        assert platform.trouble == ""
    finally:
        await platform.close()
