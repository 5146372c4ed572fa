"""Lines broken as readers of Latin and Chinese expect, at the terminal's real widths.

``rich`` breaks at blanks only: a Chinese sentence, which has none, would drop to a line of its
own and be cut anywhere, a comma at the start of the next one.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from bot.text import is_cjk

_NEVER_FIRST = frozenset("，。、；：？！）】》」』〉”’…—％%,.;:?!)]}·")
"""Not at the start of a line, where Chinese may otherwise break."""
_NEVER_LAST = frozenset("（【《「『〈“‘([{")


def break_offsets(text: str, width: int) -> list[int]:
    """Where to divide a line of text so that each part fits ``width`` cells; blanks at the end
    of a part don't count."""
    offsets: list[int] = []
    start = used = 0
    best = 0
    """The last good place to break since ``start``; 0: none yet."""
    for index, char in enumerate(text):
        if index > start and _may_break(text, index):
            best = index
        size = cell_len(char)
        # What is left after the last good place may still be too much for a line.
        while used + size > width and index > start and not char.isspace():
            start = best if best > start else index
            offsets.append(start)
            used = cell_len(text[start:index])
        used += size
    return offsets


def _may_break(text: str, index: int) -> bool:
    """Between the characters before and at ``index``."""
    before, after = text[index - 1], text[index]
    if before.isspace():
        return not after.isspace()
    if after.isspace() or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return is_cjk(before) or is_cjk(after) or (before in _NEVER_FIRST and ord(before) > 0x2FFF)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A styled text that breaks its own lines."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        for line in self.text.split("\n", allow_blank=True):
            for part in line.divide(break_offsets(line.plain, max(options.max_width, 2))):
                part.rstrip()
                part.no_wrap = True
                part.overflow = "crop"
                yield part

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        del console
        widest = max((cell_len(line) for line in self.text.plain.split("\n")), default=0)
        most = min(widest, options.max_width)
        return Measurement(min(most, 8), most)
