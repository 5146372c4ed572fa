"""Which files of a configuration folder are read, and why the others are not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.config.documents import Document, parse, read_text
from bot.config.values import nearest
from bot.errors import ConfigError, Problem

TIDINGS, FEEDS, WATCHLISTS = "tidings.yaml", "feeds.yaml", "watchlists"
_CONTENTS = {"companies", "people", "topics", "figures"}
"""A file directly in the folder is a watchlist when it has one of these keys."""
_NOT_OURS = {".md", ".txt", ".json", ".opml", ".xml", ".env", ".toml", ".example", ""}
"""Endings that nobody takes for configuration: ignored without a word."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read."""

    path: Path
    shown: str
    """As problems name it."""
    where: str
    """Its place under the folder, with ``/``: stable however the folder was named."""
    kind: str
    """``tidings``, ``feeds`` or ``watchlist``."""
    documents: tuple[Document, ...]


@dataclass(slots=True)
class Reading:
    """Everything found in a folder, with what is wrong so far."""

    sources: list[Source]
    problems: list[Problem]
    warnings: list[Problem]
    texts: dict[str, str]
    """File as shown → its text, for checks that look at the whole."""
    fingerprint: str

    def of_kind(self, kind: str) -> list[Source]:
        return [source for source in self.sources if source.kind == kind]


def candidates(folder: Path) -> list[Path]:
    """Files that may be configuration, in a stable order: those whose change matters."""
    found: list[Path] = []
    for directory in (folder, folder / WATCHLISTS):
        if directory.is_dir():
            found.extend(
                path
                for path in sorted(directory.iterdir())
                if path.suffix in {".yaml", ".yml"} and not _hidden(path) and not path.is_dir()
            )
    return found


def read_folder(folder: Path) -> Reading:
    """Raises :class:`ConfigError` only when the folder itself can't be read."""
    _check_folder(folder)
    reading = Reading([], [], [], {}, "")
    digest = hashlib.sha256()
    for path in _files(folder, reading):
        where = path.relative_to(folder).as_posix()
        try:
            text = read_text(path, str(path))
        except ConfigError as error:
            reading.problems.extend(error.problems)
            digest.update(f"{where}\0{error}\0".encode("utf-8", "surrogateescape"))
            continue
        digest.update(f"{where}\0{text}\0".encode("utf-8", "surrogateescape"))
        documents, problems = parse(text, str(path))
        reading.problems.extend(problems)
        reading.texts[str(path)] = text
        if documents and (kind := _kind(path, where, documents, reading)):
            reading.sources.append(Source(path, str(path), where, kind, documents))
    reading.fingerprint = digest.hexdigest()
    return reading


def _check_folder(folder: Path) -> None:
    what = hint = ""
    if folder.is_file():
        what = "is a file, a folder is wanted"
        home = folder.parent.parent if folder.parent.name == WATCHLISTS else folder.parent
        hint = f"give {home}"
    elif not folder.is_dir():
        what, hint = "does not exist", f"'tidings init {folder}' makes one"
    else:
        try:
            next(folder.iterdir(), None)
        except OSError as error:
            what, hint = f"can't be read: {error.strerror}", "check its owner and permissions"
    if what:
        raise ConfigError([Problem(file=str(folder), what=what, hint=hint)])


def _files(folder: Path, reading: Reading) -> Iterator[Path]:
    """The YAML files, with a hint about each other file that looks as if it were meant."""
    for directory in (folder, folder / WATCHLISTS):
        if not directory.is_dir():
            continue
        try:
            paths = sorted(directory.iterdir())
        except OSError as error:
            reading.problems.append(
                Problem(
                    file=str(directory),
                    what=f"can't be read: {error.strerror}",
                    hint="check its owner and permissions",
                )
            )
            continue
        for path in paths:
            if _hidden(path):
                continue
            if path.is_dir():
                if directory.name == WATCHLISTS and any(path.glob("*.yaml")):
                    _ignored(reading, path, "is ignored: folders inside watchlists/ are not read")
            elif path.suffix == ".yaml":
                yield path
            elif path.suffix.lower() in {".yml", ".yaml"}:
                _ignored(reading, path, "is ignored", f"rename it to {path.stem}.yaml")
            elif directory.name == WATCHLISTS and path.suffix.lower() not in _NOT_OURS:
                _ignored(reading, path, "is ignored", "only files ending in .yaml are read")


def _hidden(path: Path) -> bool:
    """Editors' lock, swap and backup files."""
    return path.name.startswith((".", "#", "_")) or path.name.endswith(("~", "#"))


def _ignored(reading: Reading, path: Path, what: str, hint: str = "") -> None:
    reading.warnings.append(Problem(file=str(path), what=what, hint=hint))


def _kind(path: Path, where: str, documents: tuple[Document, ...], reading: Reading) -> str:
    """What the file is; empty when it is none of ours."""
    if where.startswith(WATCHLISTS + "/"):
        return "watchlist"
    if where in {TIDINGS, FEEDS}:
        if len(documents) > 1:
            what = "holds more than one document"
            reading.problems.append(
                Problem(file=str(path), what=what, hint="remove the '---' between them")
            )
        return path.stem
    if near := nearest(path.stem, ("tidings", "feeds"), cutoff=75):
        _ignored(reading, path, "is ignored", f"did you mean '{near}.yaml'?")
        return ""
    if any(_CONTENTS & set(document.keys()) for document in documents):
        return "watchlist"
    _ignored(
        reading,
        path,
        "is ignored: it is no watchlist",
        "one has companies, people, topics or figures",
    )
    return ""
