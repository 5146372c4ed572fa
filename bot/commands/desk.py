"""The desk: a typed line in, a card out, whatever the line says."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.card import Action, Card
from bot.commands.command import Command, Context
from bot.commands.complete import choices
from bot.commands.line import LONGEST, Word, parse, words_of
from bot.commands.say import begin, button, card, code, paragraph, small, trouble
from bot.commands.view import View
from bot.errors import CommandError, StorageError, TidingsError
from bot.log import redact
from bot.model import Request, make_id
from bot.text import shorten

log = logging.getLogger(__name__)

LONGEST_BUTTON = 500
"""Characters of a line that a button gives again."""
_PREFIXES = ("/tidings", "tidings")


class Desk:
    """Answers commands. ``answer`` and ``complete`` are what platforms are connected to."""

    def __init__(self, context: Context, commands: Sequence[Command]) -> None:
        self._context = context
        self._commands = {each.path: each for each in commands}
        self._names = {name: each for each in commands for name in (*each.other_names, each.path)}
        self._groups = {each.group for each in commands if each.group}

    async def answer(self, request: Request) -> Card:
        """The card for a command. Never raises: trouble is a card too."""
        try:
            return await self._answer(request)
        except CommandError as error:
            return trouble(error, tone="warning")
        except StorageError as error:
            log.warning("answering %r: %s", _loggable(request), error)
            return _no_database(error, request)
        except TidingsError as error:
            return trouble(error)
        except Exception:  # the person gets a card and a reference, the log gets the traceback
            reference = make_id("x", request.text, request.user.id, request.at.isoformat())
            log.exception("answering %r failed, reference %s", _loggable(request), reference)
            return _our_fault(reference)

    async def complete(self, request: Request, parameter: str, typed: str) -> Sequence[str]:
        """Up to 25 choices for ``command.parameter``; from memory, never raises."""
        path, _, name = parameter.rpartition(".")
        command = self._names.get(path.strip().lower())
        param = command.param(name) if command else None
        if param is None:
            return ()
        try:
            return await choices(self._context, request, param, typed)
        except Exception:  # an empty menu is better than a broken one
            log.exception("completing %r failed", parameter)
            return ()

    async def _answer(self, request: Request) -> Card:
        if len(request.text) > LONGEST:
            raise CommandError(
                f"That is longer than {LONGEST:,} characters, too long for a command"
            )
        words = _without_prefix(words_of(request.text))
        if not words:
            words = [Word("help")]
        command, rest = self._find(words)
        if command is None:
            return self._unknown(words)
        view = View(self._context.catalogue(), request)
        if command.audience == "editor":
            view.require_editor(f"use “{command.path}”")
        arguments = parse(command, rest, self._context.clock(), view.zone)
        return await command.run(self._context, request, arguments)

    def _find(self, words: Sequence[Word]) -> tuple[Command | None, list[Word]]:
        """The command with the longest path at the start of the line, and what follows it."""
        for length in (3, 2, 1):
            head = [word.whole.lower() for word in words[:length] if not word.quoted]
            command = self._names.get(" ".join(head)) if len(head) == length else None
            if command is not None:
                return command, list(words[length:])
        return None, []

    def _unknown(self, words: Sequence[Word]) -> Card:
        first = words[0].whole.lower()
        rest = " ".join(_typed(word) for word in words[1:])
        # A bare group asks what there is: to propose one of its commands would be a guess.
        near = self._nearest(words) if len(words) > 1 or first not in self._groups else None
        if first in self._groups and (near is None or near[0].group != first):
            return self._which_of_group(first, rest)
        typed = shorten(words[0].whole, 40)
        if near is None:
            whole = " ".join(_typed(word) for word in words)
            return card(
                f"There is no command “{typed}”",
                paragraph("To look up the latest on a name, type ", code("lookup <name>"), "."),
                tone="warning",
                actions=[*_look_up(whole), button("All commands", "help")],
            )
        command, rest = near
        return card(
            f"There is no command “{typed}”. Did you mean “{command.path}”?",
            small(command.summary, ": ", code(command.usage)),
            tone="warning",
            actions=[
                button(
                    shorten(f"{command.path} {rest}".strip(), 60), f"{command.path} {rest}".strip()
                ),
                button("All commands", "help"),
            ],
        )

    def _nearest(self, words: Sequence[Word]) -> tuple[Command, str] | None:
        """The most likely command for a mistyped one, and the rest of the line."""
        names = [name for name, each in self._names.items() if not each.internal]
        for length in (2, 1):
            typed = " ".join(word.whole.lower() for word in words[:length])
            same_length = [name for name in names if name.count(" ") == length - 1]
            found = process.extractOne(typed, same_length, scorer=fuzz.ratio, score_cutoff=70)
            if found is not None:
                return self._names[found[0]], " ".join(_typed(word) for word in words[length:])
        return None

    def _which_of_group(self, group: str, rest: str) -> Card:
        members = [each for each in self._commands.values() if each.group == group]
        title = f"“{group}” what? " + ", ".join(each.name for each in members)
        return card(
            title,
            *(small(code(each.short_usage), "  ", each.summary) for each in members),
            tone="warning",
            actions=[
                button(shorten(f"{each.path} {rest}", 60), f"{each.path} {rest}")
                for each in members[:3]
                if rest and len(rest) < LONGEST_BUTTON
            ],
        )


def _without_prefix(words: list[Word]) -> list[Word]:
    if words and not words[0].quoted:
        if words[0].whole.lower() in _PREFIXES:
            return words[1:]
        if words[0].text.startswith("/") and len(words[0].text) > 1:
            return [Word(words[0].text[1:], False, words[0].key), *words[1:]]
    return words


def _typed(word: Word) -> str:
    text = f'"{word.text}"' if word.quoted else word.text
    return f"{word.key}:{text}" if word.key else text


def _look_up(text: str) -> list[Action]:
    if len(text) > 80:
        return []
    return [button(f"Look up “{shorten(text, 40)}”", f"lookup {text}", primary=True)]


def _loggable(request: Request) -> str:
    return redact(shorten(request.text, 200))


def _no_database(error: StorageError, request: Request) -> Card:
    what = str(error.args[0])
    if not error.retryable:
        return trouble(error)
    blocks = [paragraph("Nothing was changed. ", begin(what), ".")]
    if error.hint:
        blocks.append(paragraph(begin(error.hint)))
    again = [button("Try again", request.text)] if 0 < len(request.text) <= LONGEST_BUTTON else []
    return card("The database didn't answer", *blocks, tone="error", actions=again)


def _our_fault(reference: str) -> Card:
    return card(
        "Something went wrong here, not with what you typed",
        paragraph("It is in the log under ", code(reference), "; the operator can look it up."),
        tone="error",
    )
