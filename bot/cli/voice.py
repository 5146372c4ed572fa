"""What the command line says: answers on stdout, everything else on stderr, without secrets."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace

from bot import log
from bot.errors import Problem, TidingsError

EXIT_PROBLEM = 1
"""Something a user can mend; said on stderr."""
EXIT_INTERRUPTED = 130


def say(text: str = "") -> None:
    print(text)  # noqa: T201 - the command line's voice


def note(text: str) -> None:
    """On stderr, beside output that something else may read."""
    print(f"tidings: {text}", file=sys.stderr)  # noqa: T201 - ditto


def complain(error: TidingsError | str) -> None:
    print(f"tidings: {log.redact(str(error))}", file=sys.stderr)  # noqa: T201 - ditto


def complain_of(problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
    """One line each, ``file:line:column message``: what editors can jump to."""
    for each in (*problems, *(replace(each, what=f"warning: {each.what}") for each in warnings)):
        print(log.redact(str(each)), file=sys.stderr)  # noqa: T201 - ditto
