"""What drivers raise, as people are told."""

from __future__ import annotations

import sqlite3
import traceback

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import StorageError
from bot.storage.address import parse
from bot.storage.bulk import BulkConnection
from bot.storage.faults import told

SQLITE = parse("sqlite:///data/news.db")
POSTGRES = parse("postgresql://me:s3cret@db/news")


class RefusalError(Exception):
    """Stands for psycopg's errors, which carry a state."""

    def __init__(self, message: str, sqlstate: str | None = None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


def sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("some words")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("name", "said", "retryable"),
    [
        ("SQLITE_FULL", "no space is left", True),
        ("SQLITE_BUSY", "another process holds", True),
        ("SQLITE_BUSY_SNAPSHOT", "another process holds", True),
        ("SQLITE_LOCKED", "another process holds", True),
        ("SQLITE_READONLY_DBMOVED", "can't be written", False),
        ("SQLITE_NOTADB", "not a database", False),
        ("SQLITE_CORRUPT_VTAB", "damaged", False),
        ("SQLITE_CANTOPEN_ISDIR", "can't be opened", False),
        ("SQLITE_IOERR_FSYNC", "disk failed", True),
        ("SQLITE_NOMEM", "memory ran out", True),
    ],
)
def test_sqlite_errors_name_the_file_and_the_mend(name: str, said: str, retryable: bool) -> None:
    for error in (
        sqlite_error(name),
        OperationalError("SELECT 1", {}, sqlite_error(name)),
    ):
        with pytest.raises(StorageError, match=rf"{said}.*data/news\.db") as caught, told(SQLITE):
            raise error
        assert caught.value.retryable is retryable
        assert caught.value.hint


@pytest.mark.parametrize(
    ("message", "state", "said", "retryable"),
    [
        ("no room", "53100", "disk is full", True),
        ("deadlock", "40P01", "in each other's way", True),
        ("lock timeout", "55P03", "holds the rows", True),
        ("too many", "53300", "no connection left", True),
        ("denied", "42501", "lacks a right", False),
        ("denied", "28P01", "refused the user or password", False),
        ("damage", "XX001", "damaged data", False),
        ("server closed the connection", None, "connection to PostgreSQL failed", True),
        ("terminating", "57P01", "connection to PostgreSQL failed", True),
        ('FATAL:  database "news" does not exist', None, "doesn't exist", False),
        ('FATAL:  password authentication failed for user "me"', None, "refused the user", False),
        ("sorry, too many clients already", None, "no connection left", True),
        ("bad conninfo: password=s3cret", None, "connection to PostgreSQL failed", True),
    ],
)
def test_postgres_errors(message: str, state: str | None, said: str, retryable: bool) -> None:
    error = OperationalError("SELECT 1", {}, RefusalError(message, state))
    with pytest.raises(StorageError, match=said) as caught, told(POSTGRES):
        raise error
    assert caught.value.retryable is retryable
    assert "postgresql://me@db/news" in str(caught.value)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_crowded_pool() -> None:
    with pytest.raises(StorageError, match="too busy"), told(SQLITE):
        raise PoolTimeoutError


@pytest.mark.parametrize(
    "bug",
    [
        sqlite_error("SQLITE_ERROR"),
        OperationalError("SELEC 1", {}, sqlite_error("SQLITE_ERROR")),
        IntegrityError("INSERT", {}, sqlite_error("SQLITE_CONSTRAINT_UNIQUE")),
        IntegrityError("INSERT", {}, RefusalError("duplicate key", "23505")),
        KeyError("x"),
    ],
)
def test_bugs_crash_as_they_are(bug: Exception) -> None:
    with pytest.raises(type(bug)) as caught, told(POSTGRES):
        raise bug
    assert caught.value is bug


def test_bulk_is_written_in_transactions_only() -> None:
    insert = "INSERT INTO t VALUES (?)"
    connection = sqlite3.connect(":memory:", isolation_level=None, factory=BulkConnection)
    connection.execute("CREATE TABLE t (a)")
    with pytest.raises(sqlite3.OperationalError, match="transaction is over"):
        connection.write([(insert, [(1,)])])
    connection.execute("BEGIN")
    connection.write([(insert, [(1,)]), (insert, [(2,)])])
    connection.execute("COMMIT")
    with pytest.raises(sqlite3.OperationalError, match="transaction is over"):
        connection.write([(insert, [(3,)])])
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (2,)
    connection.close()
