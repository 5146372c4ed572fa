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
    text = text.strip()
    scheme, _, rest = text.partition(":")
    if scheme in _SQLITE:
        return _sqlite(rest)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        # The cause is cut off: it may quote the text, password and all.
        raise StorageError(
            "the database's address is not understood", hint=_FORMS, retryable=False
        ) from (None if "@" in text else error)
    if url.drivername in _POSTGRES:
        return _postgresql(url)
    raise StorageError(
        f"{url.drivername} databases are not supported", hint=_FORMS, retryable=False
    )


def _sqlite(rest: str) -> Address:
    """``rest`` follows ``sqlite:``. A path is taken as it is: no escapes, any character."""
    slashes, path = rest[:3], rest[3:]
    if slashes != "///" or "?" in path:
        raise StorageError(
            f"sqlite addresses hold nothing but a path: sqlite:{rest}",
            hint="write three slashes before a relative path and four before an absolute one",
            retryable=False,
        )
    if path in ("", ":memory:") or path.startswith("file:"):
        raise StorageError(
            "the database needs a file of its own",
            hint="write sqlite:///data/tidings.db, or sqlite:////absolute/path.db",
            retryable=False,
        )
    file = Path(path).expanduser()
    return Address(
        kind="sqlite", url=URL.create("sqlite+aiosqlite", database=str(file)), shown=str(file)
    )


def _postgresql(url: URL) -> Address:
    if not url.database:
        raise StorageError("the PostgreSQL address names no database", hint=_FORMS, retryable=False)
    bare = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
    )
    return Address(
        kind="postgresql",
        url=url.set(drivername="postgresql+psycopg"),
        shown=bare.render_as_string(),
    )
