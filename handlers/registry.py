"""The chat platforms there are, by name. Each is imported only when somebody uses it.

To add one: copy ``handlers/console/``, give its module a ``create(setup)``, add a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, TextIO, cast

from bot.errors import TidingsError
from bot.model import Destination
from bot.ports import Clock, Platform

PLATFORMS: Mapping[str, str] = {
    "console": "handlers.console.platform",
    "discord": "handlers.discord.platform",
    "slack": "handlers.slack.platform",
}
"""Name → module with a ``create(setup: Setup) -> Platform``."""


TOKENS: Mapping[str, str] = {
    "discord": "discord_bot_token",
    "slack": "slack_bot_token",
}
"""Name → the secret without which there is no such platform; those without one need none."""


class ParamInfo(Protocol):
    """What a platform needs to know of a command's parameter."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def option(self) -> bool:
        """Given as ``name:value`` only."""

    @property
    def many(self) -> bool:
        """Several values, separated by commas."""

    @property
    def choices(self) -> Sequence[str]:
        """All values there are, where there are few."""

    @property
    def hint(self) -> str:
        """A sample value."""


class CommandInfo(Protocol):
    """What a platform needs to know of a command, for menus, forms and completion."""

    @property
    def path(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def params(self) -> Sequence[ParamInfo]: ...
    @property
    def internal(self) -> bool:
        """Only ever behind a button."""

    @property
    def audience(self) -> str:
        """``everyone``, ``personal`` or ``editor``."""

    def line(self, values: Mapping[str, str | Sequence[str]]) -> str:
        """The line that gives these values by parameter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setup:
    """What every platform is made with."""

    clock: Clock
    secret: Callable[[str], str | None]
    """By name, as in ``slack_bot_token``; raises :class:`TidingsError` when it can't be read."""
    commands: Sequence[CommandInfo] = ()
    places: Callable[[], Sequence[Destination]] = tuple
    """The destinations of the configuration in force now."""
    folder: Path | None = None
    """Where a platform may keep small things between runs; ``None``: nowhere."""
    stdin: int | None = 0
    """File descriptor of what is typed; ``None``: nobody types."""
    stdout: TextIO | None = None
    """Where a terminal prints; ``None``: the process's own output."""


class _Module(Protocol):
    def create(self, setup: Setup) -> Platform: ...


def names() -> tuple[str, ...]:
    return tuple(PLATFORMS)


def missing(name: str) -> str:
    """Why alerts can't go to this platform; empty when they can."""
    if name in PLATFORMS:
        return ""
    return f"this build has no {name or 'nameless'} platform; it has: {', '.join(PLATFORMS)}"


def with_token(secret: Callable[[str], str | None]) -> tuple[str, ...]:
    """The platforms somebody set a token for: they run even where no destination names them,
    because watchlists and direct messages made in chat may."""
    found = []
    for name, token in TOKENS.items():
        with suppress(TidingsError):  # an unreadable one is told when the platform is made
            if secret(token):
                found.append(name)
    return tuple(found)


def create(name: str, setup: Setup) -> Platform:
    """The platform of this name, not yet connected. Raises :class:`TidingsError`."""
    if reason := missing(name):
        raise TidingsError(
            reason, hint=f"mend or remove the destinations that begin with '{name}:'"
        )
    module = cast("_Module", import_module(PLATFORMS[name]))
    return module.create(setup)
