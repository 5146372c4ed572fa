"""Keeps the bot reachable: asks who it is, opens a link, and again whenever that ends.

It never gives up, and what is wrong meanwhile stands in :attr:`Supervisor.trouble`.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections.abc import Callable
from contextlib import suppress

from bot.errors import DeliveryError, TidingsError
from handlers.slack.api import Api, Known
from handlers.slack.errors import TokenError
from handlers.slack.link import Link, Patience

log = logging.getLogger(__name__)

_OURS = "the part of Tidings that listens to Slack failed; the log says why"


class Supervisor:
    def __init__(
        self,
        api: Api,
        link: Link | None,
        patience: Patience,
        *,
        missing: str = "",
        known: Callable[[Known], None] = lambda _: None,
    ) -> None:
        """``link``: none, when nothing can be heard; ``missing`` then says what for. ``known`` is
        told who the bot is, each time that was asked."""
        self._api = api
        self._link = link
        self._patience = patience
        self._known = known
        self._token = ""
        """What is wrong with the bot's token."""
        self._hearing = missing
        """What is wrong with the way in."""
        self._told = ""
        self._task: asyncio.Task[None] | None = None
        self._up_since = math.inf
        self._settled = asyncio.Event()
        self._preflight = asyncio.Event()
        """Set once the token was good."""
        self._doubt = asyncio.Event()

    @property
    def trouble(self) -> str:
        return self._token or self._hearing

    async def start(self, *, within: float) -> None:
        """Returns once it is connected or in trouble, at the latest after so many seconds."""
        self._task = asyncio.create_task(self._run(), name="slack")
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._settled.wait()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def doubt(self, error: TokenError) -> None:
        """A call was refused for its token: that is the trouble until asking says otherwise."""
        self._token = str(error)
        self._doubt.set()

    # ── inside ───────────────────────────────────────────────────────────────────────────

    async def _run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._check_token(), name="slack-token")
                if self._link is not None:
                    group.create_task(self._listen(self._link), name="slack-link")
        except Exception:
            log.exception("looking after the connection to Slack failed")
            self._token = _OURS

    async def _check_token(self) -> None:
        """Again and again: a revoked token breaks neither socket nor web address."""
        failures = 0
        while True:
            self._token = await self._ask_who()
            failures = failures + 1 if self._token else 0
            if not failures:
                self._preflight.set()
            if failures or self._link is None:
                self._settled.set()
            self._tell()
            pause = self._pause(failures) if failures else self._patience.check
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._doubt.wait()
            self._doubt.clear()

    async def _ask_who(self) -> str:
        """What is wrong with the token, or with the way to Slack; empty: nothing."""
        try:
            known = await self._who()
        except TidingsError as error:
            return str(error)
        except Exception:
            log.exception("asking Slack who the bot is failed")
            return _OURS
        self._known(known)
        return ""

    async def _who(self) -> Known:
        """Tokens may have been replaced in their files meanwhile."""
        try:
            return await self._api.who()
        except DeliveryError as error:
            if not error.permanent or not self._api.refresh():
                raise
            return await self._api.who()

    async def _listen(self, link: Link) -> None:
        await self._preflight.wait()
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            self._up_since = math.inf
            try:
                await link.run(self._up)
                self._hearing = "the connection to Slack ended"
            except TidingsError as error:
                self._hearing = str(error)
                self._renew(error)
            except Exception:
                log.exception("listening to Slack failed")
                self._hearing = _OURS
            # One that breaks at once is no better than none: else that were a tight loop.
            lasted = loop.time() - self._up_since > self._patience.first
            failures = 0 if lasted else failures + 1
            if failures:
                self._settled.set()
                self._tell()
                await asyncio.sleep(self._pause(failures))

    def _renew(self, error: TidingsError) -> None:
        """The app's token may have been replaced, too."""
        if isinstance(error, DeliveryError) and error.permanent:
            with suppress(TidingsError):
                self._api.refresh()

    def _up(self) -> None:
        self._up_since = asyncio.get_running_loop().time()
        self._hearing = ""
        self._settled.set()
        self._tell()

    def _tell(self) -> None:
        """In the log, when it changed."""
        if self.trouble and self.trouble != self._told:
            log.error("slack: %s", self.trouble)
        elif self._told and not self.trouble:
            log.info("slack: all is well again")
        self._told = self.trouble

    def _pause(self, failures: int) -> float:
        own = min(self._patience.first * 2.0 ** min(failures - 1, 20), self._patience.most)
        return own * random.uniform(0.75, 1.25)  # noqa: S311  # so that many bots don't come at once
