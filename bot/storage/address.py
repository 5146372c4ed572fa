"""The database's address as people write it, checked, and safe to show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StorageError

_FORMS = "use sqlite:///path/to/tidings.db or postgresql://user:password@host/database"
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
_SQLITE = ("sqlite", "sqlite+aiosqlite")


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    kind: Literal["sqlite", "postgresql"]
    url: URL
    """For the engine; holds the password."""
    shown: str
    """For people: the file, or the URL without password and parameters."""

    @property
    def path(self) -> Path:
        """Of the SQLite file."""
        return Path(self.url.database or "")


def parse(text: str) -> Address:
    """Raises :class:`~bot.errors.StorageError` without ever repeating a password."""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError) as error:
        # The cause is cut off: it may quote the text, password and all.
        raise StorageError(
            "the database's address is not understood", hint=_FORMS, retryable=False
        ) from (None if "@" in text else error)
    if url.drivername in _SQLITE:
        return _sqlite(url)
    if url.drivername in _POSTGRES:
        return _postgresql(url)
    raise StorageError(
        f"{url.drivername} databases are not supported", hint=_FORMS, retryable=False
    )


def _sqlite(url: URL) -> Address:
    path = url.database or ""
    if path in ("", ":memory:") or path.startswith("file:"):
        raise StorageError(
            "the database needs a file of its own",
            hint="write sqlite:///data/tidings.db, or sqlite:////absolute/path.db",
            retryable=False,
        )
    if url.host or url.query:
        raise StorageError(
            f"sqlite addresses hold nothing but a path, and {_extras(url)} came with it",
            hint="write three slashes before a relative path and four before an absolute one",
            retryable=False,
        )
    file = Path(path).expanduser()
    return Address(
        kind="sqlite", url=URL.create("sqlite+aiosqlite", database=str(file)), shown=str(file)
    )


def _extras(url: URL) -> str:
    return f"the host {url.host!r}" if url.host else "parameters"


def _postgresql(url: URL) -> Address:
    if not url.database:
        raise StorageError("the PostgreSQL address names no database", hint=_FORMS, retryable=False)
    bare = url.set(drivername="postgresql", password=None, query={})
    return Address(
        kind="postgresql",
        url=url.set(drivername="postgresql+psycopg"),
        shown=bare.render_as_string(hide_password=True),
    )
