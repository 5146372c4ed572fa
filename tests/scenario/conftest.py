"""Databases of both kinds for whole-app scenarios, each in a working directory of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.stores import (
    postgres_database,
    postgres_server,
    store_url,
)

__all__ = ["postgres_database", "postgres_server", "store_url"]


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a database elsewhere the bot keeps what it has shown in ``data/``: two bots there at
    once, or one test twice in a minute, would take the other's cards for told."""
    monkeypatch.chdir(tmp_path)
