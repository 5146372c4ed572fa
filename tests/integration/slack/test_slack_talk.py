"""People talk to the bot: commands, buttons, shortcuts, direct messages; answers for one alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.card import Action, Card, File, Picture
from bot.model import Destination
from handlers.slack.inbound import plain
from handlers.slack.platform import SlackPlatform
from tests.support.fakeslack.faults import broken, dropped, hanging, rate_limited, slow
from tests.support.fakeslack.server import FakeSlack
from tests.support.fakeslack.world import BOT_USER, TEAM
from tests.support.slackbot import Bot, connected, slack_platform
from tests.support.wholeapp import until

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
async def platform(slack: FakeSlack, bot: Bot) -> AsyncIterator[SlackPlatform]:
    places = [Destination(name="ev", platform="slack", address="#desk")]
    async with connected(slack, bot, slack_platform(slack, places=lambda: places)) as platform:
        yield platform
    assert slack.people.problems == []


pytestmark = pytest.mark.usefixtures("platform")


# ── commands ─────────────────────────────────────────────────────────────────────────────


async def test_a_command_is_answered_to_this_person_alone(slack: FakeSlack, bot: Bot) -> None:
    deed = await slack.people.type(
        "/tidings lookup Xiaomi 7", user="U0USER001", channel=slack.channel("desk")
    )
    answer = await deed.answered()
    assert answer.to == "U0USER001"
    assert "You said: lookup Xiaomi 7" in answer.shown()
    (request,) = bot.asked
    assert (request.platform, request.scope) == ("slack", f"slack:{TEAM}")
    assert (request.channel, request.direct) == ("#desk", False)
    assert (request.user.id, request.user.admin) == ("slack:U0USER001", False)


async def test_an_unnamed_channel_goes_by_its_id(slack: FakeSlack, bot: Bot) -> None:
    other = slack.channel("other")
    await (await slack.people.type("/tidings list", channel=other)).answered()
    assert bot.asked[0].channel == other.id


async def test_a_direct_conversation_is_known_as_one(slack: FakeSlack, bot: Bot) -> None:
    await (await slack.people.type("/tidings list")).answered()
    assert bot.asked[0].direct


@pytest.mark.parametrize("rank", ["admin", "owner"])
async def test_admins_are_known_and_asked_for_once(slack: FakeSlack, bot: Bot, rank: str) -> None:
    boss = slack.world.add_user("U0BOSS001", "bo", **{rank: True})
    for _ in range(2):
        await (await slack.people.type("/tidings list", user=boss)).answered()
    assert [each.user.admin for each in bot.asked] == [True, True]
    assert slack.count("users.info") == 1


async def test_whoever_cannot_be_asked_about_is_no_admin(slack: FakeSlack, bot: Bot) -> None:
    slack.world.scopes.discard("users:read")
    await (await slack.people.type("/tidings list")).answered()
    assert not bot.asked[0].user.admin


async def test_slow_answers_are_acknowledged_at_once(slack: FakeSlack, bot: Bot) -> None:
    slack.will("users.info", slow(0.5))
    deed = await slack.people.type("/tidings list")
    assert deed.seconds < 0.4
    await deed.answered()
    assert len(bot.asked) == 1


async def test_what_takes_long_is_excused_meanwhile(slack: FakeSlack, bot: Bot) -> None:
    answer = await (await slack.people.type("/tidings list")).answered()
    bot.go = asyncio.Event()
    asked = await slack.people.type("/tidings figures Tesla")
    pressed = await slack.people.press(answer, "More")
    for deed in (asked, pressed):
        assert "One moment" in (await deed.answered()).shown()
    bot.go.set()
    assert "You said: figures Tesla" in (await asked.answered(2)).shown()
    assert "You said: more" in (await pressed.answered(2)).shown()
    assert "You said: more" in answer.shown(), "in the place of the answer with the button"


async def test_an_answer_is_never_sent_twice(slack: FakeSlack) -> None:
    slack.will("response_url", dropped(commit=True))
    deed = await slack.people.type("/tidings list")
    await deed.answered()
    other = await slack.people.type("/tidings help")
    await other.answered()
    assert len(deed.answers) == 1


async def test_a_pause_before_an_answer_is_kept(slack: FakeSlack, bot: Bot) -> None:
    slack.will("users.info", rate_limited(1))
    slack.will("response_url", rate_limited(1))
    deed = await slack.people.type("/tidings list")
    await deed.answered()
    assert len(deed.answers) == 1
    assert bot.asked[0].user.admin


async def test_an_answer_that_is_refused_harms_nothing(slack: FakeSlack) -> None:
    slack.will("response_url", broken(500))
    await slack.people.type("/tidings list")
    await until(lambda: not slack.faults)
    other = await slack.people.type("/tidings help")
    assert "help" in (await other.answered()).shown()


# ── buttons ──────────────────────────────────────────────────────────────────────────────


async def alert(platform: SlackPlatform, slack: FakeSlack) -> None:
    card = Card(
        title="Xiaomi delivers", private=False, ref="a17", actions=(Action("Why", "why a17"),)
    )
    await platform.post("#desk", card, key="k1")
    assert len(slack.messages) == 1


async def test_a_button_gives_its_command(
    slack: FakeSlack, bot: Bot, platform: SlackPlatform
) -> None:
    await alert(platform, slack)
    deed = await slack.people.press(slack.messages[0], "Why", user="U0USER001")
    answer = await deed.answered()
    assert (answer.to, len(slack.messages)) == ("U0USER001", 1)
    assert (bot.asked[0].text, bot.asked[0].alert_id) == ("why a17", "a17")


async def test_a_button_pressed_twice_is_done_twice_but_delivered_twice_only_once(
    slack: FakeSlack, bot: Bot, platform: SlackPlatform
) -> None:
    await alert(platform, slack)
    await slack.people.press(slack.messages[0], "Why", copies=2)
    await slack.people.press(slack.messages[0], "Why")
    await until(lambda: len(bot.asked) == 2)
    await asyncio.sleep(0.05)
    assert len(bot.asked) == 2


async def test_the_button_of_an_answer_replaces_it(slack: FakeSlack) -> None:
    first = await (await slack.people.type("/tidings help")).answered()
    await (await slack.people.press(first, "More")).answered()
    assert "You said: more" in first.shown()
    assert len(slack.world.ephemerals) == 1


async def test_an_answer_is_shared_as_it_was_seen(slack: FakeSlack, bot: Bot) -> None:
    desk = slack.channel("desk")
    answer = await (await slack.people.type("/tidings mute Tesla", channel=desk)).answered()
    deed = await slack.people.press(answer, "Share")
    await until(lambda: deed.gone)
    (shared,) = desk.messages
    assert "You said: mute Tesla" in shared.shown()
    assert "Shared by" in shared.shown()
    assert not any(
        element.get("action_id") == "share"
        for block in shared.blocks
        for element in block.get("elements", ())
    )
    assert len(bot.asked) == 1, "sharing is not doing it again"


async def test_what_went_wrong_for_one_person_is_not_offered_to_all(
    slack: FakeSlack, bot: Bot
) -> None:
    bot.cards["feed add x"] = Card(title="Only editors may use “feed add”", tone="warning")
    deed = await slack.people.type("/tidings feed add x", channel=slack.channel("desk"))
    assert [each["type"] for each in (await deed.answered()).blocks] == ["section"]


async def test_an_answer_from_before_a_restart_is_shared(
    slack: FakeSlack, bot: Bot, platform: SlackPlatform, tmp_path: Path
) -> None:
    await platform.close()
    desk = slack.channel("desk")
    async with connected(slack, bot, slack_platform(slack, folder=tmp_path)):
        typed = await slack.people.type("/tidings mute Tesla", channel=desk)
        answer = await typed.answered()
    async with connected(slack, bot, slack_platform(slack, folder=tmp_path)):
        await slack.people.press(answer, "Share")
        await until(lambda: bool(desk.messages))
    assert "You said: mute Tesla" in desk.messages[0].shown()


async def test_an_answer_that_is_not_kept_any_more_is_asked_for_again(
    slack: FakeSlack, bot: Bot, platform: SlackPlatform
) -> None:
    answer = await (await slack.people.type("/tidings help")).answered()
    await platform.close()
    async with connected(slack, bot):
        deed = await slack.people.press(answer, "Share")
        assert "Ask again" in (await deed.answered()).shown()


# ── what answers carry ───────────────────────────────────────────────────────────────────


async def test_a_chart_is_in_the_answer(slack: FakeSlack, bot: Bot) -> None:
    bot.cards["figures"] = Card(title="Deliveries", blocks=(Picture(PNG, "a chart"),))
    answer = await (await slack.people.type("/tidings figures")).answered()
    assert any(block["type"] == "image" for block in answer.blocks)


async def test_a_file_goes_to_the_person_not_to_the_channel(slack: FakeSlack, bot: Bot) -> None:
    desk = slack.channel("desk")
    bot.cards["export"] = Card(title="Export", blocks=(File("watchlist.yaml", "name: EV\n"),))
    answer = await (await slack.people.type("/tidings export", channel=desk)).answered()
    assert "watchlist.yaml is in your direct messages" in answer.shown()
    assert desk.messages == []
    assert len(slack.world.direct("U0ADMIN01").messages[0].files) == 1


# ── shortcuts and direct messages ────────────────────────────────────────────────────────


async def test_the_shortcut_asks_why_in_threads_too(
    slack: FakeSlack, bot: Bot, platform: SlackPlatform
) -> None:
    await alert(platform, slack)
    await (await slack.people.shortcut_on(slack.messages[0], "why_this_alert")).answered()
    assert (bot.asked[0].text, bot.asked[0].alert_id) == ("why a17", "a17")


async def test_the_shortcut_on_anything_else_asks_with_its_text(slack: FakeSlack, bot: Bot) -> None:
    said = await slack.people.say_directly("Did <https://x.example|Tesla> recall &amp; stop?")
    await until(lambda: len(bot.asked) == 1)
    await (await slack.people.shortcut_on(said, "why_this_alert")).answered()
    assert bot.asked[1].text == "why Did Tesla recall & stop?"


async def test_an_answer_does_not_wait_for_what_slack_keeps_from_it(
    slack: FakeSlack, bot: Bot
) -> None:
    """Of the channels that somebody reads, while Slack hangs: what is known counts."""
    slack.will("users.conversations", hanging())
    await slack.people.say_directly("recap everywhere")
    await until(lambda: len(bot.asked) == 1)
    await slack.people.say_directly("list")
    await until(lambda: len(bot.asked) == 2)
    assert [each.reads for each in bot.asked] == [(), ()]
    assert slack.count("users.conversations") == 1, "it is asked again a while later"


async def test_in_a_direct_message_the_bot_may_be_called_by_its_name(
    slack: FakeSlack, bot: Bot
) -> None:
    await slack.people.say_directly(f"<@{BOT_USER}> help")
    await slack.people.say_directly(f"<@{BOT_USER}>")
    await slack.people.say_directly("list")
    await until(lambda: len(bot.asked) == 2)
    assert {each.text for each in bot.asked} == {"help", "list"}


async def test_a_direct_message_is_a_command(slack: FakeSlack, bot: Bot) -> None:
    await slack.people.say_directly("lookup Xiaomi", user="U0USER001")
    direct = slack.world.direct("U0USER001")
    await until(lambda: len(direct.messages) == 2)
    assert "You said: lookup Xiaomi" in direct.messages[1].shown()
    assert (bot.asked[0].user.id, bot.asked[0].direct) == ("slack:U0USER001", True)
    await asyncio.sleep(0.05)
    assert len(bot.asked) == 1, "it answers itself"


def test_a_message_as_people_read_it() -> None:
    assert plain({"text": "<@U1> see <https://x.example|here> &lt;now&gt;"}) == "@U1 see here <now>"
