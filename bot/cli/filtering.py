"""The verbs that are filters: JSON lines in, JSON lines out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.cli.reading import unreadable
from bot.cli.voice import EXIT_PROBLEM, complain, say


def match(arguments: argparse.Namespace) -> int:
    from bot.filters import match_filter

    work = match_filter(_catalogue(arguments.config), explain=arguments.explain)
    return _filter(arguments, work)


def figures(arguments: argparse.Namespace) -> int:
    from bot.filters import figures_filter

    return _filter(arguments, figures_filter)


def stories(arguments: argparse.Namespace) -> int:
    from bot.filters import stories_filter

    config: Path = arguments.config
    catalogue = _catalogue(config) if config.is_dir() else None
    return _filter(arguments, stories_filter(catalogue, datetime.now(UTC)))


def _catalogue(folder: Path) -> Any:
    from bot.catalogue import Catalogue
    from bot.config import load

    loaded = load(folder)
    return Catalogue.build(loaded.settings, loaded.feeds, loaded.watchlists)


def _filter(arguments: argparse.Namespace, work: Any) -> int:
    from bot.filters import RecordError, run

    status = 0
    for output in run(_lines(arguments.file), work, with_text=arguments.with_text):
        if isinstance(output, RecordError):
            complain(output)
            status = EXIT_PROBLEM
        else:
            say(output)
    return status


def _lines(path: Path | None) -> Iterator[str]:
    if path is None:
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr] # a text stream unless replaced
        yield from sys.stdin
        return
    try:
        with path.open(encoding="utf-8", errors="surrogateescape") as lines:
            yield from lines
    except OSError as error:
        raise unreadable(path, error) from None
