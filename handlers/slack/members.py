"""The people of the workspace, as far as commands need to know them."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from bot.errors import DeliveryError
from bot.model import User
from handlers.slack.api import Api
from handlers.slack.errors import ShapeError
from handlers.slack.talk import NAME

log = logging.getLogger(__name__)

_FRESH = 600.0
"""Seconds for which somebody's rank is believed."""
_REMEMBERED = 1000


class Members:
    def __init__(self, api: Api, team: Callable[[], str] = str) -> None:
        """``team``: the workspace that the bot is in; empty as long as that isn't known."""
        self._api = api
        self._team = team
        self._known: OrderedDict[str, tuple[float, User]] = OrderedDict()

    async def user(self, ident: str, name: str = "") -> User:
        """Who cannot be asked about is nobody special: editing then needs the configuration."""
        seen, user = self._known.get(ident, (-_FRESH, None))
        if user is not None and time.monotonic() - seen < _FRESH:
            return user
        try:
            answer = await self._api.call("users.info", user=ident, where=name or ident)
        except (DeliveryError, ShapeError) as error:
            log.warning("whether %s is an admin is not known: %s", ident, error)
            return user or User(id=f"{NAME}:{ident}", name=name)
        told = answer.get("user") or {}
        user = User(
            id=f"{NAME}:{ident}",
            name=str(told.get("real_name") or told.get("name") or name),
            admin=bool(told.get("is_admin") or told.get("is_owner"))
            and not told.get("deleted")
            and _belongs(told, self._team()),
        )
        self._known[ident] = (time.monotonic(), user)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return user

    def at_once(self, ident: str, name: str = "") -> User:
        """As far as remembered, for what can't wait."""
        _, user = self._known.get(ident, (0.0, None))
        return user or User(id=f"{NAME}:{ident}", name=name)


def _belongs(told: Mapping[str, Any], team: str) -> bool:
    """Whether the person is of this workspace: in a shared channel, another one's admins press
    buttons, too, and are nobody special here."""
    theirs = str(told.get("team_id") or "")
    if told.get("is_stranger"):
        return False
    within = (told.get("enterprise_user") or {}).get("teams") or ()
    return not team or not theirs or theirs == team or team in within
