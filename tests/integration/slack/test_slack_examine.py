"""``tidings doctor`` on Slack: everything that is wrong, each with its exact mend."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.finding import Finding
from bot.model import Destination
from handlers.slack.examine import HELPFUL, NEEDED
from handlers.slack.manifest import SCOPES
from handlers.slack.platform import SlackPlatform
from tests.support.fakeslack.server import FakeSlack
from tests.support.fakeslack.world import APP_TOKEN, BOT_TOKEN
from tests.support.slackbot import slack_platform


@pytest.fixture
async def platform(slack: FakeSlack) -> AsyncIterator[SlackPlatform]:
    platform = slack_platform(slack)
    yield platform
    await platform.close()


async def found(platform: SlackPlatform, *addresses: str) -> list[Finding]:
    places = [Destination(name="ev", platform="slack", address=each) for each in addresses]
    return list(await platform.examine(places))


def test_every_scope_of_the_manifest_is_looked_at() -> None:
    assert {*NEEDED, *HELPFUL} == set(SCOPES)


def of(findings: list[Finding], words: str) -> Finding:
    return next(each for each in findings if words in each.what)


async def test_all_is_well(slack: FakeSlack, platform: SlackPlatform) -> None:
    desk = slack.channel("desk")
    findings = await found(platform, "#desk", desk.id, "U0USER001")
    assert [each.level for each in findings] == ["fine"] * len(findings)
    assert "@tidings in Fake" in findings[0].what
    assert slack.messages == []


@pytest.mark.parametrize(
    ("state", "level", "words", "mend"),
    [
        ({"archived": True}, "broken", "archived", "unarchive it"),
        ({"member": False}, "note", "isn't a member", "type /invite @tidings in #ev"),
        ({"member": False, "private": True}, "broken", "no channel #ev", "/invite @tidings"),
    ],
)
async def test_a_place_that_is_not_right(
    slack: FakeSlack,
    platform: SlackPlatform,
    state: dict[str, bool],
    level: str,
    words: str,
    mend: str,
) -> None:
    slack.channel("ev", **state)
    finding = of(await found(platform, "#ev"), "ev → slack:#ev")
    assert (finding.level, words in finding.what, mend in finding.fix) == (level, True, True)


async def test_without_the_right_to_post_everywhere_it_must_be_invited(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.world.scopes.discard("chat:write.public")
    slack.channel("ev", member=False)
    assert of(await found(platform, "#ev"), "isn't a member").broken


async def test_scopes_that_are_missing(slack: FakeSlack, platform: SlackPlatform) -> None:
    slack.world.scopes -= {"chat:write", "channels:history"}
    findings = await found(platform)
    assert of(findings, "chat:write").broken
    history = of(findings, "channels:history")
    assert (history.level, "Reinstall" in history.fix) == ("note", True)


async def test_tokens_that_are_refused(slack: FakeSlack, platform: SlackPlatform) -> None:
    slack.revoke(APP_TOKEN, "invalid_auth")
    assert "TIDINGS_SLACK_APP_TOKEN" in of(await found(platform), "app token").fix
    slack.revoke()
    (finding,) = await found(platform)
    assert (finding.broken, "TIDINGS_SLACK_BOT_TOKEN" in finding.fix) == (True, True)


async def test_socket_mode_switched_off(slack: FakeSlack, platform: SlackPlatform) -> None:
    slack.sockets.enabled = False
    assert "switch it on" in of(await found(platform), "Socket Mode").fix


async def test_the_two_tokens_in_each_others_place(slack: FakeSlack) -> None:
    """Slack says whose an app token is, so it looks good until something is posted."""
    platform = slack_platform(slack, tokens=lambda: (APP_TOKEN, BOT_TOKEN))
    (finding,) = await found(platform, "#desk", "#ops")
    await platform.close()
    assert (finding.broken, "holds an app token" in finding.what) == (True, True)
    assert "xapp-… into TIDINGS_SLACK_APP_TOKEN" in finding.fix


async def test_one_that_is_missing_hides_no_other(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.channel("ev", member=False)
    findings = await found(platform, "#nowhere", "#ev", "#nowhere-else")
    assert "no channel #nowhere" in findings[-3].what
    assert "isn't a member" in findings[-2].what
    assert "no channel #nowhere-else" in findings[-1].what
