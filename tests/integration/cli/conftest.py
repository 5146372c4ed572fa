"""A folder with one watchlist in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.shell import WATCHLIST


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one watchlist in it and nothing else."""
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "watchlists" / "ev.yaml").write_text(WATCHLIST, "utf-8")
    return tmp_path
