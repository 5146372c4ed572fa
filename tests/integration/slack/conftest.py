from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

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
