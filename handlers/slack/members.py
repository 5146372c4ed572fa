"""The people of the workspace, as far as commands need to know them."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict

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
    def __init__(self, api: Api) -> None:
        self._api = api
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
            admin=bool(told.get("is_admin") or told.get("is_owner")) and not told.get("deleted"),
        )
        self._known[ident] = (time.monotonic(), user)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return user

    def at_once(self, ident: str, name: str = "") -> User:
        """As far as remembered, for what can't wait."""
        _, user = self._known.get(ident, (0.0, None))
        return user or User(id=f"{NAME}:{ident}", name=name)
