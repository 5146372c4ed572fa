"""Noticing that somebody edited the files, cheaply, and without tripping over half a save."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.config.folder import candidates, read_folder
from bot.config.loading import Loaded, check
from bot.config.quickly import no_cycle_search
from bot.errors import ConfigError

Stamp = tuple[tuple[str, int, int, int], ...]
"""Of each file: path, modification time, size and inode."""


class Watcher:
    """Asks the file system whether the configuration changed. The last good one stays with the
    caller.

    Good content is taken at once. Trouble (an error, or a file that vanished or became empty)
    must be seen in two polls running before it counts: editors save by emptying or renaming.
    """

    def __init__(
        self,
        folder: Path,
        current: Loaded | None = None,
        *,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """``current``: what is in force; without it, what the folder holds right now."""
        self._folder = folder
        self._environ = environ
        self._stamp: Stamp | None = None
        self._seen = ""
        """Fingerprint of the content last dealt with, good or broken."""
        self._doubtful = ""
        """Fingerprint of content that must be seen once more."""
        if current is not None:
            self._seen = current.fingerprint
        else:
            self._stamp = _stamp(folder)
            self._seen = _fingerprint(folder)

    def poll(self) -> Loaded | ConfigError | None:
        """The new configuration; or what is wrong with it, once per distinct broken content; or
        ``None`` when there is nothing new to say."""
        stamp = _stamp(self._folder)
        if stamp == self._stamp and not self._doubtful:
            return None
        with no_cycle_search():
            return self._look(stamp)

    def _look(self, stamp: Stamp) -> Loaded | ConfigError | None:
        shrunk = _shrunk(self._stamp or (), stamp)
        self._stamp = stamp
        try:
            reading = read_folder(self._folder)
        except ConfigError as error:
            return self._trouble(str(error), error)
        if _stamp(self._folder) != stamp:
            self._stamp = None  # changed while it was read: look again
            return None
        if reading.fingerprint == self._seen:
            self._doubtful = ""
            return None
        try:
            loaded = check(self._folder, reading, self._environ)
        except ConfigError as error:
            return self._trouble(reading.fingerprint, error)
        if shrunk and self._doubtful != reading.fingerprint:
            self._doubtful = reading.fingerprint
            return None
        self._seen, self._doubtful = reading.fingerprint, ""
        return loaded

    def _trouble(self, fingerprint: str, error: ConfigError) -> ConfigError | None:
        if fingerprint == self._seen:
            self._doubtful = ""
            return None
        if self._doubtful != fingerprint:
            self._doubtful = fingerprint
            return None
        self._seen, self._doubtful = fingerprint, ""
        return error


def _fingerprint(folder: Path) -> str:
    try:
        return read_folder(folder).fingerprint
    except ConfigError as error:
        return str(error)


def _stamp(folder: Path) -> Stamp:
    found = []
    try:
        for path in candidates(folder):
            try:
                facts = path.stat()
            except OSError:
                continue
            found.append((str(path), facts.st_mtime_ns, facts.st_size, facts.st_ino))
    except OSError:
        return ()
    return tuple(found)


def _shrunk(before: Stamp, after: Stamp) -> bool:
    """Whether a file vanished or became empty."""
    sizes = {path: size for path, _, size, _ in after}
    return any(size and not sizes.get(path) for path, _, size, _ in before)
