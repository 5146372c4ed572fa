"""Where the room's modules are loaded from: as Python, or compiled where someone did that.

``wheels/rules.py`` (``pip install .``, or ``make compiled`` in a checkout) turns the same sources
into machine code, which reads a text in a fifth of the time. What it made is used only while it was
made of exactly the sources that lie here: an edited rule is never shadowed by what it was before.

Imports nothing but what comes with Python: a wheel is built where nothing else is.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE / "compiled"
MADE_OF = FOLDER / "made_of"
"""Holds the :func:`digest` of the sources."""
PLAIN = "TIDINGS_PLAIN"
"""Set in the environment to anything: Python, whatever was compiled."""

_PREFIXES = ("chinese", "english")
_OTHERS = frozenset(
    {"calendar", "cumulative", "extract", "found", "numerals", "parts", "tables", "tokens"}
)


def sources() -> list[Path]:
    """The modules on the way from a text to its figures, in order of their names."""
    paths = sorted(HERE.glob("*.py"))
    return [path for path in paths if path.stem.startswith(_PREFIXES) or path.stem in _OTHERS]


def digest() -> str:
    """What the sources say and which Python is to run them; about a millisecond."""
    text = hashlib.sha256(str(sys.implementation.cache_tag).encode())
    for path in sources():
        text.update(path.name.encode() + b"\0" + path.read_bytes())
    return text.hexdigest()


def search_path(plain: Sequence[str]) -> list[str]:
    """Where the package looks for its modules: first among the compiled ones if they are of
    these sources."""
    if os.environ.get(PLAIN) or not is_fresh():
        return list(plain)
    return [str(FOLDER), *plain]


def is_fresh() -> bool:
    """Whether what is compiled was made of the sources that lie here."""
    return MADE_OF.is_file() and MADE_OF.read_text(encoding="utf-8") == digest()


def is_compiled() -> bool:
    """Whether this process reads figures with compiled modules."""
    module = importlib.import_module("bot.figures.tokens")
    return not str(module.__file__).endswith(".py")
