"""What a user names on the command line, read or refused with the reason."""

from __future__ import annotations

import os
from pathlib import Path

from bot.errors import TidingsError


def default_folder() -> Path:
    """The configuration that runs here, unless somebody says otherwise."""
    return Path(os.environ.get("TIDINGS_CONFIG", "config"))


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: OSError) -> TidingsError:
    hint = f"a configuration folder is given as --config {path}" if path.is_dir() else ""
    return TidingsError(f"can't read {path}: {error.strerror}", hint=hint)
