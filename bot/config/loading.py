"""A folder of YAML in; checked, frozen settings, feeds and watchlists out, or every problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.config import checks
from bot.config.build import build_arrangement, build_feed, build_settings, build_watchlist
from bot.config.documents import Document, parse
from bot.config.folder import Reading, Source, read_folder
from bot.config.problems import capped, from_validation
from bot.config.quickly import no_cycle_search
from bot.config.schema import (
    FILES,
    ArrangementsFile,
    FeedsFile,
    Section,
    TidingsFile,
    WatchlistFile,
)
from bot.config.secret import secret
from bot.errors import ConfigError, Problem, TidingsError
from bot.model import Arrangement, Feed, Origin, Settings, Watchlist


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A configuration folder that was read and found good."""

    settings: Settings
    feeds: tuple[Feed, ...]
    watchlists: tuple[Watchlist, ...]
    files: tuple[Path, ...] = ()
    """Those it was read from."""
    warnings: tuple[Problem, ...] = ()
    """Legal, but probably not what was meant."""
    fingerprint: str = ""
    """Of the files' names and contents: equal when nothing changed."""


def load(folder: Path, *, environ: Mapping[str, str] | None = None) -> Loaded:
    """Read and check a folder. Raises :class:`ConfigError` with every problem of every file."""
    with no_cycle_search():
        return check(folder, read_folder(folder), environ)


def check(folder: Path, reading: Reading, environ: Mapping[str, str] | None = None) -> Loaded:
    """The second half of :func:`load`: everything but reading the files."""
    problems, warnings = list(reading.problems), list(reading.warnings)
    models = _validate(reading, problems)
    cross = checks.check(reading.sources, reading.texts)
    problems += cross.problems
    warnings += cross.warnings
    settings = _settings(folder.as_posix(), models, environ, problems, warnings)
    if problems:
        # A place that is wrong needs no doubt besides.
        wrong = {(each.file, each.line, each.column) for each in problems}
        doubts = [each for each in warnings if (each.file, each.line, each.column) not in wrong]
        raise ConfigError(_in_order(problems), _in_order(doubts))
    under = folder.as_posix()
    feeds = tuple(
        build_feed(section, _origin(under, source, document, ("feeds", index)))
        for source, document, file in models
        if isinstance(file, FeedsFile)
        for index, section in enumerate(file.feeds)
    )
    watchlists = tuple(
        build_watchlist(
            file,
            document,
            key=source.where,
            origin=_origin(under, source, document, ()),
            default_name=source.path.stem,
            feeds=feeds,
            destinations=settings.destinations,
        )
        for source, document, file in models
        if isinstance(file, WatchlistFile)
    )
    return Loaded(
        settings=settings,
        feeds=feeds,
        watchlists=watchlists,
        files=tuple(source.path for source in reading.sources),
        warnings=tuple(_in_order(warnings)),
        fingerprint=reading.fingerprint,
    )


def read_watchlists(text: str, file: str) -> tuple[Watchlist, ...]:
    """Watchlists out of one text, divided by ``---``, as :func:`dump_watchlists` writes them.

    Names of destinations and feeds are not checked: the text may come from elsewhere.
    Raises :class:`ConfigError`, whose problems name ``file``.
    """
    documents, problems = parse(text, file)
    source = Source(Path(file), file, file, "watchlist", documents)
    reading = Reading([source], problems, [], {file: text}, "")
    models = _validate(reading, problems)
    problems += checks.check_within(source) + checks.tokens(reading.texts)
    if problems:
        raise ConfigError(_in_order(problems))
    return tuple(
        build_watchlist(
            model,
            document,
            key=file,
            origin=Origin(kind="file", where=f"{file}:{document.place(())[0]}"),
            default_name=Path(file).stem,
        )
        for _, document, model in models
        if isinstance(model, WatchlistFile)
    )


def read_feeds(text: str, file: str) -> tuple[Feed, ...]:
    """Feeds out of the text of a ``feeds.yaml``. Raises :class:`ConfigError`."""
    documents, problems = parse(text, file)
    source = Source(Path(file), file, file, "feeds", documents)
    models = _validate(Reading([source], problems, [], {}, ""), problems)
    problems += checks.same_feeds([source]) + checks.tokens({file: text})
    if problems:
        raise ConfigError(_in_order(problems))
    return tuple(
        build_feed(
            section,
            Origin(kind="file", where=f"{file}:{document.place(('feeds', index))[0]}"),
        )
        for _, document, model in models
        if isinstance(model, FeedsFile)
        for index, section in enumerate(model.feeds)
    )


def read_arrangements(text: str, file: str) -> tuple[Arrangement, ...]:
    """How places are told, out of one text as :func:`dump_arrangements` writes it; of no scope yet.
    Raises :class:`ConfigError`."""
    documents, problems = parse(text, file)
    source = Source(Path(file), file, file, "destinations", documents)
    models = _validate(Reading([source], problems, [], {}, ""), problems)
    problems += checks.tokens({file: text})
    if problems:
        raise ConfigError(_in_order(problems))
    return tuple(
        build_arrangement(name, section)
        for _, _, model in models
        if isinstance(model, ArrangementsFile)
        for name, section in model.destinations.items()
    )


def _validate(reading: Reading, problems: list[Problem]) -> list[tuple[Source, Document, Section]]:
    good: list[tuple[Source, Document, Section]] = []
    for source in reading.sources:
        for document in source.documents:
            if document.root is None and len(source.documents) > 1:
                continue
            try:
                model = FILES[source.kind].model_validate(document.data)
            except ValidationError as error:
                problems += from_validation(error, document, source.kind)
            else:
                good.append((source, document, model))
    return good


def _settings(
    under: str,
    models: list[tuple[Source, Document, Section]],
    environ: Mapping[str, str] | None,
    problems: list[Problem],
    warnings: list[Problem],
) -> Settings:
    file, document = TidingsFile(), None
    origins: dict[str, Origin] = {}
    for source, each, model in models:
        if isinstance(model, TidingsFile):
            file, document = model, each
            origins = {
                name: _origin(under, source, each, ("destinations", name), key=True)
                for name in model.destinations
            }
    try:
        database = secret("database", environ)
        if database is not None:
            file = file.model_copy(update={"database": checks.database(database)})
        elif document is not None:
            warnings += checks.password(document, file.database)
    except TidingsError as error:
        problems.append(Problem(file="TIDINGS_DATABASE", what=str(error)))
    return build_settings(file, origins)


def _origin(
    under: str,
    source: Source,
    document: Document,
    path: tuple[str | int, ...],
    *,
    key: bool = False,
) -> Origin:
    """``key``: where the key stands rather than what it says."""
    line, _ = document.place(path, key=key)
    return Origin(kind="file", where=f"{under}/{source.where}:{line}")


def _in_order(problems: list[Problem]) -> list[Problem]:
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    return [
        problem
        for file, found in by_file.items()
        for problem in capped(sorted(dict.fromkeys(found), key=_line), file)
    ]


def _line(problem: Problem) -> tuple[bool, int, int]:
    # What is said about the whole file ("and 40 more problems") comes last.
    return (not problem.line, problem.line, problem.column)
