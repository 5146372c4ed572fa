"""A file whose age tells that the bot is alive: for container health checks."""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path

LATE = 60.0
"""Seconds without a beat after which the bot counts as stuck."""


class Heartbeat:
    """One per configuration folder, in the machine's temporary folder."""

    def __init__(self, folder: Path) -> None:
        name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
        self._file = Path(tempfile.gettempdir()) / f"tidings-{name}.alive"

    def beat(self) -> None:
        self._file.touch()

    def stop(self) -> None:
        self._file.unlink(missing_ok=True)

    def age(self) -> float | None:
        """Seconds since the last beat; ``None`` when the bot is not running."""
        try:
            return max(time.time() - self._file.stat().st_mtime, 0.0)
        except FileNotFoundError:
            return None
