"""What the drivers raise, told as :class:`~bot.errors.StorageError`.

Only what a user can mend or wait out is translated. A broken constraint, a mistyped query: those
are bugs of ours and pass as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import StorageError
from bot.storage.address import Address

_SQLITE: tuple[tuple[str, str, str, bool], ...] = (
    # SQLite's name of the error, what happened, how to mend it, whether waiting may help
    (
        "SQLITE_FULL",
        "no space is left for the database",
        "free space on its disk; nothing was half-stored and work goes on by itself",
        True,
    ),
    (
        "SQLITE_BUSY",
        "another process holds the database",
        "let only one `tidings run` use it, or move to PostgreSQL",
        True,
    ),
    ("SQLITE_LOCKED", "another process holds the database", "try again in a moment", True),
    (
        "SQLITE_READONLY",
        "the database can't be written",
        "make the file and its folder writable for the user that runs Tidings",
        False,
    ),
    (
        "SQLITE_NOTADB",
        "this file is not a database",
        "name another file, or move this one away and a new one is made",
        False,
    ),
    (
        "SQLITE_CORRUPT",
        "the database file is damaged",
        "restore a backup made with `tidings backup`,"
        " or save what is left with `sqlite3 FILE .recover`",
        False,
    ),
    (
        "SQLITE_CANTOPEN",
        "the database file can't be opened",
        "check that its folder exists and that the user who runs Tidings may use it",
        False,
    ),
    ("SQLITE_PERM", "the database file may not be used", "check its permissions", False),
    (
        "SQLITE_IOERR",
        "the disk failed under the database",
        "check the disk and the system's log",
        True,
    ),
    ("SQLITE_NOMEM", "memory ran out", "give the machine more memory", True),
)

_POSTGRES: tuple[tuple[str, str, str, bool], ...] = (
    # the beginning of the SQLSTATE, what happened, how to mend it, whether waiting may help
    ("28", "PostgreSQL refused the user or password", "check the address in `database:`", False),
    (
        "3D000",
        "this PostgreSQL database doesn't exist",
        "create it: createdb -O USER -E UTF8 NAME",
        False,
    ),
    (
        "42501",
        "the PostgreSQL user lacks a right",
        "make it the owner of the database and of the schema `public`",
        False,
    ),
    (
        "53100",
        "PostgreSQL's disk is full",
        "free space; nothing was half-stored and work goes on by itself",
        True,
    ),
    ("53300", "PostgreSQL has no connection left", "raise max_connections", True),
    ("53", "PostgreSQL is short of resources", "see its log", True),
    ("40", "two transactions were in each other's way", "try again in a moment", True),
    ("55P03", "another process holds the rows", "try again in a moment", True),
    ("57014", "PostgreSQL cancelled the query", "try again in a moment", True),
    ("25006", "this PostgreSQL is read-only", "name the primary, not a standby", False),
    ("58", "PostgreSQL's system failed", "see its log", True),
    ("XX", "PostgreSQL found damaged data", "see its log, and restore a backup", False),
)

_LOST = "the connection to PostgreSQL failed"
_LOST_HINT = "check that it runs and can be reached; work goes on by itself"


@contextmanager
def told(address: Address) -> Iterator[None]:
    """Translate what is raised inside into errors that name the database, never its password."""
    try:
        yield
    except DBAPIError as error:
        known = _translated(error, address)
        if known is None:
            raise
        secret = address.url.password
        raise known from (None if secret and secret in str(error) else error)
    except PoolTimeoutError as error:
        raise StorageError(
            f"the database is too busy ({address.shown})", hint="try again in a moment"
        ) from error
    except sqlite3.Error as error:
        known = _sqlite(error, address.shown)
        if known is None:
            raise
        raise known from error


def _translated(error: DBAPIError, address: Address) -> StorageError | None:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause, address.shown)
    known = _postgres(getattr(cause, "sqlstate", None) or "", address.shown)
    lost = isinstance(error, (OperationalError, InterfaceError)) or error.connection_invalidated
    if known is not None or not lost:
        return known
    detail = str(cause).strip().partition("\n")[0]
    if address.url.password:
        detail = detail.replace(str(address.url.password), "***")
    return _refused(detail, address.shown) or StorageError(
        f"{_LOST}: {detail} ({address.shown})", hint=_LOST_HINT
    )


def _sqlite(error: sqlite3.Error, shown: str) -> StorageError | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    for start, what, mend, retryable in _SQLITE:
        if name.startswith(start):
            return StorageError(f"{what}: {shown}", hint=mend, retryable=retryable)
    return None


def _postgres(state: str, shown: str) -> StorageError | None:
    for start, what, mend, retryable in _POSTGRES:
        if state.startswith(start):
            return StorageError(f"{what}: {shown}", hint=mend, retryable=retryable)
    return None


def _refused(detail: str, shown: str) -> StorageError | None:
    """libpq gives no SQLSTATE for what the server says while connecting."""
    for sign, state in (
        ("password authentication failed", "28"),
        ("no password supplied", "28"),
        ("no pg_hba.conf entry", "28"),
        ("does not exist", "3D000"),
        ("too many clients", "53300"),
        ("too many connections", "53300"),
    ):
        if sign in detail and not (state == "3D000" and "database" not in detail):
            return _postgres(state, shown)
    return None
