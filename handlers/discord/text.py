"""Plain text as Discord's markdown that shows exactly that text. Pure.

Everything with a meaning there is escaped: a feed's words can't ping, link, format, name a
channel, draw an emoji or start a heading. What is cut is cut before it is escaped, so that no
escape is ever cut in two.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from bot.card import Line, Run
from handlers.discord.limits import clip, length
from handlers.unseen import clean

LONGEST_LINK = 500
"""Characters of an address behind a word; longer ones would crowd out the text."""
_MEANING = re.compile(
    r"([\\*_~`|<\[\]@]"  # styles, spoilers, links, and all that begins with an angle or an @
    r"|(?<=\])\("  # in the words of a link clients read on, escapes or not: [see\](there)
    r"|:(?=//|[\w~+-]+:))"  # addresses, emoji by name
)
_LEADING = re.compile(r"^([ \t]*)([-+#>])", re.MULTILINE)
"""Lists, headings, small print, quotes."""
_NUMBERED = re.compile(r"^(\s*\d+)\.", re.MULTILINE)
_MARKS = {"bold": "**", "italic": "*", "strike": "~~"}
_EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
_UNSAFE = re.compile(r"[\s<>()\[\]\\`\"|*_~]")


def escape(text: str) -> str:
    """One stretch of plain text. No mark is escaped that has no meaning where it stands:
    notifications and what is copied show the escapes."""
    escaped = _MEANING.sub(r"\\\1", clean(text))
    return _NUMBERED.sub(r"\1\\.", _LEADING.sub(r"\1\\\2", escaped))


def code(text: str) -> str:
    """In code nothing can be escaped, so what would end it is replaced by its look-alike."""
    return clean(text).replace("`", "ˋ")


def link(url: str) -> str:
    """The address as it may stand behind a word; empty: not one to link to."""
    if not url.startswith(("https://", "http://")) or length(url) > LONGEST_LINK:
        return ""
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), clean(url))


def draw(run: Run) -> str:
    """A run as markdown."""
    before, core, after = _EDGES.fullmatch(clean(run.text)).groups()  # type: ignore[union-attr] # matches anything
    if not core:
        return before + after
    shown = f"`{code(core)}`" if run.style == "code" else escape(core)
    mark = _MARKS.get(run.style, "")
    url = link(run.url) if run.url else ""
    shown = f"[{shown}]({url})" if url else shown
    return f"{before}{mark}{shown}{mark}{after}"


def draw_line(line: Line, most: int) -> str:
    """A line as markdown of at most ``most`` units; what doesn't fit ends in an ellipsis."""
    drawn, room = [], most
    for run in line:
        text = draw(run)
        if length(text) > room:
            drawn.append(_cut(run, room))
            break
        drawn.append(text)
        room -= length(text)
    return "".join(drawn)


def _cut(run: Run, room: int) -> str:
    """As much of the run as there is room for, whole escapes and links only."""
    low, high = 0, min(len(run.text), room)
    best = ""
    while low <= high:
        middle = (low + high) // 2
        text = draw(Run(run.text[:middle].rstrip() + "…", run.style, run.url))
        if length(text) <= room:
            best, low = text, middle + 1
        else:
            high = middle - 1
    return best or clip("…", room)


def one_line(text: str, most: int) -> str:
    """For places that draw no markdown: names, labels, footers."""
    return clip(" ".join(clean(text).split()), most)
