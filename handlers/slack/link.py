"""How Slack reaches us: a link is up for a while, then it ends or breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """Seconds."""

    first: float = 1.0
    """Pause after the first failure; it doubles with each."""
    most: float = 60.0
    hello: float = 10.0
    """For a new socket to say hello."""
    look: float = 0.5
    """Between two looks at a socket."""
    handover: float = 5.0
    """For the library to change sockets when Slack asks for it."""
    check: float = 60.0
    """Between two questions whether the token still holds."""
    ack: float = 2.2
    """For what Slack wants answered within three."""


class Link(Protocol):
    async def run(self, up: Callable[[], None]) -> None:
        """Listen until it can't any more; ``up`` is called once Slack can reach us. Raises
        :class:`~bot.errors.DeliveryError` with what broke."""
