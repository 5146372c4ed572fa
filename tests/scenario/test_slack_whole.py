"""The whole bot on Slack: feeds in, cards in a channel, commands and buttons answered there."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.fakeslack.faults import dropped, hanging
from tests.support.fakeslack.server import FakeSlack, fake_slack
from tests.support.fakeslack.world import APP_TOKEN, BOT_TOKEN
from tests.support.feedserver import FeedServer, feed_server
from tests.support.wholeapp import WATCHLIST, Outlet, running, until, write_config

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "destinations: {desk: 'slack:#desk'}\nbudget: 100 per 1m\n"
NEWS = (
    ("Xiaomi delivers its 10,000th SU7 in 32 days", "Xiaomi has delivered 10,000 SU7 vehicles."),
    ("Tesla recalls Model 3 sedans over cameras", "Tesla recalls cars; <!channel> & more."),
    ("Lei Jun plans a factory in Wuhan", "Lei Jun said that a new plant opens next spring."),
)


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeSlack]:
    async with fake_slack() as slack:
        slack.channel("desk")
        for name, value in environment(slack).items():
            monkeypatch.setenv(name, value)
        yield slack
    assert slack.people.problems == []


def environment(slack: FakeSlack) -> dict[str, str]:
    return {
        "TIDINGS_SLACK_BOT_TOKEN": BOT_TOKEN,
        "TIDINGS_SLACK_APP_TOKEN": APP_TOKEN,
        "TIDINGS_SLACK_API_URL": slack.api_url,
    }


@asynccontextmanager
async def newsroom(folder: Path) -> AsyncIterator[Outlet]:
    async with feed_server() as server:
        yield outlet(server, folder)


def outlet(server: FeedServer, folder: Path) -> Outlet:
    ledger = Outlet("ledger", server)
    ledger.serve()
    watchlist = WATCHLIST + "post_to: [desk]\n"
    write_config(folder, [ledger], watchlist=watchlist, settings=SETTINGS)
    return ledger


def titles(slack: FakeSlack) -> list[str]:
    """Which of the news stand in #desk, in their order; each as often as it does."""
    shown = [each.shown() for each in slack.world.messages("#desk") if not each.thread_ts]
    return [title for text in shown for title, _ in NEWS if title in text]


async def test_news_commands_and_buttons(slack: FakeSlack, tmp_path: Path) -> None:
    async with newsroom(tmp_path) as ledger, running(tmp_path) as bot:
        await bot.polled()
        for title, text in NEWS[:2]:
            ledger.publish(title, text)
            await until(lambda title=title: title in titles(slack))  # type: ignore[misc]  # the loop's own
        assert all(each.pings() == [] for each in slack.messages)
        desk = slack.channel("desk")

        deed = await slack.people.type("/tidings lookup Xiaomi", user="U0USER001", channel=desk)
        assert NEWS[0][0] in (await deed.answered()).shown()
        deed = await slack.people.press(desk.messages[0], "Why", user="U0USER001")
        assert "Xiaomi" in (await deed.answered()).shown()

        # Muted by its button, in the channel that the configuration calls #desk.
        command = "/tidings mute Tesla 1h"
        await (await slack.people.type(command, channel=desk)).answered()
        ledger.publish("Tesla opens a plant in Texas", "Tesla opens another plant near Austin.")
        ledger.publish(*NEWS[2])
        await until(lambda: NEWS[2][0] in titles(slack))
        assert len(slack.world.messages("#desk")) == 3

        refusal = await slack.people.type("/tidings feed add x.example", user="U0USER001")
        assert "Only editors" in (await refusal.answered()).shown()


async def test_an_evil_day(slack: FakeSlack, tmp_path: Path) -> None:
    """An answer is lost, a token revoked, then all of Slack is away: each message comes once, in
    order, and what is wrong is said."""
    async with newsroom(tmp_path) as ledger, running(tmp_path) as bot:
        await bot.polled()
        slack.will("chat.postMessage", dropped(commit=True))
        ledger.publish(*NEWS[0])
        await until(lambda: titles(slack) == [NEWS[0][0]])

        slack.revoke()
        ledger.publish(*NEWS[1])
        screen = await bot.shown("was revoked")
        assert "TIDINGS_SLACK_BOT_TOKEN" in screen, "the owners are told how to mend it"
        slack.restore()
        await until(lambda: NEWS[1][0] in titles(slack))

        port = slack.port
        await slack.stop()
        ledger.publish(*NEWS[2])
        await bot.polled(2)
        status = await bot.ask("status")
        assert "can't be reached" in status.fallback or "lost" in status.fallback
        await slack.start(port)
        await until(lambda: len(titles(slack)) == 3, lambda: titles(slack))
        assert titles(slack) == [title for title, _ in NEWS]


async def test_killed_while_a_message_hangs(slack: FakeSlack, tmp_path: Path) -> None:
    """kill -9 after Slack took the message and before anybody knew."""
    slack.will("chat.postMessage", hanging(commit=True))
    async with newsroom(tmp_path) as ledger:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--config", str(tmp_path),
            cwd=ROOT, env={**os.environ, **environment(slack)},
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await until(lambda: ledger.server.count("/ledger") >= 1)
            ledger.publish(*NEWS[0])
            await slack.hung()
        finally:
            process.kill()
            ended = await process.wait()
        assert ended == -signal.SIGKILL
        async with running(tmp_path):
            ledger.publish(*NEWS[1])
            await until(lambda: NEWS[1][0] in titles(slack))
        assert titles(slack) == [NEWS[0][0], NEWS[1][0]]
