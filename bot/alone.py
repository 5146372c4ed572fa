"""One bot for one database, and the folder that is its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StorageError, TidingsError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # the module, where there is one

ONE_AT_A_TIME = "stop it first; `tidings console` asks it questions meanwhile"
_SQLITE = "sqlite:///"


def data_folder(database: str) -> Path:
    """Where small things are kept between runs: beside an SQLite file, else ``data/``."""
    if database.startswith(_SQLITE):
        return Path(database.removeprefix(_SQLITE)).parent
    return Path("data")


@contextmanager
def only_one(database: str) -> Iterator[None]:
    """Two bots that decide on one SQLite file would each tell what the other told: refuse.
    On PostgreSQL the store itself knows who leads.
    """
    if not database.startswith(_SQLITE) or fcntl is None:
        yield
        return
    file = Path(database.removeprefix(_SQLITE)).with_suffix(".lock")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = file.open("w")
    except OSError as error:
        raise StorageError(
            f"can't write beside the database: {file}: {error.strerror}", retryable=False
        ) from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise TidingsError(
                f"another Tidings is already running on {database}",
                hint=ONE_AT_A_TIME,
            ) from None
        yield
