"""The verbs of the command line; ``tidings --help`` lists them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from bot import log
from bot.cli.arguments import VERBS, build_parser
from bot.cli.serving import demo
from bot.cli.voice import EXIT_INTERRUPTED, EXIT_PROBLEM, complain, complain_of
from bot.errors import ConfigError, TidingsError

__all__ = ["VERBS", "build_parser", "main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status."""
    arguments, unknown = build_parser().parse_known_args(argv)
    if unknown:
        arguments.parser.error(_unrecognized(unknown, arguments.options))
    if getattr(arguments, "given", None) is not None:
        arguments.config = arguments.given
    log.set_up(verbose=arguments.verbose, quiet=arguments.run is demo)
    try:
        return int(arguments.run(arguments))
    except ConfigError as error:
        complain_of(error.problems, error.warnings)
        return EXIT_PROBLEM
    except TidingsError as error:
        complain(error)
        return EXIT_PROBLEM
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Our reader went away (`| head`); the interpreter must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # A file or folder that somebody named: anything the bot uses itself says more.
        what = error.strerror or str(error)
        complain(f"{error.filename}: {what}" if error.filename else what)
        return EXIT_PROBLEM


def _unrecognized(words: Sequence[str], options: Iterable[str]) -> str:
    """Of what no argument takes, with the option that a misspelt one most likely meant."""
    option = next((word.partition("=")[0] for word in words if word.startswith("--")), "")
    near = get_close_matches(option, options, 1)
    said = f"unrecognized arguments: {' '.join(words)}"
    return f"{said} (did you mean {near[0]}?)" if near else said
