"""The database's address: what is understood, and what is never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.address import parse

SECRET = "s3cret/word"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:///data/tidings.db", "data/tidings.db"),
        ("sqlite:////var/lib/tidings.db", "/var/lib/tidings.db"),
        (" sqlite:///a b%20#ü.db\n", "a b%20#ü.db"),
        ("sqlite+aiosqlite:///x.db", "x.db"),
        ("sqlite:///~/tidings.db", str(Path("~/tidings.db").expanduser())),
    ],
)
def test_sqlite(text: str, path: str) -> None:
    address = parse(text)
    assert address.kind == "sqlite"
    assert str(address.path) == address.shown == path
    assert address.url.database == path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:s3cret%2Fword@db:5433/news", "postgresql://me@db:5433/news"),
        ("postgres://db/news", "postgresql://db/news"),
        ("postgresql+psycopg://me@db/news?sslmode=require", "postgresql://me@db/news"),
        ("postgresql:///news?host=/run/postgresql&password=s3cret", "postgresql:///news"),
    ],
)
def test_postgresql(text: str, shown: str) -> None:
    address = parse(text)
    assert address.kind == "postgresql"
    assert address.url.drivername == "postgresql+psycopg"
    assert address.shown == shown


def test_the_password_is_kept_for_the_driver_only() -> None:
    address = parse("postgresql://me:s3cret%2Fword@db/news")
    assert address.url.password == SECRET
    assert SECRET not in address.shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not understood"),
        ("data/tidings.db", "not understood"),
        ("sqlite://", "nothing but a path"),
        ("sqlite:data.db", "nothing but a path"),
        ("sqlite://data/tidings.db", "three slashes"),
        ("sqlite:///x.db?mode=ro", "nothing but a path"),
        ("sqlite:///", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:///file:x?mode=memory", "nothing but a path"),
        ("mysql://me:s3cret@db/news", "mysql databases are not supported"),
        ("postgresql://me:s3cret@db", "names no database"),
        ("postgresql://me:s3cret@db:port/news", "not understood"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(StorageError, match=said) as caught:
        parse(text)
    assert not caught.value.retryable
    assert caught.value.hint
    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in str(caught.value.__cause__)
