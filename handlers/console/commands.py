"""What the prompt offers while somebody types: commands, then values for their parameters."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.model import Request
from bot.ports import Complete
from handlers.console.clean import clean
from handlers.registry import CommandInfo, ParamInfo

GREEDY = frozenset({"rest", "alert", "watch", "feed", "watchlist", "command"})
"""Kinds of parameter that take several words."""
_PREFIXES = ("/tidings", "tidings")


def without_prefix(line: str) -> str:
    """``/tidings lookup x``, ``/lookup x`` and ``lookup x`` are the same line."""
    words = line.strip().split(maxsplit=1)
    if words and words[0].lower() in _PREFIXES:
        return words[1].strip() if len(words) > 1 else ""
    return line.strip().removeprefix("/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """Where the cursor is: in a command's name, or in a parameter's value."""

    typed: str
    """What the choice will replace."""
    command: CommandInfo | None = None
    param: ParamInfo | None = None
    begun: str = ""
    """Words of a command's path that are typed already and stay."""


def spot(line: str, commands: Sequence[CommandInfo]) -> Spot:
    """Reads a half-typed line. Pure."""
    line = without_prefix(line.lstrip()) + (" " if line.strip() and line[-1].isspace() else "")
    words = line.split()
    for length in (3, 2, 1):
        path = " ".join(words[:length]).lower()
        found = next((each for each in commands if each.path == path), None)
        if found and len(words) >= length and (len(words) > length or line[-1].isspace()):
            return _in_values(found, line, length)
    head, _, last = line.rpartition(" ")
    return Spot(typed=last, begun=" ".join(head.split()).lower())


def _in_values(command: CommandInfo, line: str, length: int) -> Spot:
    rest = line.lstrip().split(maxsplit=length)[length] if len(line.split()) > length else ""
    last = rest.rpartition(" ")[2]
    name, colon, value = last.partition(":")
    for param in command.params:
        if colon and param.name == name.lower():
            return Spot(command=command, param=param, typed=value)
    places = [param for param in command.params if not param.option]
    if not places:
        return Spot(command=command, typed=last)
    if places[0].kind in GREEDY:
        return Spot(command=command, param=places[0], typed=rest)
    nth = len(rest.split()) - (0 if not rest or rest[-1].isspace() else 1)
    return Spot(command=command, param=places[min(nth, len(places) - 1)], typed=last)


class CommandCompleter(Completer):
    """Asks the bot, through ``complete``, for everything but the commands themselves."""

    def __init__(
        self,
        commands: Sequence[CommandInfo],
        complete: Complete,
        request: Callable[[str], Request],
    ) -> None:
        self._commands = [each for each in commands if not each.internal]
        self._complete = complete
        self._request = request

    def get_completions(self, document: Document, _event: CompleteEvent) -> Iterable[Completion]:
        """Commands only: values come asynchronously."""
        here = spot(document.text_before_cursor, self._commands)
        return () if here.command else self._names(here)

    async def get_completions_async(
        self, document: Document, _event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        line = document.text_before_cursor
        here = spot(line, self._commands)
        if here.command is None:
            for each in self._names(here):
                yield each
        elif here.param is not None:
            parameter = f"{here.command.path}.{here.param.name}"
            for choice in await self._complete(self._request(line), parameter, here.typed):
                yield Completion(clean(choice), start_position=-len(here.typed))

    def _names(self, here: Spot) -> Iterable[Completion]:
        wanted = f"{here.begun} {here.typed}".strip().lower()
        for each in self._commands:
            if each.path.startswith(wanted) and (here.typed or not here.begun or wanted):
                rest = each.path[len(here.begun) :].lstrip() if here.begun else each.path
                yield Completion(rest, start_position=-len(here.typed), display_meta=each.summary)
