"""``tidings doctor`` on Discord: what is missing, and the exact mend."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.finding import Finding
from bot.model import Destination
from tests.support.discordbot import Bot
from tests.support.fakediscord import FakeDiscord
from tests.support.fakediscord.world import DM, FORUM, PERMISSIONS

CATEGORY = 4


def place(address: str) -> Destination:
    return Destination(name="ev-club", platform="discord", address=address)


async def examined(bot: Bot, *addresses: str) -> list[Finding]:
    return list(await bot.platform.examine([place(each) for each in addresses]))


async def test_all_is_well_and_nothing_is_posted(fake: FakeDiscord, bot: Bot) -> None:
    findings = await examined(bot, fake.channel, fake.reader["id"])
    assert not any(each.broken for each in findings)
    assert [each.what.partition(": the")[0] for each in findings[2:]] == [
        f"ev-club → discord:{fake.channel} (the text channel ev-club)",
        f"ev-club → discord:{fake.reader['id']} (the direct messages)",
    ]
    assert {call.method for call in fake.calls} == {"GET", "POST"}
    assert [c.path for c in fake.calls if c.method == "POST"] == ["/users/@me/channels"]
    assert fake.world.direct(fake.reader["id"])["type"] == DM


async def test_the_invite_link_has_exactly_the_permissions(fake: FakeDiscord, bot: Bot) -> None:
    fake.kick()
    findings = await examined(bot)
    (none,) = [each for each in findings if each.broken]
    assert "in no server" in none.what
    query = parse_qs(urlsplit(none.fix.split()[-1]).query)
    assert query["client_id"] == [fake.world.application]
    assert query["scope"] == ["bot applications.commands"]
    wanted = (
        "VIEW_CHANNEL",
        "SEND_MESSAGES",
        "EMBED_LINKS",
        "ATTACH_FILES",
        "READ_MESSAGE_HISTORY",
        "CREATE_PUBLIC_THREADS",
        "SEND_MESSAGES_IN_THREADS",
    )
    assert int(query["permissions"][0]) == sum(PERMISSIONS[name] for name in wanted)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SEND_MESSAGES", "Send Messages"),
        ("EMBED_LINKS", "Embed Links"),
        ("ATTACH_FILES", "Attach Files"),
        ("READ_MESSAGE_HISTORY", "Read Message History"),
        ("CREATE_PUBLIC_THREADS", "Create Public Threads"),
        ("SEND_MESSAGES_IN_THREADS", "Send Messages in Threads"),
    ],
)
async def test_each_missing_permission_is_named(
    fake: FakeDiscord, bot: Bot, name: str, said: str
) -> None:
    fake.world.deny(fake.channel, name)
    finding = (await examined(bot, fake.channel))[-1]
    assert finding.broken
    assert finding.what.endswith(f"the bot lacks {said}")
    assert finding.fix.startswith(f"give it {said}: ")


async def test_places_that_are_none(fake: FakeDiscord, bot: Bot) -> None:
    fake.world.deny(fake.channel, "VIEW_CHANNEL")
    category = fake.world.add_channel(fake.guild["id"], "topics", CATEGORY)["id"]
    forum = fake.world.add_channel(fake.guild["id"], "stories", FORUM, flags=1 << 4)["id"]
    findings = await examined(bot, fake.channel, category, "123456789012345678", forum)
    hidden, wrong_kind, unknown, untagged = findings[2:]
    assert "can't see the channel" in hidden.what
    assert "oauth2/authorize" in hidden.fix
    assert "no channel for messages" in wrong_kind.what
    assert "neither a channel nor a user" in unknown.what
    assert "wants a tag" in untagged.what
    assert all(each.broken and each.fix for each in findings[2:])


async def test_a_wrong_token_and_no_network(fake: FakeDiscord, bot: Bot) -> None:
    bot.token = "wrong.token"
    (finding,) = await examined(bot, fake.channel)
    assert finding.broken
    assert "TIDINGS_DISCORD_BOT_TOKEN" in finding.fix
    bot.token = ""
    (finding,) = await examined(bot, fake.channel)
    assert "there is no Discord token" in finding.what
    fake.down()
    bot.token = "some.token"
    (finding,) = await examined(bot, fake.channel)
    assert "can't be reached" in finding.what
