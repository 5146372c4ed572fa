"""Commands, completion and buttons, from somebody's click to what they see."""

from __future__ import annotations

import asyncio

import pytest

from bot.card import Action, Card, Paragraph, Picture, line
from bot.model import Request
from tests.support.discordbot import Bot, alert, settled
from tests.support.fakediscord import FakeDiscord

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 50


async def test_a_command_is_answered_privately_with_who_asked_where(
    fake: FakeDiscord, bot: Bot
) -> None:
    await bot.connected()
    pressed = fake.slash("lookup", {"name": 'Xiaomi "EV"', "days": 7})
    answer = await pressed.answered()
    assert pressed.private
    assert fake.posted() == []
    (request,) = bot.asked
    assert request.text == 'lookup name:"Xiaomi \\"EV\\"" days:"7"'
    assert answer["embeds"][0]["title"].startswith("You said lookup name")
    assert request.user.id == f"discord:{fake.editor['id']}"
    assert (request.user.name, request.user.admin) == ("Ada", True)
    assert request.scope == f"discord:{fake.guild['id']}"
    assert (request.platform, request.channel) == ("discord", fake.channel)
    assert not request.direct


async def test_groups_and_who_is_an_editor(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    await fake.slash("watch add", {"name": "Tesla"}, user=fake.reader).answered()
    assert bot.asked[0].text == 'watch add name:"Tesla"'
    assert not bot.asked[0].user.admin
    watch = next(each for each in fake.commands if each["name"] == "watch")
    assert watch["default_member_permissions"] == 32
    lookup = next(each for each in fake.commands if each["name"] == "lookup")
    assert "default_member_permissions" not in lookup


async def test_direct_messages_are_a_place_of_their_own(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    direct = fake.world.direct(fake.reader["id"])["id"]
    await fake.slash("list", user=fake.reader, channel=direct).answered()
    (request,) = bot.asked
    assert request.direct
    assert request.channel == fake.reader["id"]
    assert request.scope == f"discord:{fake.reader['id']}"
    assert not request.user.admin


async def test_slow_work_is_thought_about_first(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(_: Request) -> Card:
        begun.set()
        await go.wait()
        return Card(title="at last", blocks=(Picture(PNG, "a chart"),))

    bot.reply = slow
    pressed = fake.slash("list")
    await begun.wait()
    await settled(lambda: pressed.callback == 5)
    assert pressed.took is not None
    assert pressed.took.total_seconds() < 3
    go.set()
    answer = await pressed.answered()
    assert answer["embeds"][0]["title"] == "at last"
    assert answer["attachments"][0]["filename"] == "chart.png"
    assert pressed.private


async def test_an_interaction_told_twice_runs_once(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    pressed = fake.slash("list")
    await pressed.answered()
    session = list(fake.gateway.sessions.values())[-1]
    fake.run(fake.gateway.tell("INTERACTION_CREATE", session.events[-1]["d"]))
    await fake.slash("status").answered()
    assert [each.text for each in bot.asked] == ["list", "status"]


async def test_completion_offers_at_most_what_discord_takes(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    bot.choices = ["x" * 101, *(f"choice {number}" for number in range(40))]
    pressed = fake.slash("lookup", {"name": "xia"}, focused="name")
    offered = await pressed.offered()
    assert offered[0] == "lookup.name=xia"
    assert len(offered) == 25


async def test_a_button_of_an_alert_works_after_a_restart(fake: FakeDiscord, bot: Bot) -> None:
    await bot.post(alert())
    await bot.again()
    await settled(lambda: fake.commands)
    (message,) = fake.posted()
    pressed = fake.press(message, "Why", user=fake.reader)
    await pressed.answered()
    assert pressed.private
    assert (bot.asked[0].text, bot.asked[0].alert_id) == ("why a7k2m9qx4tn", "a7k2m9qx4tn")
    assert len(fake.posted()) == 1


async def test_a_long_command_fits_behind_a_button(fake: FakeDiscord, bot: Bot) -> None:
    long = "lookup " + "小米 " * 60
    card = Card(title="x", actions=(Action("Again", long),), private=False)
    await bot.post(card)
    await bot.again()
    await settled(lambda: fake.commands)
    await fake.press(fake.posted()[0], "Again").answered()
    assert bot.asked[0].text == long
    await bot.platform.close()
    (bot.folder / "discord-buttons").unlink()
    bot.platform = bot.start()
    await bot.connect()
    answer = await fake.press(fake.posted()[0], "Again").answered()
    assert "too old" in answer["embeds"][0]["title"]


async def test_saving_replaces_the_preview(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()

    async def reply(request: Request) -> Card:
        if request.text.startswith("confirm"):
            return Card(title="Saved", tone="good")
        return Card(title="Save this?", actions=(Action("Save", "confirm t1", "primary"),))

    bot.reply = reply
    preview = await fake.slash("watch add", {"name": "Tesla"}).answered()
    pressed = fake.press(preview, "Save")
    answer = await pressed.answered()
    assert pressed.callback == 7
    assert answer["id"] == preview["id"]
    assert answer["embeds"][0]["title"] == "Saved"


async def test_a_private_answer_is_shared_once_somebody_wants_it(
    fake: FakeDiscord, bot: Bot
) -> None:
    await bot.connected()

    async def reply(_: Request) -> Card:
        return Card(title="Found", blocks=(Paragraph(line("@everyone")), Picture(PNG, "chart")))

    bot.reply = reply
    private = await fake.slash("lookup", {"name": "Xiaomi"}).answered()
    await fake.press(private, "Share").answered()
    (shown,) = fake.posted()
    assert shown["embeds"][0]["title"] == "Found"
    assert shown["attachments"]
    assert not shown["flags"]
    assert shown["components"] == []
    assert fake.world.pings == []
    assert len(bot.asked) == 1


async def test_the_menu_of_an_alert_explains_it(fake: FakeDiscord, bot: Bot) -> None:
    await bot.post(alert())
    await bot.connected()
    await fake.use_on_message("Why this alert?", fake.posted()[0]).answered()
    assert bot.asked[0].text == "why a7k2m9qx4tn"


async def test_in_a_thread_the_channel_is_meant(fake: FakeDiscord, bot: Bot) -> None:
    root = await bot.post(alert())
    await bot.post(alert("more"), "k2", root)
    await bot.connected()
    await fake.slash("list", channel=root.message).answered()
    assert bot.asked[0].channel == fake.channel


async def test_an_answer_that_comes_too_late_is_logged_and_no_more(
    fake: FakeDiscord, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.connected()
    late = {"code": 10062, "message": "Unknown interaction"}
    fake.fail("POST", "/callback$", status=404, body=late)
    pressed = fake.slash("list")
    await settled(lambda: "an answer didn't reach Discord" in caplog.text)
    assert pressed.answer is None
    assert (await fake.slash("status").answered())["embeds"][0]["title"] == "You said status"


async def test_a_first_answer_that_was_lost_is_not_given_twice(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    fake.fail("POST", "/callback$", "lose")
    pressed = fake.slash("list")
    assert (await pressed.answered())["embeds"][0]["title"] == "You said list"
    assert (await fake.slash("status").answered())["embeds"]
    assert [each.text for each in bot.asked] == ["list", "status"]


async def test_an_answer_that_was_put_off_is_given_all_the_same(
    fake: FakeDiscord, bot: Bot
) -> None:
    await bot.connected()
    limited = {"message": "You are being rate limited.", "retry_after": 0.05, "global": False}
    fake.fail("POST", "/callback$", status=429, body=limited)
    fake.fail("POST", "/callback$", "drop")
    assert (await fake.slash("list").answered())["embeds"][0]["title"] == "You said list"

    async def slow(_: Request) -> Card:
        await settled(lambda: fake.calls[-1].body == {"type": 5, "data": {"flags": 64}})
        return Card(title="at last")

    bot.reply = slow
    fake.fail("PATCH", "@original$", status=502, times=2)
    fake.fail("PATCH", "@original$", status=429, body=limited)
    assert (await fake.slash("list").answered())["embeds"][0]["title"] == "at last"
    assert len(bot.asked) == 2


BARE = {
    "command": {"type": 2, "data": {"id": "9", "name": "list", "type": 1}},
    "button": {"type": 3, "data": {"custom_id": "t:list", "component_type": 2}},
}


@pytest.mark.parametrize("what", BARE)
async def test_an_event_with_the_least_in_it_is_understood(
    fake: FakeDiscord, bot: Bot, what: str
) -> None:
    await bot.connected()
    pressed, event = fake.interactions.begin(2, {}, user=fake.editor, channel=fake.channel)
    least = {key: event[key] for key in ("id", "token", "guild_id", "channel_id")}
    least |= BARE[what] | {"member": {"user": {"id": fake.editor["id"]}, "permissions": "32"}}
    fake.run(fake.gateway.tell("GUILD_CREATE", {"id": fake.guild["id"]}))
    fake.run(fake.gateway.tell("INTERACTION_CREATE", {"id": "1"}))
    fake.run(fake.gateway.tell("A_NEW_KIND", {"odd": [None]}))
    fake.run(fake.gateway.tell("INTERACTION_CREATE", least))
    assert (await pressed.answered())["embeds"][0]["title"] == "You said list"
    assert (bot.asked[0].channel, bot.asked[0].user.admin) == (fake.channel, True)
    assert len(fake.gateway.identifies) == 1


async def test_whoever_takes_no_direct_messages_is_told_where_they_can_read_it(
    fake: FakeDiscord, bot: Bot
) -> None:
    await bot.connected()

    async def follows(_: Request) -> Card:
        return Card(title="You follow Xiaomi", tone="good")

    bot.reply = follows
    person = fake.reader["id"]
    fake.world.closed_to_us.add(person)
    told = await fake.slash("follow", {"name": "Xiaomi"}, user=fake.reader).answered()
    assert "Privacy Settings" in told["embeds"][0]["description"]
    bot.reply = None
    told = await fake.slash("list", user=fake.reader).answered()
    assert "Privacy Settings" in told["embeds"][0]["description"]
    told = await fake.slash("list", user=fake.editor).answered()
    assert "description" not in told["embeds"][0]
    assert bot.platform.take_mended() == {person}, "worth trying again: they were here"
    assert not bot.platform.take_mended()

    fake.world.closed_to_us.clear()
    bot.reply = follows
    told = await fake.slash("follow", {"name": "Tesla"}, user=fake.reader).answered()
    assert "description" not in told["embeds"][0]
    (greeting,) = fake.posted(fake.world.direct(person)["id"])
    assert greeting["embeds"][0]["title"] == "You follow Xiaomi"


async def test_an_answer_after_a_quarter_of_an_hour_is_nothing_of_the_bots_token(
    fake: FakeDiscord, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.connected()

    async def slow(_: Request) -> Card:
        await settled(lambda: fake.calls[-1].path.endswith("/callback"))
        fake.pass_time(minutes=16)
        return Card(title="at last")

    bot.reply = slow
    fake.slash("list")
    await settled(lambda: "nobody waits" in caplog.text)
    logins = sum(call.path == "/users/@me" for call in fake.calls)
    await bot.post(alert())
    assert sum(call.path == "/users/@me" for call in fake.calls) == logins
