"""A file whose age tells that the bot is alive: for container health checks."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

LATE = 60.0
"""Seconds without a beat after which the bot counts as stuck."""


class Heartbeat:
    """One per configuration folder, in the machine's temporary folder."""

    def __init__(self, folder: Path) -> None:
        who = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
        name = hashlib.sha256(f"{who}:{folder.resolve()}".encode()).hexdigest()[:12]
        self._failed = False
        self._file = Path(tempfile.gettempdir()) / f"tidings-{name}.alive"

    def beat(self) -> None:
        """Never raises: a health check that can't be served must not stop the work."""
        try:
            self._file.touch()
        except OSError as error:
            if not self._failed:
                log.warning("no heartbeat for health checks: %s: %s", self._file, error.strerror)
            self._failed = True

    def stop(self) -> None:
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    def age(self) -> float | None:
        """Seconds since the last beat; ``None`` when the bot is not running."""
        try:
            return max(time.time() - self._file.stat().st_mtime, 0.0)
        except FileNotFoundError:
            return None
