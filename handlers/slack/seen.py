"""What came in already: Slack sends again what it believes unheard, even after a restart."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from slack_bolt.response import BoltResponse

from handlers.journal import Journal

_ANSWERS = 200
"""Newest ones whose responses are kept, to be given again."""


def marks(payload: Mapping[str, Any], sent: str = "") -> list[str]:
    """By what something is known again: an event by its id, what somebody did by where the answer
    goes and what it may open, which stay the same each time they are sent; everything by ``sent``,
    the envelope's id or the request's signature. Suggestions change nothing and come by the
    keystroke."""
    if payload.get("type") == "block_suggestion":
        return []
    found = [sent] * bool(sent)
    if event := payload.get("event_id"):
        found.append(f"event {event}")
    answer, trigger = payload.get("response_url"), payload.get("trigger_id")
    if answer and trigger:  # whoever knows the address can answer: it is not written down
        deed = hashlib.sha256(f"{answer} {trigger}".encode()).hexdigest()
        found.append(f"deed {deed}")
    return found


class Seen:
    def __init__(self, file: Path | None) -> None:
        self._journal = Journal(file)
        self._writing = asyncio.Lock()
        self._responses: OrderedDict[str, asyncio.Future[BoltResponse]] = OrderedDict()

    async def once(
        self,
        known_by: Sequence[str],
        run: Callable[[], Awaitable[BoltResponse]],
        *,
        also: Sequence[str] = (),
    ) -> BoltResponse:
        """Run it the first time; later give the same response, or a bare one after a restart.
        ``also``: marks by which only later ones are to know it."""
        for mark in known_by:
            if mark in self._responses:
                return _copy(await asyncio.shield(self._responses[mark]))
        if any(mark in self._journal for mark in known_by):
            return BoltResponse(status=200)
        if not known_by:
            return await run()
        future: asyncio.Future[BoltResponse] = asyncio.get_running_loop().create_future()
        remembered = list(dict.fromkeys([*known_by, *also]))
        self._responses.update(dict.fromkeys(remembered, future))
        while len(self._responses) > _ANSWERS:
            self._responses.popitem(last=False)
        try:
            # Written down before it is done: done twice would be worse than not at all.
            async with self._writing:
                await asyncio.to_thread(self._remember, remembered)
            response = await run()
        except BaseException:
            future.set_result(BoltResponse(status=500))
            raise
        future.set_result(_copy(response))
        return response

    def _remember(self, known_by: list[str]) -> None:
        for mark in known_by:
            self._journal.add(mark)


def _copy(response: BoltResponse) -> BoltResponse:
    """Headers are taken out of one when it is sent."""
    return BoltResponse(status=response.status, body=response.body, headers=dict(response.headers))
