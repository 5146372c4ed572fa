"""A chat platform in memory (and, when asked, in a file) that can be told how to misbehave."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.card import Card, from_json, to_json
from bot.errors import DeliveryError
from bot.finding import Finding, fine
from bot.model import Destination, Receipt, Request, User
from bot.ports import Answer, Complete


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as it stands on the platform."""

    id: str
    address: str
    key: str
    card: Card
    thread: str
    at: datetime
    deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class Act:
    """How one call goes. ``commit``: the platform does what was asked before it misbehaves."""

    commit: bool = False
    error: BaseException | None = None
    hang: bool = False
    """The answer never comes."""
    kill: bool = False
    """This process dies as by kill -9."""


FINE = Act(commit=True)


def lost_answer() -> Act:
    return Act(commit=True, error=DeliveryError("no answer came", ambiguous=True))


def dropped() -> Act:
    return Act(error=DeliveryError("the connection broke", ambiguous=True))


def busy(wait: timedelta | None = None) -> Act:
    return Act(error=DeliveryError("too many requests", retry_after=wait))


def refused(what: str = "not in channel", hint: str = "invite the bot: /invite @tidings") -> Act:
    return Act(error=DeliveryError(what, hint=hint, permanent=True))


def refused_everywhere(what: str = "the token was revoked") -> Act:
    return Act(error=DeliveryError(what, permanent=True, everywhere=True))


def gone() -> Act:
    return Act(error=DeliveryError("unknown message", gone=True))


@dataclass
class FakePlatform:
    """Implements :class:`bot.ports.Platform`; ``script`` holds how the next calls go."""

    clock: Callable[[], datetime]
    name: str = "fake"
    file: Path | None = None
    """Where messages are also written, so that they outlive this process."""
    script: deque[Act] = field(default_factory=deque)
    find_script: deque[Act] = field(default_factory=deque)
    calls: list[tuple[str, str]] = field(default_factory=list)
    """(what, key or message id), in order."""
    trouble: str = ""
    mended: set[str] = field(default_factory=set)
    answer: Answer | None = None
    closed: bool = False
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a call hangs."""

    def __post_init__(self) -> None:
        self._messages: dict[str, Message] = {}
        if self.file is not None and self.file.exists():
            for line in self.file.read_text().splitlines():
                self._load(json.loads(line))

    def take_mended(self) -> Collection[str]:
        mended, self.mended = self.mended, set()
        return mended

    # ── what tests look at ───────────────────────────────────────────────────────────────

    @property
    def messages(self) -> list[Message]:
        return [each for each in self._messages.values() if not each.deleted]

    @property
    def titles(self) -> list[str]:
        return [each.card.title for each in self.messages]

    def will(self, *acts: Act) -> None:
        self.script.extend(acts)

    def delete(self, message: str) -> None:
        self._put(self._messages[message], deleted=True)

    async def type(self, text: str, *, user: str = "fake:me") -> Card:
        assert self.answer is not None, "connect first"
        return await self.answer(
            Request(
                text=text, user=User(id=user), platform=self.name, scope=self.name, at=self.clock()
            )
        )

    # ── bot.ports.Platform ───────────────────────────────────────────────────────────────

    async def connect(self, answer: Answer, complete: Complete) -> None:
        self.answer = answer

    async def post(
        self, address: str, card: Card, *, key: str, thread: Receipt | None = None
    ) -> Receipt:
        self.calls.append(("post", key))
        act = self._next(self.script)
        if thread is not None and act.error is None and self._is_gone(thread.message):
            raise DeliveryError("unknown thread", gone=True)
        message = Message(
            id=f"m{len(self._messages) + 1}",
            address=address,
            key=key,
            card=card,
            thread=thread.message if thread else "",
            at=self.clock(),
        )
        if act.commit:
            self._put(message)
        await self._misbehave(act)
        return self._receipt(message)

    async def update(self, receipt: Receipt, card: Card) -> Receipt:
        self.calls.append(("update", receipt.message))
        act = self._next(self.script)
        if act.error is None and self._is_gone(receipt.message):
            raise DeliveryError("unknown message", gone=True)
        if act.commit:
            self._put(self._messages[receipt.message], card=card)
        await self._misbehave(act)
        return receipt

    async def find(
        self, address: str, key: str, since: datetime, *, thread: Receipt | None = None
    ) -> Receipt | None:
        self.calls.append(("find", key))
        await self._misbehave(self._next(self.find_script))
        for message in self.messages:
            if (message.address, message.key) == (address, key) and message.at >= since:
                return self._receipt(message)
        return None

    async def examine(self, destinations: Sequence[Destination]) -> Sequence[Finding]:
        return [fine(each.name) for each in destinations]

    async def close(self) -> None:
        self.closed = True

    # ── inside ───────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _next(script: deque[Act]) -> Act:
        return script.popleft() if script else FINE

    def _is_gone(self, message: str) -> bool:
        return message not in self._messages or self._messages[message].deleted

    def _receipt(self, message: Message) -> Receipt:
        return Receipt(platform=self.name, address=message.address, message=message.id)

    async def _misbehave(self, act: Act) -> None:
        if act.kill:
            os.kill(os.getpid(), signal.SIGKILL)
        if act.hang:
            self.hanging.set()
            await asyncio.Event().wait()
        if act.error is not None:
            raise act.error

    def _put(self, message: Message, **changes: Any) -> None:
        record = {
            "id": message.id,
            "address": message.address,
            "key": message.key,
            "card": to_json(changes.get("card", message.card)),
            "thread": message.thread,
            "at": message.at.isoformat(),
            "deleted": changes.get("deleted", message.deleted),
        }
        self._load(record)
        if self.file is not None:
            with self.file.open("a") as out:
                out.write(json.dumps(record) + "\n")

    def _load(self, record: Mapping[str, Any]) -> None:
        self._messages[record["id"]] = Message(
            id=record["id"],
            address=record["address"],
            key=record["key"],
            card=from_json(record["card"]),
            thread=record["thread"],
            at=datetime.fromisoformat(record["at"]),
            deleted=record["deleted"],
        )
