"""Who counts as an admin: channels shared with other workspaces bring other people."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.slack.api import Api
from handlers.slack.members import Members
from tests.support.fakeslack.server import FakeSlack
from tests.support.fakeslack.world import APP_TOKEN, BOT_TOKEN, TEAM


@pytest.mark.parametrize(
    ("more", "admin"),
    [
        ({}, True),
        ({"deleted": True}, False),
        ({"team_id": "T0OTHER"}, False),
        ({"is_stranger": True}, False),
        ({"team_id": "T0OTHER", "enterprise_user": {"teams": [TEAM]}}, True),
    ],
)
async def test_admins_of_other_workspaces_are_nobody_special(
    slack: FakeSlack, more: dict[str, Any], admin: bool
) -> None:
    ident = slack.world.add_user("U0GUEST01", "guest", admin=True)
    slack.world.users[ident] |= more
    api = Api(lambda: (BOT_TOKEN, APP_TOKEN), base_url=slack.api_url)
    try:
        user = await Members(api, lambda: TEAM).user(ident)
    finally:
        await api.close()
    assert user.admin is admin
