"""Messages: posted once, found again, refused with the exact mend."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.card import Action, Card, File, Paragraph, Picture, line
from bot.errors import DeliveryError
from bot.model import Receipt
from handlers.slack.pace import Pace
from handlers.slack.platform import SlackPlatform
from tests.support.fakeslack.faults import (
    Fault,
    broken,
    confused,
    dropped,
    rate_limited,
    refused,
)
from tests.support.fakeslack.server import FakeSlack
from tests.support.slackbot import slack_platform

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
async def platform(slack: FakeSlack) -> AsyncIterator[SlackPlatform]:
    platform = slack_platform(slack)
    yield platform
    await platform.close()


def card(title: str = "Xiaomi delivers 10,000 SU7", **more: object) -> Card:
    return Card(title=title, tone="alert", private=False, ref="a1", **more)  # type: ignore[arg-type]  # what a card has


def since() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


async def refusal(platform: SlackPlatform, address: str = "#desk") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await platform.post(address, card(), key="k1")
    return caught.value


# ── what people see ──────────────────────────────────────────────────────────────────────


async def test_links_are_not_unfurled_and_the_key_is_metadata(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    await platform.post("#desk", card(), key="k1")
    (message,) = slack.messages
    assert message.unfurl == (False, False)
    assert message.metadata == {"event_type": "tidings_message", "event_payload": {"key": "k1"}}


@pytest.mark.parametrize("text", ["<!channel>", "<!here|x>", "<@U0ADMIN01>", "<!subteam^S012AB3>"])
async def test_feed_text_pings_nobody(slack: FakeSlack, platform: SlackPlatform, text: str) -> None:
    await platform.post(
        "#desk", card(text, blocks=(Paragraph(line(text)),), actions=(Action(text, "x"),)), key="k"
    )
    (message,) = slack.messages
    assert message.pings() == []
    assert text in message.shown()


async def test_only_the_configuration_pings(slack: FakeSlack, platform: SlackPlatform) -> None:
    wanted = ("slack:U0USER001", "slack:S012AB3CD", "discord:42", "slack:<!channel>")
    await platform.post("#desk", card(mention=wanted), key="k1")
    (message,) = slack.messages
    assert set(message.pings()) == {"<@U0USER001>", "<!subteam^S012AB3CD>"}
    assert message.text.startswith("<@U0USER001> <!subteam^S012AB3CD> ")


async def test_a_reply_with_a_new_fact_is_shown_to_the_channel(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    root = await platform.post("#desk", card(), key="k1")
    await platform.post("#desk", Card(title="now 11,000", tone="correction"), key="k2", thread=root)
    await platform.post("#desk", Card(title="a note", tone="info"), key="k3", thread=root)
    _, correction, aside = slack.messages
    assert (correction.thread_ts, correction.broadcast) == (root.message, True)
    assert (aside.thread_ts, aside.broadcast) == (root.message, False)


async def test_a_direct_message_reaches_its_person(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    receipt = await platform.post("U0USER001", card(), key="k1")
    assert [each.channel for each in slack.messages] == [slack.world.direct("U0USER001").id]
    assert await platform.find("U0USER001", "k1", since()) == receipt


async def test_a_private_channel_is_found_by_its_name(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.channel("secret", private=True)
    await platform.post("#secret", card(), key="k1")
    assert len(slack.world.messages("#secret")) == 1


@pytest.mark.parametrize("address", ["#desk", "U0USER001"])
async def test_where_it_may_not_look_slack_finds_the_place(
    slack: FakeSlack, platform: SlackPlatform, address: str
) -> None:
    slack.world.scopes -= {"channels:read", "groups:read", "im:write"}
    receipt = await platform.post(address, card(), key="k1")
    (message,) = slack.messages
    assert receipt.extra["channel"] == message.channel
    assert await platform.find(address, "k1", since()) == receipt


async def test_in_doubt_it_says_what_keeps_it_from_looking(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.world.scopes -= {"channels:read", "groups:read"}
    with pytest.raises(DeliveryError) as caught:
        await platform.find("#desk", "k1", since())
    assert "channels:read" in caught.value.hint


# ── pictures and files ───────────────────────────────────────────────────────────────────


async def test_a_picture_is_in_the_message_and_uploaded_once(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    charted = card(blocks=(Picture(PNG, "deliveries by week"),), actions=(Action("Why", "why a1"),))
    receipt = await platform.post("#desk", charted, key="k1")
    await platform.update(receipt, charted)
    (message,) = slack.messages
    kinds = [block["type"] for block in message.blocks]
    assert kinds.index("image") < kinds.index("actions")
    assert [each.content for each in slack.world.uploads.values()] == [PNG]


async def test_a_picture_that_is_not_ready_is_waited_for(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.world.unready = 1
    await platform.post("#desk", card(blocks=(Picture(PNG, "a chart"),)), key="k1")
    (message,) = slack.messages
    assert any(block["type"] == "image" for block in message.blocks)


async def test_news_comes_without_its_picture_when_that_cannot_go_up(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.world.scopes.discard("files:write")
    await platform.post("#desk", card(blocks=(Picture(PNG, "a chart"),)), key="k1")
    assert "a chart" in slack.messages[0].shown()


async def test_a_file_is_in_the_thread(slack: FakeSlack, platform: SlackPlatform) -> None:
    receipt = await platform.post("#desk", card(blocks=(File("a.csv", "x,小米\n"),)), key="k1")
    file = slack.messages[1]
    assert file.thread_ts == receipt.message
    (upload,) = slack.world.uploads.values()
    assert upload.content.decode("utf-8-sig") == "x,小米\n"


async def test_a_file_that_cannot_be_shared_does_not_undo_the_message(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.will("files.completeUploadExternal", broken(500))
    await platform.post("#desk", card(blocks=(File("a.csv", "x"),)), key="k1")
    assert len(slack.messages) == 1


async def test_blocks_that_slack_refuses_become_plain_text(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.will("chat.postMessage", refused("invalid_blocks"))
    await platform.post("#desk", card(), key="k1")
    (message,) = slack.messages
    assert message.blocks == []
    assert "Xiaomi" in message.text


# ── lost answers ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [
        dropped(commit=True),
        broken(500, commit=True),
        broken(503, commit=True),
        confused("internal_error", commit=True),
        confused("fatal_error", commit=True),
        confused("service_unavailable", commit=True),
    ],
    ids=["dropped", "500", "503", "internal", "fatal", "unavailable"],
)
async def test_a_message_whose_answer_was_lost_is_there_once_and_found(
    slack: FakeSlack, platform: SlackPlatform, fault: Fault
) -> None:
    slack.will("chat.postMessage", fault)
    error = await refusal(platform)
    assert (error.ambiguous, error.permanent) == (True, False)
    assert len(slack.messages) == 1
    found = await platform.find("#desk", "k1", since())
    assert found is not None
    assert found.message == slack.messages[0].ts


async def test_a_call_that_never_reached_slack_is_safe_to_repeat(slack: FakeSlack) -> None:
    await slack.stop()
    platform = slack_platform(slack)
    error = await refusal(platform, "C0000001")
    assert (error.ambiguous, error.permanent) == (False, False)
    await platform.close()
    await slack.start()


async def test_a_message_is_found_on_a_later_page_and_in_threads(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    root = await platform.post("#desk", card(), key="root")
    reply = await platform.post("#desk", card(), key="reply", thread=root)
    channel = slack.channel("desk")
    root_message = channel.messages[0]
    for number in range(450):
        other = type(root_message)(slack.world.next_ts(), channel.id, str(number), user="U0USER001")
        channel.messages.append(other)
    assert await platform.find("#desk", "root", since()) == root
    assert await platform.find("#desk", "reply", since()) == reply
    assert await platform.find("#desk", "reply", since(), thread=root) == reply
    assert await platform.find("#desk", "none", since(), thread=root) is None


async def test_a_reply_is_found_though_its_root_is_old(platform: SlackPlatform) -> None:
    root = await platform.post("#desk", card(), key="root")
    start = datetime.now(UTC)
    reply = await platform.post("#desk", card(), key="reply", thread=root)
    assert await platform.find("#desk", "reply", start, thread=root) == reply


# ── refusals ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        ("not_in_channel", "type /invite @tidings in #desk"),
        ("is_archived", "unarchive it in Slack"),
        ("token_revoked", "TIDINGS_SLACK_BOT_TOKEN"),
        ("invalid_auth", "TIDINGS_SLACK_BOT_TOKEN"),
        ("account_inactive", "install it to the workspace"),
        ("restricted_action", "ask a workspace admin"),
        ("something_new", "docs.slack.dev/reference/methods/chat.postMessage"),
    ],
)
async def test_what_somebody_must_mend_says_how(
    slack: FakeSlack, platform: SlackPlatform, error: str, mend: str
) -> None:
    slack.will("chat.postMessage", refused(error))
    caught = await refusal(platform)
    assert (caught.permanent, caught.ambiguous) == (True, False)
    assert mend in caught.hint


async def test_a_missing_scope_is_named(slack: FakeSlack, platform: SlackPlatform) -> None:
    slack.world.scopes.discard("chat:write")
    error = await refusal(platform)
    assert "add chat:write under Bot Token Scopes" in error.hint


async def test_a_channel_that_is_not_there(slack: FakeSlack, platform: SlackPlatform) -> None:
    error = await refusal(platform, "#nowhere")
    assert error.permanent
    assert "#nowhere" in str(error)
    slack.channel("nowhere", member=False)
    await asyncio.sleep(0)
    found = [each for each in slack.asked if each.method == "conversations.list"]
    assert found


async def test_a_renamed_channel_is_looked_for_again(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    await platform.post("#desk", card(), key="k1")
    old = slack.channel("desk")
    old.archived, old.name = True, "desk-old"
    slack.channel("desk")
    assert (await refusal(platform)).permanent
    await platform.post("#desk", card(), key="k2")
    assert [each.channel for each in slack.messages] == [old.id, slack.channel("desk").id]


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message"])
async def test_a_message_that_is_gone(
    slack: FakeSlack, platform: SlackPlatform, error: str
) -> None:
    receipt = await platform.post("#desk", card(), key="k1")
    slack.will("chat.update", refused(error))
    with pytest.raises(DeliveryError) as caught:
        await platform.update(receipt, card())
    assert caught.value.gone


async def test_a_thread_that_is_gone(platform: SlackPlatform) -> None:
    absent = Receipt(platform="slack", address="#desk", message="1.000001")
    with pytest.raises(DeliveryError) as caught:
        await platform.post("#desk", card(), key="k1", thread=absent)
    assert caught.value.gone


async def test_history_that_may_not_be_read_is_a_refusal_with_its_mend(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    await platform.post("#desk", card(), key="k1")
    slack.world.scopes.discard("channels:history")
    with pytest.raises(DeliveryError) as caught:
        await platform.find("#desk", "k1", since())
    assert caught.value.permanent
    assert "channels:history" in caught.value.hint


# ── pace ─────────────────────────────────────────────────────────────────────────────────


async def test_a_pause_that_was_asked_for_is_passed_on_and_kept(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    desk, other = slack.channel("desk"), slack.channel("other")
    slack.will("chat.postMessage", rate_limited(40, channel=desk.id))
    error = await refusal(platform)
    assert error.retry_after == timedelta(seconds=40)
    asked = slack.count("chat.postMessage")
    error = await refusal(platform)
    assert error.retry_after is not None
    assert error.retry_after > timedelta(seconds=30)
    assert slack.count("chat.postMessage") == asked, "it asked again before the time had come"
    await platform.post("#other", card(), key="k2")
    assert len(slack.world.messages(other.id)) == 1


async def test_a_channel_gets_about_one_message_a_second(slack: FakeSlack) -> None:
    slack.channel("other")
    platform = slack_platform(slack, pace=Pace(channel_gap=0.2))
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number in range(3):
        await platform.post("#desk", card(), key=f"k{number}")
    assert loop.time() - start >= 0.4
    start = loop.time()
    await platform.post("#other", card(), key="k")
    assert loop.time() - start < 0.2
    await platform.close()
