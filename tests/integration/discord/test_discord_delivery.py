"""Each message once: lost answers, errors of the platform, permissions, threads, forums."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.card import Card, File, Paragraph, Picture, line
from bot.errors import DeliveryError
from handlers.discord.api import Api, Tally
from tests.support.discordbot import Bot, alert, now, settled
from tests.support.fakediscord import FakeDiscord
from tests.support.fakediscord.server import TOKEN
from tests.support.fakediscord.world import FORUM, NEWS, VOICE

MESSAGES = r"/messages$"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 50


async def refusal(bot: Bot, card: Card, key: str = "k1") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await bot.post(card, key)
    return caught.value


# ── once ─────────────────────────────────────────────────────────────────────────────────


async def test_a_lost_answer_is_in_doubt_and_the_message_found(fake: FakeDiscord, bot: Bot) -> None:
    fake.fail("POST", MESSAGES, "lose")
    error = await refusal(bot, alert())
    assert error.ambiguous
    found = await bot.find()
    assert found is not None
    assert found.message == fake.posted()[0]["id"]
    assert (await bot.platform.update(found, alert("more"))).message == found.message
    assert [each["embeds"][0]["title"] for each in fake.posted()] == ["more"]


async def test_a_message_that_pings_is_found_again_and_keeps_its_mark(
    fake: FakeDiscord, bot: Bot
) -> None:
    pings = (f"discord:{fake.editor['id']}",)
    posted = await bot.post(alert(mention=pings))
    assert await bot.find() == posted
    footer = fake.posted()[0]["embeds"][0]["footer"]["text"]
    await bot.platform.update(posted, alert("more", mention=pings))
    assert fake.posted()[0]["embeds"][0]["footer"]["text"] == footer
    found = await bot.find()
    assert found is not None
    assert found.message == posted.message


async def test_sent_again_within_the_window_it_is_the_same_message(
    fake: FakeDiscord, bot: Bot
) -> None:
    fake.fail("POST", MESSAGES, "lose")
    await refusal(bot, alert())
    receipt = await bot.post(alert())
    assert len(fake.posted()) == 1
    assert receipt.message == fake.posted()[0]["id"]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
async def test_an_error_of_discord_is_in_doubt_and_not_sent_again_by_the_library(
    fake: FakeDiscord, bot: Bot, status: int
) -> None:
    fake.fail("POST", MESSAGES, status=status, body={"message": "oops", "code": 0})
    assert (await refusal(bot, alert())).ambiguous
    assert [each.method for each in fake.calls if each.path.endswith("messages")] == ["POST"]
    assert await bot.find() is None


async def test_nobody_there_is_no_doubt(fake: FakeDiscord, bot: Bot) -> None:
    await bot.post(alert(), "k0")
    fake.down()
    await refusal(bot, alert())  # on the connection that was open
    error = await refusal(bot, alert())
    assert not error.ambiguous
    assert not error.permanent
    fake.up()
    await bot.post(alert())
    assert len(fake.posted()) == 2


async def test_deleted_meanwhile_it_counts_as_sent(fake: FakeDiscord, bot: Bot) -> None:
    await bot.post(alert())
    fake.delete(fake.posted()[0])
    receipt = await bot.post(alert())
    assert fake.posted() == []
    with pytest.raises(DeliveryError) as caught:
        await bot.platform.update(receipt, alert("more"))
    assert caught.value.gone


async def test_it_is_found_beyond_the_first_page(fake: FakeDiscord, bot: Bot) -> None:
    receipt = await bot.post(alert())
    for number in range(120):
        fake.messages.put(fake.channel, {"content": f"chatter {number}"}, {})
    # Oldest first is how history is read, so what comes last takes all pages.
    last = await bot.post(alert("last"), "k2")
    assert await bot.find("k1") == receipt
    assert await bot.find("k2") == last


async def test_unreadable_history_is_not_absence(fake: FakeDiscord, bot: Bot) -> None:
    await bot.post(alert())
    fake.world.deny(fake.channel, "READ_MESSAGE_HISTORY")
    with pytest.raises(DeliveryError, match="Read Message History") as caught:
        await bot.find()
    assert caught.value.permanent


async def test_a_stranger_with_our_mark_is_not_us(fake: FakeDiscord, bot: Bot) -> None:
    await bot.post(alert())
    copy = fake.posted()[0]
    copy["author"] = fake.reader
    assert await bot.find() is None


# ── refused ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("denied", "mend"),
    [
        ("SEND_MESSAGES", "give it Send Messages there"),
        ("EMBED_LINKS", "give it Embed Links there"),
        ("VIEW_CHANNEL", "View Channel"),
    ],
)
async def test_a_missing_permission_is_named(
    fake: FakeDiscord, bot: Bot, denied: str, mend: str
) -> None:
    await bot.post(alert(), "k0")
    fake.world.deny(fake.channel, denied)
    error = await refusal(bot, alert())
    assert error.permanent
    assert mend in error.hint
    fake.world.deny(fake.channel)
    await bot.post(alert())


async def test_an_unknown_channel_and_a_server_that_was_left(fake: FakeDiscord, bot: Bot) -> None:
    with pytest.raises(DeliveryError, match="neither a channel nor a user") as caught:
        await bot.platform.post("123456789012345678", alert(), key="k1")
    assert caught.value.permanent
    fake.kick()
    error = await refusal(bot, alert())
    assert error.permanent
    assert "invite it" in error.hint
    fake.invite()
    await bot.post(alert())


async def test_a_revoked_token_says_where_the_new_one_goes(fake: FakeDiscord, bot: Bot) -> None:
    await bot.post(alert(), "k0")
    fake.revoke()
    error = await refusal(bot, alert())
    assert error.permanent
    assert "TIDINGS_DISCORD_BOT_TOKEN" in error.hint
    bot.token = "another.token"
    fake.tokens.add("another.token")
    await bot.post(alert())
    assert len(fake.posted()) == 2


async def test_what_discord_calls_malformed_goes_out_as_a_headline(
    fake: FakeDiscord, bot: Bot
) -> None:
    refused = {"code": 50035, "message": "Invalid Form Body"}
    fake.fail("POST", MESSAGES, status=400, body=refused)
    receipt = await bot.post(alert("@everyone *look*"))
    (message,) = fake.posted()
    assert message["content"].startswith("\\@everyone \\*look\\*\n<https://example.com/a>")
    assert fake.world.pings == []
    assert await bot.find() == receipt


async def test_what_automod_blocks_goes_out_as_a_headline_or_is_refused(
    fake: FakeDiscord, bot: Bot
) -> None:
    blocked = {"code": 200000, "message": "Message was blocked by automatic moderation"}
    fake.fail("POST", MESSAGES, status=400, body=blocked)
    await bot.post(alert("Look"))
    (message,) = fake.posted()
    assert message["content"].startswith("Look\n")
    fake.fail("POST", MESSAGES, status=400, body=blocked, times=2)
    with pytest.raises(DeliveryError, match="AutoMod") as caught:
        await bot.post(alert("Look again"), key="second")
    assert caught.value.refused
    assert "exempt" in caught.value.hint


# ── rates ────────────────────────────────────────────────────────────────────────────────


async def test_a_full_bucket_is_waited_for_and_nothing_refused(fake: FakeDiscord, bot: Bot) -> None:
    fake.rates.limit, fake.rates.window, fake.rates.only = 2, 0.3, MESSAGES
    for number in range(5):
        await bot.post(alert(f"n{number}"), f"k{number}")
    titles = [each["embeds"][0]["title"] for each in fake.posted()]
    assert titles == [f"n{number}" for number in range(5)]
    assert fake.rates.refused == 0


async def test_slowed_down_it_says_for_how_long(fake: FakeDiscord, bot: Bot) -> None:
    limited = {"message": "You are being rate limited.", "retry_after": 0.05, "global": True}
    fake.fail("POST", MESSAGES, status=429, body=limited, headers={"Via": "1.1 google"})
    await bot.post(alert())  # the library waits and sends it again: a 429 was not taken
    later = {**limited, "retry_after": 39.5}
    fake.fail("POST", MESSAGES, status=429, body=later, headers={"Retry-After": "40"})
    error = await refusal(bot, alert(), "k2")
    assert (error.permanent, error.ambiguous) == (False, False)
    assert error.retry_after == timedelta(seconds=39.5)
    long = {**limited, "retry_after": 600.0}
    fake.fail("POST", MESSAGES, status=429, body=long, headers={"Via": "1.1 google"})
    assert (await refusal(bot, alert(), "k3")).retry_after == timedelta(seconds=600)
    assert len(fake.posted()) == 1


HTML = "<html><title>Access denied | discord.com used Cloudflare</title>error code: 1015</html>"
BANNED = {"Retry-After": "90"}


async def test_what_stands_before_discord_asks_to_slow_down(fake: FakeDiscord, bot: Bot) -> None:
    fake.fail("POST", MESSAGES, status=429, body=HTML, headers=BANNED)
    error = await refusal(bot, alert())
    assert (error.permanent, error.ambiguous) == (False, False)
    assert error.retry_after == timedelta(seconds=90)
    fake.fail("POST", MESSAGES, status=403, body=HTML)
    error = await refusal(bot, alert())
    assert (error.permanent, error.ambiguous) == (False, False)
    limited = {"message": "You are being rate limited.", "retry_after": 0.25, "global": False}
    fake.fail("POST", MESSAGES, status=429, body=limited)
    assert (await refusal(bot, alert())).retry_after == timedelta(seconds=0.25)
    assert fake.posted() == []
    await bot.post(alert())


async def test_everything_waits_when_all_of_discord_is_asked_too_often(
    fake: FakeDiscord, bot: Bot
) -> None:
    await bot.post(alert(), "k0")
    limited = {"message": "You are being rate limited.", "retry_after": 0.2, "global": True}
    headers = {"Via": "1.1 google", "X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
    fault = fake.fail("POST", MESSAGES, status=429, body=limited, headers=headers)
    one = asyncio.create_task(bot.post(alert("one"), "k1"))
    await settled(lambda: not fault.times)
    asked = len(fake.calls)
    found = asyncio.create_task(bot.find("k0"))
    await asyncio.sleep(0.05)
    assert len(fake.calls) == asked, "nothing else is asked meanwhile"
    await one
    assert await found is not None
    assert [each["embeds"][0]["title"] for each in fake.posted()][1:] == ["one"]


@pytest.mark.parametrize(("scope", "counted"), [("shared", 0), ("user", 1), ("global", 1)])
async def test_a_limit_shared_with_others_is_nothing_that_we_did(
    fake: FakeDiscord, scope: str, counted: int
) -> None:
    tally = Tally()
    api = Api(lambda _: TOKEN, api_url=fake.api_url, gateway_url=fake.gateway_url, tally=tally)
    limited = {"message": "The resource is being rate limited.", "retry_after": 0.01}
    headers = {"Via": "1.1 google", "X-RateLimit-Scope": scope}
    fake.fail("GET", "/channels/", status=429, body=limited, headers=headers)
    try:
        await api.get("/channels/{channel_id}", channel_id=fake.channel)
        assert len(tally.times) == counted
    finally:
        await api.close()


async def test_far_below_the_ban_it_stops_asking(fake: FakeDiscord) -> None:
    clock = [0.0]
    tally = Tally(now=lambda: clock[0], most=5)
    api = Api(lambda _: TOKEN, api_url=fake.api_url, gateway_url=fake.gateway_url, tally=tally)
    try:
        fake.kick()
        for _ in range(7):
            clock[0] += 10
            with pytest.raises(DeliveryError) as caught:
                await api.get("/channels/{channel_id}", channel_id=fake.channel)
        assert sum(call.status == 403 for call in fake.calls) == 5
        assert not caught.value.permanent
        assert caught.value.retry_after == timedelta(seconds=540)
        fake.invite()
        clock[0] += 541
        await api.get("/channels/{channel_id}", channel_id=fake.channel)
    finally:
        await api.close()


# ── places ───────────────────────────────────────────────────────────────────────────────


async def test_replies_share_one_thread_named_after_the_story(fake: FakeDiscord, bot: Bot) -> None:
    root = await bot.post(alert())
    one = await bot.post(alert("and now 11,000"), "k2", root)
    await bot.again()
    two = await bot.post(alert("and now 12,000"), "k3", root)
    thread = fake.world.channels[root.message]
    assert thread["name"] == "Xiaomi delivers 10,000 SU7"
    assert [each["id"] for each in fake.posted(root.message)] == [one.message, two.message]
    assert await bot.find("k3", root) == two
    assert (await bot.platform.update(two, alert("13,000"))).message == two.message


async def test_a_reply_to_what_was_deleted_is_gone(fake: FakeDiscord, bot: Bot) -> None:
    root = await bot.post(alert())
    fake.delete(fake.posted()[0])
    with pytest.raises(DeliveryError) as caught:
        await bot.post(alert("more"), "k2", root)
    assert caught.value.gone


async def test_where_no_thread_may_be_started_the_reply_is_told_on_its_own(
    fake: FakeDiscord, bot: Bot
) -> None:
    root = await bot.post(alert())
    fake.world.deny(fake.channel, "CREATE_PUBLIC_THREADS")
    with pytest.raises(DeliveryError, match="thread") as caught:
        await bot.post(alert("more"), "k2", root)
    assert caught.value.gone


async def test_where_no_more_threads_fit_nothing_is_lost(fake: FakeDiscord, bot: Bot) -> None:
    root = await bot.post(alert())
    full = {"code": 160006, "message": "Maximum number of active threads reached"}
    fake.fail("POST", "/threads$", status=400, body=full, times=2)
    with pytest.raises(DeliveryError, match="thread") as caught:
        await bot.post(alert("more"), "k2", root)
    assert caught.value.gone, "told on its own"
    forum = fake.world.add_channel(fake.guild["id"], "stories", FORUM)["id"]
    with pytest.raises(DeliveryError, match="open threads") as caught:
        await bot.platform.post(forum, alert(), key="k3")
    assert caught.value.permanent, "waits until there is room"
    assert (await bot.platform.post(forum, alert(), key="k3")).message


async def test_a_forum_gets_a_post_with_tags(fake: FakeDiscord, bot: Bot) -> None:
    tags = [
        {"id": "71", "name": "Xiaomi", "moderated": False},
        {"id": "72", "name": "Tesla", "moderated": False},
    ]
    forum = fake.world.add_channel(fake.guild["id"], "stories", FORUM, available_tags=tags)
    address = forum["id"]
    fake.fail("POST", r"/threads$", "lose")
    with pytest.raises(DeliveryError) as caught:
        await bot.platform.post(address, alert(), key="k1")
    assert caught.value.ambiguous
    since = now() - timedelta(minutes=5)
    root = await bot.platform.find(address, "k1", since)
    assert root is not None
    thread = fake.world.channels[root.message]
    assert (thread["name"], thread["applied_tags"]) == ("Xiaomi delivers 10,000 SU7", ["71"])
    reply = await bot.platform.post(address, alert("more"), key="k2", thread=root)
    assert [each["id"] for each in fake.posted(root.message)] == [root.message, reply.message]
    assert await bot.platform.find(address, "k2", since, thread=root) == reply
    thread["thread_metadata"]["archived"] = True
    for number in range(101):  # what was closed after it fills a page
        other = fake.world.add_thread(forum, fake.world.snowflake(), f"chatter {number}", [])
        other["owner_id"] = fake.reader["id"]
        other["thread_metadata"]["archived"] = True
    assert await bot.platform.find(address, "k1", since) == root
    assert await bot.platform.find(address, "k9", since) is None
    assert sum("archived" in each.path for each in fake.calls) == 4
    await bot.platform.update(root, alert("grown"))
    assert fake.posted(root.message)[0]["embeds"][0]["title"] == "grown"


async def test_a_forum_that_wants_a_tag_gets_its_first(fake: FakeDiscord, bot: Bot) -> None:
    tags = [{"id": "72", "name": "Tesla", "moderated": False}]
    forum = fake.world.add_channel(
        fake.guild["id"], "stories", FORUM, available_tags=tags, flags=1 << 4
    )
    root = await bot.platform.post(forum["id"], alert(), key="k1")
    assert fake.world.channels[root.message]["applied_tags"] == ["72"]


async def test_direct_messages_by_a_persons_id(fake: FakeDiscord, bot: Bot) -> None:
    person = fake.reader["id"]
    root = await bot.platform.post(person, alert(), key="k1")
    await bot.platform.post(person, alert("more"), key="k2", thread=root)
    direct = fake.world.direct(person)["id"]
    assert len(fake.posted(direct)) == 2
    assert await bot.platform.find(person, "k1", now() - timedelta(minutes=5)) == root
    fake.world.closed_to_us.add(person)
    with pytest.raises(DeliveryError, match="takes no direct messages") as caught:
        await bot.platform.post(person, alert("x"), key="k3")
    assert caught.value.permanent


async def test_announcements_are_published_where_that_is_wanted(
    fake: FakeDiscord, bot: Bot
) -> None:
    news = fake.world.add_channel(fake.guild["id"], "news", NEWS)["id"]
    await bot.platform.post(news, alert(), key="k1")
    bot.publish = [news]
    await bot.again()
    await bot.platform.post(news, alert("two"), key="k2")
    fake.fail("POST", "crosspost", status=500)
    await bot.platform.post(news, alert("three"), key="k3")
    assert [each["flags"] & 1 for each in fake.posted(news)] == [0, 1, 0]


async def test_voice_chats_have_replies_instead_of_threads(fake: FakeDiscord, bot: Bot) -> None:
    voice = fake.world.add_channel(fake.guild["id"], "lounge", VOICE)["id"]
    root = await bot.platform.post(voice, alert(), key="k1")
    await bot.platform.post(voice, alert("more"), key="k2", thread=root)
    reference = fake.calls[-1].body["message_reference"]
    assert reference == {"message_id": root.message, "fail_if_not_exists": False}


# ── what is in it ────────────────────────────────────────────────────────────────────────


async def test_pictures_and_files_are_replaced_with_the_message(
    fake: FakeDiscord, bot: Bot
) -> None:
    chart = alert("chart", Picture(PNG, "deliveries rising"), File("rows.csv", "a,b\n"))
    receipt = await bot.post(chart)
    (message,) = fake.posted()
    assert [each["filename"] for each in message["attachments"]] == ["chart.png", "rows.csv"]
    assert message["embeds"][0]["image"]["url"] == message["attachments"][0]["url"]
    first = message["attachments"][0]["id"]
    await bot.platform.update(receipt, chart)
    assert [each["filename"] for each in message["attachments"]] == ["chart.png", "rows.csv"]
    assert message["attachments"][0]["id"] != first
    await bot.platform.update(receipt, alert("no chart"))
    assert message["attachments"] == []


async def test_only_the_configuration_pings(fake: FakeDiscord, bot: Bot) -> None:
    role = fake.world.add_role(fake.guild["id"], "EV")["id"]
    shout = f"@everyone @here <@&{role}> <@{fake.reader['id']}>"
    await bot.post(alert(shout, Paragraph(line(shout))))
    assert fake.world.pings == []
    both = (f"discord:role:{role}", f"discord:{fake.editor['id']}", "slack:U012AB3CD")
    await bot.post(alert(shout, Paragraph(line(shout)), mention=both), "k2")
    assert {who for _, who in fake.world.pings} == {role, fake.editor["id"]}


async def test_two_messages_at_once_lose_none(fake: FakeDiscord, bot: Bot) -> None:
    await asyncio.gather(*(bot.post(alert(f"n{n}"), f"k{n}") for n in range(8)))
    assert len({each["id"] for each in fake.posted()}) == 8
