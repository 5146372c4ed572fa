"""Which fonts of this machine can write a text.

The library brings DejaVu Sans, which writes most alphabets but no Chinese. For what it lacks the
machine's own fonts are searched; what none of them can write is not drawn at all, for a row of
empty boxes says nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

BASE = "DejaVu Sans"
PREFERRED = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
    "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei",
    "Noto Sans CJK TC", "Noto Sans CJK JP", "Noto Sans CJK KR", "Arial Unicode MS", "Noto Sans",
)  # fmt: skip
"""Tried first, in this order: fonts that were made for screens."""
_PLACEHOLDERS = ("Last Resort", "LastResort", "Adobe Blank", ".")
"""Beginnings of the names of fonts whose glyphs stand for a character without showing it, and of
those that a system keeps for itself."""
_MOST_FONTS = 400
"""Font files looked into for a character that the preferred ones lack."""


def families(text: str) -> tuple[str, ...] | None:
    """Names of the fonts with which the text can be written, the first that has a character
    writing it; ``None`` when some character has none."""
    needed = {ord(char) for char in text if not char.isspace()}
    if any(unicodedata.category(chr(code)) in {"Cc", "Cs", "Cn"} for code in needed):
        return None
    found = [BASE]
    lacking = needed - _characters_of(_base())
    for family, file in _candidates() if lacking else ():
        written = lacking & _characters_of(file)
        if written:
            found.append(family)
            lacking -= written
        if not lacking:
            break
    return None if lacking else tuple(found)


def writable(ways: Sequence[str]) -> str:
    """The first way of saying it that can be written; empty when none can."""
    return next((way for way in ways if way and families(way) is not None), "")


@lru_cache(maxsize=1)
def _base() -> str:
    return str(font_manager.findfont(BASE))


def _candidates() -> Iterable[tuple[str, str]]:
    """Other fonts as (family, file), preferred ones first."""
    by_family: dict[str, str] = {}
    for entry in font_manager.fontManager.ttflist:
        if entry.style == "normal" and not entry.name.startswith((BASE, *_PLACEHOLDERS)):
            by_family.setdefault(entry.name, entry.fname)
    order = [name for name in PREFERRED if name in by_family]
    rest = sorted(by_family.keys() - set(order))
    return [(name, by_family[name]) for name in [*order, *rest][:_MOST_FONTS]]


@lru_cache(maxsize=_MOST_FONTS)
def _characters_of(file: str) -> frozenset[int]:
    """Code points the font has glyphs for; none when the file can't be read."""
    try:
        return frozenset(FT2Font(file).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


def forget() -> None:
    """Look at the machine's fonts anew."""
    _base.cache_clear()
    _characters_of.cache_clear()
