"""``python -m bot`` and the command ``tidings``; the verbs are in :mod:`bot.cli`."""

from __future__ import annotations

import signal

# Until the program is up and ends in order, Ctrl-C simply ends it: no traceback from an import.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import sys  # noqa: E402 - after the line above on purpose

from bot.cli import main  # noqa: E402 - ditto

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
