"""What Slack takes, as documented; and how it counts.

Lengths are counted in UTF-16 units, which is never less than any other way of counting
characters: an emoji is two.
"""

from __future__ import annotations

import unicodedata

TEXT = 4_000
"""Of a message's plain text; more is cut on some clients."""
ALL = 12_000
"""In all blocks of a message: somewhat above 13,000 Slack answers ``msg_blocks_too_long``."""
BLOCKS = 50
VIEW_BLOCKS = 100
SECTION = 3_000
FIELD, FIELDS = 2_000, 10
BUTTONS = 25
LABEL = 75
"""Of a button, and of an option in a menu."""
VALUE = 2_000
OPTION_VALUE = 150
OPTIONS = 100
ID = 255
URL = 3_000
TABLE_ROWS, TABLE_COLUMNS = 100, 20
TABLE_TEXT = 10_000
VIEW_TITLE = 24
"""Also of the buttons below a view."""
PRIVATE = 3_000
"""Characters a view may carry unseen."""
INPUT = 3_000
INPUT_LABEL = 2_000
PLACEHOLDER = 150
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30

_JOINER = "\u200d"


def units(text: str) -> int:
    """How long a text is."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """At most ``limit`` units, at a word where there is one, ended by an ellipsis; what is one
    sign to a reader is kept whole."""
    if units(text) <= limit:
        return text
    cut = head(text, limit - 1)
    space = cut.rfind(" ")
    if space > limit * 2 // 3:
        cut = cut[:space]
    return cut.rstrip(" ,;:–—-") + "…"


def head(text: str, limit: int) -> str:
    """The longest beginning of at most ``limit`` units that parts no sign."""
    end, size = 0, 0
    for char in text:
        size += units(char)
        if size > limit:
            break
        end += 1
    whole = end
    while 0 < whole < len(text) and _goes_on(text, whole):
        whole -= 1
    return text[: whole or end]


def _goes_on(text: str, at: int) -> bool:
    """Whether the sign before ``at`` goes on there: accents, joined emoji, skin tones."""
    char = text[at]
    return (
        char == _JOINER
        or text[at - 1] == _JOINER
        or unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    )
