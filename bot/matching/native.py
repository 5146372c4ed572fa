"""The compiled part of the room, where it was built when Tidings was installed."""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType

VERSION = 3
"""Of ``_scanner.c``: raised with the one there when that changes what it gives or takes."""


@cache
def native() -> ModuleType | None:
    """``bot.matching._scanner``; ``None`` where there was no compiler, or where an older one was
    left because compiling it anew failed."""
    try:
        module = importlib.import_module("bot.matching._scanner")
    except ImportError:
        return None
    return module if getattr(module, "VERSION", 0) == VERSION else None
