from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest

from handlers.slack.web import Listen
from tests.support.fakeslack.server import FakeSlack, fake_slack
from tests.support.slackbot import Bot


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """With the channel #desk, of which the bot is a member."""
    async with fake_slack() as slack:
        slack.channel("desk")
        yield slack


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def listen() -> Listen:
    """Where the bot is reached that Slack calls by HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return Listen(host="127.0.0.1", port=server.getsockname()[1])
